package org.outpub.publish.sip.jain;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.SipOutcome.TimedOut;
import org.outpub.publish.delivery.SipOutcome.Unreachable;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.Confirmation;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.outpub.publish.sip.AgentRequests;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.wire.dns.DnsjavaResolver;
import org.outpub.publish.wire.dns.NameResolver;

class JainSipGatewayTest {
    private final VirtualTime time = new VirtualTime();
    private final BlockingQueue<SipOutcome> outcomes = new LinkedBlockingQueue<>();
    private final JainSipGateway gateway =
            gateway(task -> new Thread(task).start(), question -> CompletableFuture.completedFuture(lookUp(question)));
    private RawPeer peer;

    private JainSipGateway gateway(Executor executor, NameResolver resolver) {
        return new JainSipGateway(new JainSipGateway.Surroundings(
                time,
                time,
                Clock.systemUTC(),
                null,
                null,
                new Random(7),
                executor,
                resolver,
                new AgentRequests(() -> List.of("presence")),
                () -> Duration.ZERO,
                () -> "Outpub/1",
                () -> {}));
    }

    private static DnsAnswer lookUp(DnsQuestion question) {
        return question.equals(new DnsQuestion("localhost", DnsQuestion.Type.A))
                ? new DnsAnswer.Found(List.of(new DnsRecord.Address("127.0.0.1")))
                : new DnsAnswer.Nothing();
    }

    @BeforeEach
    void open() throws IOException {
        peer = new RawPeer("127.0.0.1");
        assertEquals(List.of(), gateway.useTransports(List.of()));
    }

