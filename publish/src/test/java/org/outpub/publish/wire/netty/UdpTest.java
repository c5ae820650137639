package org.outpub.publish.wire.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.Dropped;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.ExternalAddress;
import org.outpub.publish.config.KeepAlive;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.Confirmation;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.RawPeer;

/** The wire by UDP against a bare socket, on both kinds of sockets. */
@ParameterizedClass
@EnumSource(Sockets.class)
class UdpTest {
    private final WireFixture fixture;
    private RawPeer peer;

    UdpTest(Sockets sockets) {
        fixture = new WireFixture(sockets);
    }

    @BeforeEach
    void open() throws IOException {
        peer = new RawPeer("127.0.0.1");
    }

    @AfterEach
    void close() {
        fixture.close();
        peer.close();
    }

    private void send() {
        fixture.send(WireFixture.udp(peer.port()));
    }

    private String sendAndReceive() throws IOException {
        send();
        return peer.receiveText();
    }

    private SipAnswer answer() throws InterruptedException {
        return fixture.answer();
    }

    private void awaitDropped(long count) {
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            Dropped dropped = fixture.branches.dropped();
            return dropped.answers() + dropped.requests() == count;
        });
    }

    private static int freePort(String address) throws IOException {
        try (RawPeer probe = new RawPeer(address)) {
            return probe.port();
        }
    }

    @Test
    void aRequestHasTheseBytesAndNoOthers() throws IOException {
        SipUri target = WireFixture.uri("sip:d%65sk@127.0.0.1:" + peer.port() + ";zeta=1;alpha=%41;user=phone");
        PublicationBody body = PublicationBody.of("application/pidf+xml;charset=utf-8", "<ü/>");
        RequestHead head = new RequestHead(
                target,
                List.of(
                        WireFixture.uri("sip:127.0.0.1:" + peer.port() + ";lr;b=2;a=1"),
                        WireFixture.uri("sip:second.example.org;lr")),
                target,
                WireFixture.uri("sip:desk@example.org;x=y"),
                "from1",
                WireFixture.uri("sip:b%20b@example.org"),
                "call-1@here",
                "presence",
                null);
        PublishRequest request = new PublishRequest(
                head,
                2147483647L,
                4294967295L,
                "tag.1~",
                body,
                List.of(new Credential(true, "Digest a=\"1\", b=\"2\""), new Credential(false, "Digest c=\"3\",d=4")));
        fixture.send(WireFixture.udp(peer.port()), "", null, request);
        String message = peer.receiveText();
        String branch = RawPeer.row(message, "Via").replaceFirst(".*branch=", "");
        assertTrue(branch.matches("z9hG4bK[0-9a-f]{32}"), branch);
        assertEquals(
                String.join(
                        "\r\n",
                        "PUBLISH " + target + " SIP/2.0",
                        "Via: SIP/2.0/UDP 127.0.0.1:" + fixture.port() + ";rport;branch=" + branch,
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
                        "User-Agent: Outpub/1",
                        "Expires: 4294967295",
                        "SIP-If-Match: tag.1~",
                        "Content-Type: application/pidf+xml;charset=utf-8",
                        "Content-Length: 5",
                        "",
                        "<ü/>"),
                message);
        assertEquals(fixture.port(), peer.lastSource().getPort());
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
        Set<String> branches = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            branches.add(RawPeer.row(sendAndReceive(), "Via"));
        }
        assertEquals(50, branches.size());
    }

    /** More than the channel's own buffer holds, and less than the system's. */
    @Test
    void ofManyLargeRequestsInATurnOfTheLoopNoneIsLost() throws IOException {
        PublicationBody body = PublicationBody.of("text/plain", "x".repeat(850));
        Server server = WireFixture.udp(peer.port());
        fixture.time.run(() -> IntStream.range(0, 80).forEach(i -> fixture.sendNow(server, body)));
        Set<String> branches = new HashSet<>();
        for (int i = 0; i < 80; i++) {
            branches.add(RawPeer.row(peer.receiveText(), "Via"));
        }
        assertEquals(80, branches.size());
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
        assertTrue(fixture.ends.isEmpty());
    }

    @Test
    void aFloodOfGarbageLeavesTheWireWorking() throws Exception {
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
        assertTrue(fixture.branches.dropped().answers() > 100, "seed " + seed);
    }

    private static byte[] mutated(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(20); changes >= 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
    }

    @Test
    void aValueThatWouldBeginAnotherHeaderIsNotSent() throws Exception {
        RequestHead sound = WireFixture.head("sip:a@b");
        RequestHead odd = new RequestHead(
                sound.requestUri(),
                List.of(),
                sound.nextHop(),
                sound.from(),
                "t",
                sound.to(),
                "c",
                "presence\r\nX: y",
                null);
        Server server = WireFixture.udp(peer.port());
        fixture.send(server, "", null, new PublishRequest(odd, 1, 1, null, null, List.of()));
        assertEquals("the value of Event holds a control character", fixture.reason());
        fixture.send(server, "", null, new PublishRequest(sound, 1, 1, "a\rb", null, List.of()));
        assertEquals("the value of SIP-If-Match holds a control character", fixture.reason());
        assertTrue(peer.hearsNothing());
    }

    @Test
    void aCopyIsTheSameBytes() throws Exception {
        send();
        byte[] first = peer.receive();
        fixture.sendLastAgain();
        assertArrayEquals(first, peer.receive());
    }

    @Test
    void aProvisionalAnswerIsTold() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "100 Trying"));
        assertTrue(fixture.provisional.poll(10, java.util.concurrent.TimeUnit.SECONDS) != null);
        assertTrue(fixture.ends.isEmpty());
    }

    @Test
    void anAnswerAfterTheEndIsAStray() throws Exception {
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: one"));
        peer.reply(RawPeer.answer(message, "412 Conditional Request Failed"));
        peer.reply("garbage");
        assertEquals("one", answer().entityTag());
        awaitDropped(2);
        assertTrue(fixture.ends.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 4_000, 5_000, 16_000, 48_000})
    void anAnswerWithALongBodyIsReadWhole(int length) throws Exception {
        for (int i = 0; i < 40; i++) {
            String message = sendAndReceive();
            String answer = RawPeer.answer(message, "200 OK", "SIP-ETag: tag" + i);
            peer.reply(answer.replace("Content-Length: 0", "Content-Length: " + length) + "b".repeat(length));
            assertEquals("tag" + i, answer().entityTag());
        }
    }

    @Test
    void aHeadBeyondItsBoundsIsDroppedAndCounted() throws Exception {
        String message = sendAndReceive();
        String[] many = java.util.Collections.nCopies(130, "X: y").toArray(String[]::new);
        peer.reply(RawPeer.answer(message, "200 OK", many));
        awaitDropped(1);
        peer.reply(RawPeer.answer(message, "200 OK", "X: " + "y".repeat(17_000)));
        awaitDropped(2);
        String[] room =
                java.util.Collections.nCopies(14, "X: " + "y".repeat(1000)).toArray(new String[15]);
        room[14] = "SIP-ETag: last";
        peer.reply(RawPeer.answer(message, "200 OK", room));
        assertEquals("last", answer().entityTag());
    }

    @Test
    void manyRequestsOfOneTurnGoOutAndTheirAnswersComeBack() throws Exception {
        int count = 1000;
        java.util.concurrent.CompletableFuture<Void> server = java.util.concurrent.CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    peer.reply(RawPeer.answer(peer.receiveText(), "200 OK", "SIP-ETag: " + i));
                }
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        for (int i = 0; i < count / 50; i++) {
            fixture.time.run(() -> {
                for (int k = 0; k < 50; k++) {
                    fixture.sendNow(WireFixture.udp(peer.port()));
                }
            });
        }
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < count; i++) {
            tags.add(fixture.entityTag());
        }
        server.join();
        assertEquals(count, tags.size());
    }

    @Test
    void aServerIsReachedByIpv6() throws Exception {
        try (RawPeer other = new RawPeer("::1")) {
            fixture.send(new Server(Protocol.UDP, "::1", other.port()));
            String unnamed = other.receiveText();
            assertTrue(RawPeer.row(unnamed, "Via").startsWith("SIP/2.0/UDP [::1]:" + fixture.port() + ";"), unnamed);
            other.reply(RawPeer.answer(unnamed, "200 OK", "SIP-ETag: any"));
            assertEquals("any", answer().entityTag());
            assertEquals(List.of(), fixture.use(new Transport("six", "udp", "::1", freePort("::1"))));
            fixture.send(new Server(Protocol.UDP, "::1", other.port()), "", "six", (String) null);
            String message = other.receiveText();
            assertTrue(RawPeer.row(message, "Via").startsWith("SIP/2.0/UDP [::1]:" + fixture.port() + ";"), message);
            other.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: six"));
            assertEquals("six", answer().entityTag());
        }
    }

    @Test
    void anOptionsRequestIsAnsweredAndRepeatedAlike() throws Exception {
        String options = "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.9.8.7;rport;branch=z9hG4bKx\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        InetSocketAddress ours = new InetSocketAddress("127.0.0.1", fixture.port());
        String answer = "";
        for (int i = 0; i < 2; i++) {
            peer.send(options.getBytes(StandardCharsets.UTF_8), ours);
            String next = peer.receiveText();
            assertTrue(i == 0 || next.equals(answer), next);
            answer = next;
        }
        assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"), answer);
        assertEquals("OPTIONS", RawPeer.row(answer, "Allow"));
        assertEquals("dialog, presence", RawPeer.row(answer, "Allow-Events"));
        assertTrue(RawPeer.row(answer, "Via").contains("rport=" + peer.port() + ";"), answer);
        assertTrue(RawPeer.row(answer, "To").contains(";tag="), answer);
    }

    @Test
    void aPortThatIsClosedIsFoundOutWhereTheSystemTells() throws Exception {
        int port = freePort("127.0.0.1");
        fixture.send(WireFixture.udp(port));
        fixture.askWhySilent();
        assertEquals("127.0.0.1:" + port + ": nobody takes datagrams there (ICMP port unreachable)", fixture.reason());
        send();
        fixture.askWhySilent();
        String message = peer.receiveText();
        fixture.time.advance(Duration.ofSeconds(4));
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: slow"));
        assertEquals("slow", answer().entityTag());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%x", "fe80::1%lo0x", "nonsense", "", "1.2.3.4.5", "[::1]"})
    void whatIsNoAddressIsToldAndHarmsNobodyElse(String address) throws Exception {
        fixture.send(new Server(Protocol.UDP, address, 5060));
        assertEquals("'" + address + "' is no address that can be sent to", fixture.reason());
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: other"));
        assertEquals("other", answer().entityTag());
    }

    @Test
    void aNamedTransportMustBeOpen() throws Exception {
        fixture.send(WireFixture.udp(peer.port()), "", "absent", (String) null);
        assertEquals("no transport 'absent' is open", fixture.reason());
    }

    @Test
    void anAddressOfTheOtherFamilyIsNotTried() throws Exception {
        fixture.use(new Transport("six", "udp", "::1", freePort("::1")));
        send();
        assertEquals("no transport reaches 127.0.0.1", fixture.reason());
    }

    @Test
    void whatConfigurationDoesNotSpeakIsToldWithTheCure() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        send();
        assertEquals("no transport speaks udp; add a transport section with protocol=udp", fixture.reason());
        assertEquals(List.of(Protocol.TCP), fixture.wire.spoken());
        assertEquals(Protocol.TCP, fixture.wire.protocolOf("t"));
        assertEquals(null, fixture.wire.protocolOf("u"));
    }

    @Test
    void aRequestTooLargeForADatagramIsUnreachable() throws Exception {
        fixture.send(WireFixture.udp(peer.port()), "", null, "x".repeat(66_000));
        assertTrue(fixture.reason().endsWith(" bytes are too many for a datagram"));
        fixture.send(WireFixture.udp(peer.port()), "", null, "x".repeat(60_000));
        assertTrue(peer.receiveText().endsWith("x"));
    }

    @Test
    void aDatagramThatTheSystemRefusesFailsThatRequestOnly() throws Exception {
        fixture.use(new Transport("t", "udp", "127.0.0.1", 0));
        fixture.send(new Server(Protocol.UDP, "192.0.2.1", 5060));
        String reason = fixture.reason();
        assertTrue(reason.startsWith("cannot send to udp:192.0.2.1:5060: "), reason);
        String message = sendAndReceive();
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: other"));
        assertEquals("other", answer().entityTag());
    }

    @Test
    void aTransportSendsFromItsOwnAddressAndPort() throws Exception {
        int port = freePort("127.0.0.1");
        Transport second = new Transport("second", "udp", "127.0.0.1", port);
        Transport first = new Transport("first", "udp", "127.0.0.1", freePort("127.0.0.1"));
        assertEquals(List.of(), fixture.use(first, second));
        fixture.send(WireFixture.udp(peer.port()), "", "second", (String) null);
        peer.receive();
        assertEquals(port, peer.lastSource().getPort());
        send();
        peer.receive();
        assertEquals(first.port(), peer.lastSource().getPort());
    }

    @Test
    void aBindThatFailsNamesTransportAddressAndReasonAndIsTriedAgain() throws Exception {
        int port = peer.port();
        Transport taken = new Transport("taken", "udp", "127.0.0.1", port);
        List<String> problems = fixture.use(taken);
        assertEquals(
                List.of("transport 'taken' cannot be bound to 127.0.0.1:" + port
                        + ": Address already in use; check bind"),
                problems);
        send();
        assertEquals("no transport is open: " + problems.get(0), fixture.reason());
        fixture.send(WireFixture.udp(peer.port()), "", "taken", (String) null);
        assertEquals("no transport 'taken' is open: " + problems.get(0), fixture.reason());
        peer.close();
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals("opened", fixture.opened.poll(10, java.util.concurrent.TimeUnit.SECONDS));
        assertEquals(port, fixture.port());
        peer = new RawPeer("127.0.0.1");
    }

    @Test
    void aNameInBindIsLookedUpWhenThePortIsOpened() throws Exception {
        assertEquals(List.of(), fixture.use(new Transport("named", "udp", "localhost", 0)));
        sendAndReceive();
        assertTrue(peer.lastSource().getAddress().isLoopbackAddress());
    }

    @Test
    void aTransportThatIsBoundByNameGoesOnWhenItIsEdited() throws Exception {
        int port = freePort("127.0.0.1");
        for (int tos : List.of(0, 184, 0)) {
            assertEquals(
                    List.of(),
                    fixture.use(new Transport(
                            "named",
                            Protocol.UDP,
                            "localhost",
                            port,
                            ExternalAddress.NONE,
                            tos,
                            KeepAlive.OFF,
                            TlsOptions.STRICT)));
            sendAndReceive();
            assertEquals(port, peer.lastSource().getPort());
        }
    }

    @Test
    void aNameInBindThatIsNotKnownIsToldAndTriedAgainAndKeepsNoOtherTransportClosed() throws Exception {
        Transport unknown = new Transport("unknown", "udp", "nowhere.invalid", 0);
        Transport good = new Transport("good", "udp", "127.0.0.1", freePort("127.0.0.1"));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    List.of(
                            "transport 'unknown' cannot be opened: no address is known for nowhere.invalid; check bind"),
                    fixture.use(unknown, good));
            sendAndReceive();
            assertEquals(good.port(), peer.lastSource().getPort());
        }
    }

    @Test
    void aTransportThatMovesFailsItsRequestsAndAnotherServes() throws Exception {
        Transport old = new Transport("old", "udp", "127.0.0.1", freePort("127.0.0.1"));
        fixture.use(old);
        sendAndReceive();
        Transport moved = new Transport("old", "udp", "127.0.0.1", freePort("127.0.0.1"));
        assertEquals(List.of(), fixture.use(moved));
        assertEquals("transport 'old' was closed", fixture.reason());
        String after = sendAndReceive();
        assertEquals(moved.port(), peer.lastSource().getPort());
        peer.reply(RawPeer.answer(after, "200 OK", "SIP-ETag: moved"));
        assertEquals("moved", answer().entityTag());
    }

    @Test
    void theSamePortServesUnderAnotherNameAtOnce() throws Exception {
        int port = freePort("127.0.0.1");
        for (String name : List.of("a", "b", "c")) {
            assertEquals(List.of(), fixture.use(new Transport(name, "udp", "127.0.0.1", port)));
            String message = sendAndReceive();
            assertEquals(port, peer.lastSource().getPort());
            peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: " + name));
            assertEquals(name, answer().entityTag());
        }
    }

    @Test
    void aTransportThatStaysKeepsItsRequests() throws Exception {
        Transport kept = new Transport("kept", "udp", "127.0.0.1", freePort("127.0.0.1"));
        fixture.use(kept);
        String message = sendAndReceive();
        fixture.use(new Transport("other", "udp", "127.0.0.1", freePort("127.0.0.1")), kept);
        peer.reply(RawPeer.answer(message, "200 OK", "SIP-ETag: kept"));
        assertEquals("kept", answer().entityTag());
    }

    @Test
    void changesInOneBreathEndInTheLastOfThem() throws Exception {
        Transport first = new Transport("first", "udp", "127.0.0.1", freePort("127.0.0.1"));
        Transport second = new Transport("second", "udp", "127.0.0.1", first.port());
        List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
        fixture.time.run(() -> {
            for (Transport each : List.of(first, second, first, second)) {
                fixture.wire.useTransports(List.of(each), problems -> told.add(each.id() + problems));
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> told.size() == 4);
        assertEquals(List.of("first[]", "second[]", "first[]", "second[]"), told);
        fixture.send(WireFixture.udp(peer.port()), "", "second", (String) null);
        peer.receive();
        assertEquals(first.port(), peer.lastSource().getPort());
    }

    @Test
    void afterCloseNothingIsReported() throws Exception {
        sendAndReceive();
        fixture.time.run(fixture.wire::close);
        send();
        assertEquals("no transport is open", fixture.reason());
        assertTrue(fixture.ends.isEmpty());
    }
}
