package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.wire.jain.JainParser;
import org.outpub.publish.wire.jain.RequestAnswers;

/** Eight times the input takes some eight times the time, and not sixty-four, whatever a stranger writes. */
class LinearTimeTest {
    private static final int RUNS = 15;
    /** Eight, and room for the noise of a machine that does other things. */
    private static final int MOST = 24;
    /** Below this nothing can be told, and nothing need be. */
    private static final long NEGLIGIBLE_NANOS = 2_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int LENGTH = 40_000;

    private static long nanos(Runnable work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - before);
        }
        return best;
    }

    private static void isLinear(IntFunction<Runnable> ofLength) {
        long once = nanos(ofLength.apply(LENGTH));
        long more = nanos(ofLength.apply(8 * LENGTH));
        assertTrue(
                more < NEGLIGIBLE_NANOS || more < MOST * once, once + " ns, for eight times the input " + more + " ns");
    }

    private static Stream<String> pieces() {
        return Stream.of(
                " ",
                "\t",
                ",",
                ", ",
                ";",
                "=",
                "\"",
                "\\",
                "\\\"",
                "<",
                ">",
                "<>",
                "a",
                "a ",
                "a b",
                "a=",
                "a b=,",
                ",a b",
                "\",\"",
                "<sip:a@b>",
                "Digest ",
                "Digest a=\"",
                ";q=",
                ";;x");
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void rowsOfChallenges(String piece) {
        isLinear(length -> {
            String row = "Digest realm=\"a\"" + piece.repeat(length / piece.length());
            return () -> ChallengeRow.split(row, Integer.MAX_VALUE);
        });
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void rowsOfContacts(String piece) {
        isLinear(length -> {
            String row = "<sip:a@b>" + piece.repeat(length / piece.length());
            return () -> ContactReader.read(row, Integer.MAX_VALUE);
        });
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void challengesAndConfirmations(String piece) {
        isLinear(length -> {
            String row = "Digest realm=\"a\", nonce=\"b\", qop=\"" + piece.repeat(length / piece.length());
            return () -> {
                Object unused = DigestSession.none().challenged(List.of(new Challenge(false, row)), List.of());
            };
        });
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void urisAsLongAsTheyMayBe(String piece) {
        for (String uri : List.of("sip:", "sip:a@b", "sip:a@b;x=", "sip:a@b?", "<sip:a:b@c;")) {
            String text = uri + piece.repeat(2_040 / piece.length());
            long best = nanos(() -> {
                try {
                    SipUri read = SipUri.parse(text.substring(0, Math.min(text.length(), 2_040)));
                    read.asRequestUri().asIdentity().without("x").parameter("y");
                } catch (InvalidValueException refused) {
                    // told why
                }
            });
            assertTrue(best < NEGLIGIBLE_NANOS, best + " ns for " + uri + piece);
        }
    }

    private static Stream<Arguments> requests() {
        return Stream.of(
                        "Via: SIP/2.0/UDP a",
                        "From: <sip:a@b>",
                        "To: \"",
                        "Call-ID: ",
                        "CSeq: 1",
                        "Require: ",
                        "X: ",
                        "")
                .flatMap(row -> Stream.of(" ", ";", ",", "\"", "\r\n ", ";a=b", ";a=\"", ":", "<", "\\", "\r", "(")
                        .map(piece -> Arguments.of(row, piece)));
    }

    /** As large as a head may be, and as odd; the library's parser is behind it. */
    @ParameterizedTest
    @MethodSource("requests")
    void requests(String row, String piece) {
        RequestAnswers answers = new RequestAnswers(new AgentRequests(() -> List.of("presence")));
        String sound = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                + "To: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n";
        int room = 15_500 - sound.length() - row.length();
        byte[] odd = (sound + row + piece.repeat(room / piece.length()) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        InetSocketAddress source = new InetSocketAddress("192.0.2.1", 5060);
        long best = nanos(() -> answers.answer(odd, source));
        assertTrue(best < 20_000_000, best + " ns");
    }

    private static Stream<Arguments> rows() {
        return Stream.of(
                        "Via: SIP/2.0/UDP 192.0.2.7:5060",
                        "From: ",
                        "From: \"",
                        "Call-ID: ",
                        "CSeq: ",
                        "SIP-ETag: ",
                        "Allow-Events: ",
                        "Contact: ",
                        "WWW-Authenticate: Digest ",
                        "X: ",
                        "")
                .flatMap(row -> Stream.of(" ", ";", ",", "\"", "\r\n ", "\n\t", ";a=b", ";branch=", ":")
                        .map(piece -> Arguments.of(row, piece)));
    }

    /** As large as a head may be, and as odd: still below what a usual day's work is. */
    @ParameterizedTest
    @MethodSource("rows")
    void answersToARequestUnderWay(String row, String piece) {
        Answers answers = new Answers(new JainParser());
        WireRequest request = answers.open();
        String sound = Answers.answer(request, "302 Moved");
        int room = 15_500 - sound.length() - row.length();
        String odd = sound.replace("To:", row + piece.repeat(room / piece.length()) + "\r\nTo:");
        long best = nanos(() -> answers.receive(odd));
        assertTrue(best < 20_000_000, best + " ns");
    }

    @Test
    void aDribbledStreamIsLookedAtOnce() throws Exception {
        isLinear(length -> () -> {
            MessageFramer framer = new MessageFramer(new MessageHead());
            List<byte[]> parts = List.of("SIP/2.0 200 OK\r\nX: ".getBytes(StandardCharsets.UTF_8), new byte[] {'y'});
            MessageFramer.Sink nobody = new MessageFramer.Sink() {
                @Override
                public void message(io.netty.buffer.ByteBuf message) {}

                @Override
                public void ping() {}
            };
            try {
                framer.feed(io.netty.buffer.Unpooled.wrappedBuffer(parts.get(0)), nobody);
                for (int i = 0; i < length / 32; i++) {
                    framer.feed(io.netty.buffer.Unpooled.wrappedBuffer(parts.get(1)), nobody);
                }
            } catch (MessageFramer.FramingException malformed) {
                throw new AssertionError(malformed);
            }
        });
    }
}