    @AfterEach
    void close() {
        gateway.close();
        peer.close();
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    private PublishRequest request() {
        return request("sip:desk@127.0.0.1:" + peer.port(), null);
    }

    private static PublishRequest request(String target, String transport, SipUri... routes) {
        return new PublishRequest(
                uri(target),
                List.of(routes),
                uri("sip:desk@example.org"),
                "from1",
                uri("sip:desk@example.org"),
                "call-1@here",
                17,
                "presence",
                3600,
                null,
                null,
                List.of(),
                transport);
    }

    private String sendAndReceive() throws IOException {
        gateway.send(request(), outcomes::add);
        return peer.receiveText();
    }

    private SipOutcome outcome() throws InterruptedException {
        SipOutcome outcome = outcomes.poll(5, TimeUnit.SECONDS);
        assertTrue(outcome != null, "no outcome came");
        return outcome;
    }

    private SipAnswer answer() throws InterruptedException {
        return assertInstanceOf(Answered.class, outcome()).answer();
    }

    @Test
    void aRequestHasTheseBytesAndNoOthers() throws IOException {
        SipUri target = uri("sip:d%65sk@127.0.0.1:" + peer.port() + ";zeta=1;alpha=%41;user=phone");
        PublicationBody body = PublicationBody.of("application/pidf+xml;charset=utf-8", "<ü/>");
        PublishRequest request = new PublishRequest(
                target,
                List.of(uri("sip:127.0.0.1:" + peer.port() + ";lr;b=2;a=1"), uri("sip:second.example.org;lr")),
                uri("sip:desk@example.org;x=y"),
                "from1",
                uri("sip:b%20b@example.org"),
                "call-1@here",
                2147483647L,
                "presence",
                4294967295L,
                "tag.1~",
                body,
                List.of(new Credential(true, "Digest a=\"1\", b=\"2\""), new Credential(false, "Digest c=\"3\",d=4")),
                null);
        gateway.send(request, outcomes::add);
        String message = peer.receiveText();
        String branch = RawPeer.row(message, "Via").replaceFirst(".*branch=", "");
        int port = gateway.addresses().get(0).getPort();
        assertTrue(branch.matches("z9hG4bK[0-9a-fx]{10,}"), branch);
        assertEquals(
                String.join(
                        "\r\n",
                        "PUBLISH " + target + " SIP/2.0",
                        "Via: SIP/2.0/UDP 127.0.0.1:" + port + ";rport;branch=" + branch,
                        "Route: <sip:127.0.0.1:" + peer.port() + ";lr;b=2;a=1>",
                        "Route: <sip:second.example.org;lr>",
                        "Max-Forwards: 70",
                        "Proxy-Authorization: Digest a=\"1\", b=\"2\"",
                        "Authorization: Digest c=\"3\",d=4",
                        "From: <sip:desk@example.org;x=y>;tag=from1",
                        "To: <sip:b%20b@example.org>",
                        "Call-ID: call-1@here",
                        "CSeq: 2147483647 PUBLISH",
                        "Event: presence",
                        "Expires: 4294967295",
                        "SIP-If-Match: tag.1~",
                        "User-Agent: Outpub/1",
                        "Content-Type: application/pidf+xml;charset=utf-8",
                        "Content-Length: 5",
                        "",
                        "<ü/>"),
                message);
        assertEquals(port, peer.lastSource().getPort());
    }

    @Test
    void aRefreshCarriesNoBody() throws IOException {
        String message = sendAndReceive();
        assertTrue(message.endsWith("\r\nContent-Length: 0\r\n\r\n"), message);
        assertTrue(Stream.of("Content-Type", "Contact", "Supported", "Route", "SIP-If-Match")
                .noneMatch(name -> message.contains("\r\n" + name + ":")));
    }

    @Test
    void eachRequestHasItsOwnBranch() throws IOException {
        Set<String> branches = new java.util.HashSet<>();
        for (int i = 0; i < 50; i++) {
            branches.add(RawPeer.row(sendAndReceive(), "Via"));
        }
        assertEquals(50, branches.size());
    }

    @Test
    void aValueThatWouldBeginAnotherHeaderIsNotSent() throws Exception {
        PublishRequest base = request();
        gateway.send(
                new PublishRequest(
                        base.requestUri(),
                        List.of(),
                        base.from(),
                        "t",
                        base.to(),
                        "c",
                        1,
                        "presence\r\nX: y",
                        1,
                        null,
                        null,
                        List.of(),
                        null),
                outcomes::add);
        assertEquals(new Unreachable("the value of Event holds a control character"), outcome());
        assertTrue(peer.hearsNothing());
    }

    @Test
    void copiesAreTheSameBytesAndComeByTheTimersOfTheRfc() throws Exception {
        gateway.send(request(), outcomes::add);
        byte[] first = peer.receive();
        for (int delay : new int[] {500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000}) {
            time.advance(Duration.ofMillis(delay - 1));
            time.advance(Duration.ofMillis(1));
            assertArrayEquals(first, peer.receive());
        }
        assertTrue(outcomes.isEmpty());
        time.advance(Duration.ofMillis(500));
        assertInstanceOf(TimedOut.class, outcome());
        assertTrue(peer.hearsNothing());
        // What asked whether the port is closed ends by a timer too.
        time.advance(Duration.ofSeconds(4));
        assertEquals(0, time.scheduled());
    }

    @Test
    void aProvisionalAnswerSlowsTheCopiesDown() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "100 Trying"));
        // The provisional answer is handled in order before what the next, dropped one is counted for.
        peer.reply(RawPeer.answer(message, "200 OK").replace("call-1@here", "other"));
        awaitDropped(1);
        time.advance(Duration.ofMillis(500));
        assertEquals(message, peer.receiveText());
        time.advance(Duration.ofMillis(3999));
        assertTrue(peer.hearsNothing());
        time.advance(Duration.ofMillis(1));
        assertEquals(message, peer.receiveText());
    }

    private void awaitDropped(long count) {
        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.droppedDatagrams() == count);
    }

    @Test
    void anAnswerIsReadWhole() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(
                message,
                "401 Log in, please",
                "SIP-ETag: W.!%*_+`'~tag",
                "Expires: 4294967295",
                "Min-Expires: 60 ;x=y",
                "Retry-After: 18000 (in a (long) while);duration=3600",
                "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"1\", qop=\"auth,auth-int\"",
                "Proxy-Authenticate: Digest realm=\"c\",nonce=\"2\", Digest realm=\"c\",nonce=\"3\",algorithm=SHA-256",
                "Allow-Events: presence, dialog",
                "Allow-Events: message-summary"));
        SipAnswer answer = answer();
        assertEquals(401, answer.status());
        assertEquals("Log in, please", answer.reason());
        assertEquals("W.!%*_+`'~tag", answer.entityTag());
        assertEquals(OptionalLong.of(4294967295L), answer.expiresSeconds());
        assertEquals(OptionalLong.of(60), answer.minExpiresSeconds());
        assertEquals(OptionalLong.of(18000), answer.retryAfterSeconds());
        assertEquals(
                List.of(
                        new Challenge(false, "Digest realm=\"a, b\", nonce=\"1\", qop=\"auth,auth-int\""),
                        new Challenge(true, "Digest realm=\"c\",nonce=\"2\""),
                        new Challenge(true, "Digest realm=\"c\",nonce=\"3\",algorithm=SHA-256")),
                answer.challenges());
        assertEquals(List.of("presence", "dialog", "message-summary"), answer.allowEvents());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4294967296", "12x", "99999999999999999999"})
    void aMalformedNumberIsNone(String expires) throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: a", "Expires: " + expires));
        assertEquals(OptionalLong.empty(), answer().expiresSeconds());
    }

    @Test
    void compactAndFoldedHeadersAreRead() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "sip-etag:\r\n  abc", "EXPIRES :\r\n\t77")
                .replace("Via:", "v:")
                .replace("From:", "f :")
                .replace("To:", "t:\r\n ")
                .replace("Call-ID:", "i:")
                .replace("Content-Length:", "l:"));
        SipAnswer answer = answer();
        assertEquals("abc", answer.entityTag());
        assertEquals(OptionalLong.of(77), answer.expiresSeconds());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Min-Expires: soon",
                "Contact: <sip:[::1>;q=much",
                "WWW-Authenticate: ",
                "Date: never",
                "Retry-After: \u0663",
                "Content-Type: /",
                "Allow-Events: \u00e4\u00f6\u00fc, \"",
                "Timestamp: x",
                "Warning: 1 2 3",
                "X Y: z",
                ": nothing",
                "Record-Route: <<>>",
                "Content-Length-Ish: 7"
            })
    void aHeaderThatMakesNoSenseCostsNothingButItself(String row) throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", row, "SIP-ETag: tag"));
        assertEquals("tag", answer().entityTag());
    }

    @Test
    void whatFollowsTheBodyIsIgnoredAndABodyCutShortIsNotRead() throws Exception {
        String message = sendAndReceive();
        String whole = RawPeer.answer(message, "200 OK", "SIP-ETag: tag").replace("Length: 0", "Length: 10");
        peer.reply(whole + "123456789");
        awaitDropped(1);
        peer.reply(whole + "1234567890SIP/2.0 999 nonsense\r\n\r\n");
        assertEquals("tag", answer().entityTag());
    }

    @Test
    void textBeyondAsciiAndQuotedTextWithSeparatorsAreRead() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(
                        message,
                        "401 Nicht erlaubt \u2013 \ud83d\udd12",
                        "Warning: 399 \u00fc \"a, b; c\\\" <d>\"",
                        "WWW-Authenticate: Digest realm=\"J\u00f6rg, \\\"x\\\"; Digest nonce=\", nonce=\"n\"")
                .replace("To: <", "To: \"J\u00f6rg; \\\"<x>\\\", y\" <")
                .replace("From: <", "From: \u00dcber <"));
        SipAnswer answer = answer();
        assertEquals("Nicht erlaubt \u2013 \ud83d\udd12", answer.reason());
        assertEquals(
                List.of(new Challenge(false, "Digest realm=\"J\u00f6rg, \\\"x\\\"; Digest nonce=\", nonce=\"n\"")),
                answer.challenges());
    }

    @Test
    void whatAServerAddsToTheViaDoesNotDisturb() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: tag")
                .replace(";rport;", ";rport=61234;received=192.0.2.77;")
                .replace("UDP ", "UDP\t "));
        assertEquals("tag", answer().entityTag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Trying", "180 Ringing", "183 Session Progress", "199 Whatever"})
    void everyProvisionalAnswerIsOnlyThat(String status) throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, status, "SIP-ETag: no"));
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: yes"));
        assertEquals("yes", answer().entityTag());
    }

    @Test
    void authenticationInfoIsRead() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(
                message, "200 OK", "Authentication-Info: nextnonce=\"n\"", "proxy-authentication-info: qop=auth"));
        assertEquals(
                List.of(new Confirmation(false, "nextnonce=\"n\""), new Confirmation(true, "qop=auth")),
                answer().confirmations());
    }

    @Test
    void onlyTheFirstFinalAnswerCounts() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: one"));
        peer.reply(RawPeer.answer(message, "412 Conditional Request Failed"));
        peer.reply("garbage");
        assertEquals("one", answer().entityTag());
        awaitDropped(1);
        assertTrue(outcomes.isEmpty());
    }

    @Test
    void afterTimerKAnAnswerIsAStray() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK"));
        answer();
        time.advance(Duration.ofSeconds(5));
        assertEquals(0, time.scheduled());
        peer.reply(RawPeer.answer(message, "200 OK"));
        awaitDropped(1);
        assertTrue(outcomes.isEmpty());
    }

    @Test
    void anAnswerAfterTheTimeoutIsAStray() throws Exception {
        String message = sendAndReceive();
        time.advance(Duration.ofSeconds(32));
        assertInstanceOf(TimedOut.class, outcome());
        peer.reply(RawPeer.answer(message, "200 OK"));
        awaitDropped(1);
        assertTrue(outcomes.isEmpty());
    }

    private static Stream<List<String>> forgeries() {
        return Stream.of(
                List.of("branch=z9hG4bK", "branch=z9hG4bKx"),
                List.of("CSeq: 17 PUBLISH", "CSeq: 17 NOTIFY"),
                List.of("CSeq: 17 PUBLISH", "CSeq: 18 PUBLISH"),
                List.of("call-1@here", "call-1@HERE"),
                List.of("tag=from1", "tag=from2"),
                List.of(";tag=from1", ""),
                List.of("\r\nFrom:", "\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKy\r\nFrom:"),
                List.of("\r\nFrom:", ", SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKy\r\nFrom:"),
                List.of("UDP 127.0.0.1:", "UDP 127.0.0.9:"),
                List.of("UDP 127.0.0.1:", "UDP 127.0.0.1:1"),
                List.of("\r\nCall-ID: call-1@here", ""),
                List.of("\r\nCSeq: 17 PUBLISH", ""),
                List.of("SIP/2.0 200 OK", "SIP/2.0 2000 OK"),
                List.of("SIP/2.0 200 OK", "SIP/2.0"),
                List.of("SIP/2.0 200 OK", "\u0000\u0001"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void anAnswerToAnotherRequestIsDroppedAndTheRightOneCounts(List<String> change) throws Exception {
        String message = sendAndReceive();
        String right = RawPeer.answer(message, "200 OK", "SIP-ETag: right");
        String forged = right.replace(change.get(0), change.get(1)).replace("right", "forged");
        assertNotEquals(right, forged);
        peer.reply(forged);
        awaitDropped(1);
        peer.reply(right);
        assertEquals("right", answer().entityTag());
        assertTrue(outcomes.isEmpty());
    }

    @Test
    void aSixtyKilobyteAnswerIsReadWhole() throws Exception {
        String message = sendAndReceive();
        String padding = "X-Padding: " + "p".repeat(1000);
        String[] rows = Collections.nCopies(59, padding).toArray(new String[60]);
        rows[59] = "SIP-ETag: last";
        peer.reply(RawPeer.answer(message, "200 OK", rows));
        assertEquals("last", answer().entityTag());
    }

    @Test
    void aFloodOfGarbageLeavesTheGatewayWorking() throws Exception {
        long seed = 42;
        Random random = new Random(seed);
        String message = sendAndReceive();
        String right = RawPeer.answer(message, "200 OK", "SIP-ETag: right");
        for (int i = 0; i < 2000; i++) {
            peer.reply(mutated(right.replace("z9hG4bK", "z9hG4bKno"), random));
        }
        peer.reply("SIP/2.0 200 OK\r\nVia: " + "<".repeat(8000) + "\r\n\r\n");
        peer.reply(right);
        assertEquals("right", answer().entityTag(), () -> "seed " + seed);
        assertTrue(gateway.droppedDatagrams() > 100, "seed " + seed);
    }

    private static byte[] mutated(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(20); changes >= 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    }

    @Test
    void anUnbracketedAndABracketedHostAreReachedByIpv6() throws Exception {
        try (RawPeer other = new RawPeer("::1")) {
            gateway.useTransports(List.of(new Transport("six", "udp", "::1", freePort("::1"))));
            gateway.send(request("sip:desk@[::1]:" + other.port(), "six"), outcomes::add);
            String message = other.receiveText();
            int port = gateway.addresses().get(0).getPort();
            assertTrue(RawPeer.row(message, "Via").startsWith("SIP/2.0/UDP [::1]:" + port + ";"), message);
            other.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: six"));
            assertEquals("six", answer().entityTag());
        }
    }

    private static int freePort(String address) throws IOException {
        try (RawPeer probe = new RawPeer(address)) {
            return probe.port();
        }
    }

    @Test
    void anOptionsRequestIsAnsweredAndRepeatedAlike() throws Exception {
        String options = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.9.8.7;rport;branch=z9hG4bKx\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        String answer = "";
        for (int i = 0; i < 2; i++) {
            peer.send(
                    options.getBytes(StandardCharsets.UTF_8),
                    new InetSocketAddress(
                            "127.0.0.1", gateway.addresses().get(0).getPort()));
            String next = peer.receiveText();
            assertTrue(i == 0 || next.equals(answer), next);
            answer = next;
        }
        assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"), answer);
        assertEquals("OPTIONS", RawPeer.row(answer, "Allow"));
        assertEquals("presence", RawPeer.row(answer, "Allow-Events"));
        assertTrue(RawPeer.row(answer, "Via").contains("rport=" + peer.port() + ";"), answer);
        assertTrue(RawPeer.row(answer, "To").contains(";tag="), answer);
    }

    @Test
    void aNameIsLookedUp() throws Exception {
        gateway.send(request("sip:desk@localhost:" + peer.port(), null), outcomes::add);
        String message = peer.receiveText();
        peer.reply(RawPeer.answer(message, "200 OK"));
        assertEquals(200, answer().status());
    }

    @Test
    void aLookUpThatIsRejectedEndsAsUnreachable() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException();
        };
        try (JainSipGateway busy = gateway(full, DnsjavaResolver.ofSystem(full))) {
            busy.send(request("sip:desk@name.invalid:5060", null), outcomes::add);
            assertTrue(outcome().toString().contains("too many address look-ups are under way"), outcomes::toString);
        }
    }

    private static Stream<List<String>> dead() {
        return Stream.of(
                List.of(
                        "sips:desk@127.0.0.1;transport=udp",
                        "sips does not go over udp; expected transport=tcp, or none"),
                List.of("sip:desk@127.0.0.1;transport=sctp", "transport=sctp is not supported"),
                List.of("sip:desk@name.invalid", "no address for host 'name.invalid'"));
    }

    @ParameterizedTest
    @MethodSource("dead")
    void whatCannotBeReachedIsToldWithItsReason(List<String> uriAndReason) throws Exception {
        gateway.send(request(uriAndReason.get(0), null), outcomes::add);
        assertEquals(new Unreachable(uriAndReason.get(1)), outcome());
    }

    @Test
    void theTopmostLooseRouteIsTheNextHop() throws Exception {
        SipUri route = uri("sip:127.0.0.1:" + peer.port() + ";lr");
        gateway.send(request("sip:desk@name.invalid", null, route), outcomes::add);
        assertTrue(peer.receiveText().startsWith("PUBLISH sip:desk@name.invalid SIP/2.0\r\n"));
    }

    @Test
    void aStrictRouteIsNotTheNextHop() throws Exception {
        SipUri route = uri("sip:name.invalid");
        gateway.send(request("sip:desk@127.0.0.1:" + peer.port(), null, route), outcomes::add);
        assertEquals("<sip:name.invalid>", RawPeer.row(peer.receiveText(), "Route"));
    }

    @Test
    void aNamedTransportMustBeOpen() throws Exception {
        gateway.send(request("sip:desk@127.0.0.1", "absent"), outcomes::add);
        assertEquals(new Unreachable("no transport 'absent' is open"), outcome());
    }

    @Test
    void anAddressOfTheOtherFamilyIsNotTried() throws Exception {
        gateway.useTransports(List.of(new Transport("six", "udp", "::1", freePort("::1"))));
        gateway.send(request(), outcomes::add);
        assertEquals(new Unreachable("no transport reaches 127.0.0.1"), outcome());
    }

    @Test
    void aRequestTooLargeForADatagramIsUnreachable() throws Exception {
        PublishRequest base = request();
        PublicationBody body = PublicationBody.of("text/plain", "x".repeat(66_000));
        gateway.send(
                new PublishRequest(
                        base.requestUri(),
                        List.of(),
                        base.from(),
                        "t",
                        base.to(),
                        "c",
                        1,
                        "presence",
                        1,
                        null,
                        body,
                        List.of(),
                        null),
                outcomes::add);
        assertInstanceOf(Unreachable.class, outcome());
        assertEquals(0, time.scheduled());
    }

    @Test
    void aTransportSendsFromItsOwnAddressAndPort() throws Exception {
        int port = freePort("127.0.0.1");
        Transport second = new Transport("second", "udp", "127.0.0.1", port);
        Transport first = new Transport("first", "udp", "127.0.0.1", freePort("127.0.0.1"));
        assertEquals(List.of(), gateway.useTransports(List.of(first, second)));
        gateway.send(request("sip:desk@127.0.0.1:" + peer.port(), "second"), outcomes::add);
        peer.receive();
        assertEquals(port, peer.lastSource().getPort());
        gateway.send(request(), outcomes::add);
        peer.receive();
        assertEquals(first.port(), peer.lastSource().getPort());
    }

    @Test
    void aBindThatFailsNamesTransportAddressAndReasonAndIsTriedAgain() throws Exception {
        int port = peer.port();
        Transport taken = new Transport("taken", "udp", "127.0.0.1", port);
        List<String> problems = gateway.useTransports(List.of(taken));
        assertEquals(1, problems.size());
        assertTrue(
                problems.get(0)
                        .matches("transport 'taken' cannot be bound to 127\\.0\\.0\\.1:" + port + ": .*in use.*"),
                problems.get(0));
        peer.close();
        assertEquals(List.of(), gateway.useTransports(List.of(taken)));
        peer = new RawPeer("127.0.0.1");
    }

    @Test
    void requestsOfAClosedTransportGoOutByAnother() throws Exception {
        Transport old = new Transport("old", "udp", "127.0.0.1", freePort("127.0.0.1"));
        gateway.useTransports(List.of(old));
        String before = sendAndReceive();
        Transport moved = new Transport("old", "udp", "127.0.0.1", freePort("127.0.0.1"));
        assertEquals(List.of(), gateway.useTransports(List.of(moved)));
        String after = peer.receiveText();
        assertEquals(moved.port(), peer.lastSource().getPort());
        assertNotEquals(RawPeer.row(before, "Via"), RawPeer.row(after, "Via"));
        peer.reply(RawPeer.answer(after, "200 OK", "SIP-ETag: moved"));
        assertEquals("moved", answer().entityTag());
    }

    @Test
    void requestsOfARemovedTransportThatTheyNameEndAsUnreachable() throws Exception {
        Transport old = new Transport("old", "udp", "127.0.0.1", freePort("127.0.0.1"));
        gateway.useTransports(List.of(old));
        gateway.send(request("sip:desk@127.0.0.1:" + peer.port(), "old"), outcomes::add);
        peer.receive();
        Transport renamed = new Transport("new", "udp", "127.0.0.1", old.port());
        assertEquals(List.of(), gateway.useTransports(List.of(renamed)));
        assertEquals(new Unreachable("no transport 'old' is open"), outcome());
        assertEquals(0, time.scheduled());
    }

    @Test
    void aTransportThatStaysKeepsItsRequests() throws Exception {
        Transport kept = new Transport("kept", "udp", "127.0.0.1", freePort("127.0.0.1"));
        gateway.useTransports(List.of(kept));
        String message = sendAndReceive();
        gateway.useTransports(List.of(new Transport("other", "udp", "127.0.0.1", freePort("127.0.0.1")), kept));
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: kept"));
        assertEquals("kept", answer().entityTag());
    }

    @Test
    void afterCloseNothingIsReportedAndNoThreadIsLeft() throws Exception {
        sendAndReceive();
        InetSocketAddress bound = gateway.addresses().get(0);
        gateway.close();
        assertEquals(0, time.scheduled());
        gateway.send(request(), outcomes::add);
        assertTrue(outcomes.isEmpty());
        await().atMost(Duration.ofSeconds(10)).until(() -> threadsOf(bound).isEmpty());
    }

    @Test
    void noThreadOfAnOpenGatewayKeepsTheVirtualMachineAlive() {
        InetSocketAddress bound = gateway.addresses().get(0);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> threadsOf(bound).stream().allMatch(Thread::isDaemon));
        assertTrue(threadsOf(bound).stream().anyMatch(Thread::isAlive));
    }

    private static Set<Thread> threadsOf(InetSocketAddress bound) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("outpub-sip-" + bound.getPort()))
                .collect(Collectors.toSet());
    }
}
