package org.outpub.publish.sip.jain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.DigestAlgorithm;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.digest.DigestSession;
import org.outpub.publish.sip.PublishRequest;

/** Answers that were damaged on their way, thousands of them. */
class AnswerFuzzTest {
    private static final int CASES_ON_THE_WIRE = 2500;
    private static final int CASES_READ = 8000;
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\r\n ",
            "\t",
            " ",
            ":",
            ";",
            ",",
            "\"",
            "\\",
            "<",
            ">",
            "=",
            "\u0000",
            "\u00e4",
            "\ud83d\ude00",
            "sip:",
            "SIP/2.0 ",
            "Via: ",
            "v:",
            "Content-Length: 99999999999",
            "l: -1",
            "CSeq: 4294967296 PUBLISH",
            "z9hG4bK",
            "[::1]",
            "%00",
            "tag=",
            "Digest ",
            "nonce=",
            "realm=\"",
            "x".repeat(3000));
    private static final List<Auth> AUTHS =
            List.of(new Auth("a", "user", "password", java.util.Map.of(), "*", List.of(DigestAlgorithm.values())));

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(damaged.length() + 1);
            int end = Math.min(damaged.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> damaged.delete(at, end);
                case 1 -> damaged.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> damaged.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> damaged.insert(at, damaged.substring(at, end));
                default -> damaged.insert(at, (char) (1 + random.nextInt(255)));
            }
        }
        if (random.nextInt(10) == 0) {
            damaged.setLength(random.nextInt(damaged.length() + 1));
        }
        return damaged.toString();
    }

    private static PublishRequest request(int port, int number) throws InvalidValueException {
        SipUri uri = SipUri.parse("sip:desk@127.0.0.1:" + port);
        return new PublishRequest(
                uri,
                List.of(),
                uri,
                "from" + number,
                uri,
                "call-" + number,
                1,
                "presence",
                60,
                null,
                null,
                List.of(),
                null);
    }

    /** Whatever comes first, the request ends exactly once: by what was understood of it, or by the sound answer. */
    @Test
    void aDamagedAnswerIsUnderstoodOrDroppedAndTheSoundOneAfterItCounts() throws Exception {
        long seed = Long.getLong("outpub.fuzz.seed", 20261123L);
        Random random = new Random(seed);
        VirtualTime time = new VirtualTime();
        BlockingQueue<SipOutcome> outcomes = new LinkedBlockingQueue<>();
        int understood = 0;
        try (RawPeer peer = new RawPeer("127.0.0.1");
                JainSipGateway gateway = new JainSipGateway(time, time, new Random(7), Runnable::run, "")) {
            gateway.useTransports(List.of());
            for (int i = 0; i < CASES_ON_THE_WIRE; i++) {
                gateway.send(request(peer.port(), i), outcomes::add);
                String message = peer.receiveText();
                String sound = RawPeer.answer(
                        message,
                        "200 OK",
                        "SIP-ETag: sound",
                        "Expires: 60",
                        "Authentication-Info: nextnonce=\"x\"",
                        "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", qop=\"auth\"");
                peer.reply(damaged(sound, random).getBytes(StandardCharsets.UTF_8));
                peer.reply(sound);
                String which = "case " + i + " of seed " + seed;
                SipOutcome outcome = outcomes.poll(10, TimeUnit.SECONDS);
                assertNotNull(outcome, which);
                SipAnswer answer =
                        assertInstanceOf(Answered.class, outcome, which).answer();
                assertTrue(answer.status() >= 200 && answer.status() <= 699, which);
                understood += "sound".equals(answer.entityTag()) ? 0 : 1;
                time.advance(Duration.ofSeconds(6));
            }
            assertTrue(outcomes.isEmpty(), "seed " + seed);
            assertEquals(0, time.scheduled(), "seed " + seed);
            assertTrue(gateway.droppedDatagrams() > CASES_ON_THE_WIRE / 20, "seed " + seed);
            assertTrue(understood > 0, "seed " + seed);
        }
    }

    /** The readers of heads, answers and challenges are total. */
    @Test
    void noTextMakesAReaderFail() {
        long seed = Long.getLong("outpub.fuzz.seed", 20261123L);
        Random random = new Random(seed);
        String sound = String.join(
                "\r\n",
                "SIP/2.0 401 Unauthorized",
                "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx",
                "Expires: 60",
                "Min-Expires: 60",
                "Retry-After: 5 (soon);duration=1",
                "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"n\\\"\", qop=\"auth,auth-int\", stale=true",
                "Proxy-Authenticate: Digest realm=\"c\",nonce=\"d\", Digest realm=\"e\", nonce=\"f\",algorithm=MD5-sess",
                "Authentication-Info: nextnonce=\"g\", cnonce=\"h\", rspauth=\"\"",
                "Allow-Events: presence, dialog",
                "",
                "");
        for (int i = 0; i < CASES_READ; i++) {
            byte[] bytes = damaged(sound, random).getBytes(StandardCharsets.UTF_8);
            SipAnswer answer = AnswerReader.read(401, "x", MessageHead.parse(bytes));
            DigestSession session = DigestSession.none();
            if (session.challenged(answer.challenges(), AUTHS) instanceof DigestSession.Outcome.Answerable answerable) {
                session = answerable.session();
            }
            session.authorize("PUBLISH", "sip:a@b", bytes, () -> "c")
                    .session()
                    .accepted(answer.confirmations())
                    .authorize("PUBLISH", "sip:a@b", Arrays.copyOf(bytes, 3), () -> "d");
        }
    }
}
