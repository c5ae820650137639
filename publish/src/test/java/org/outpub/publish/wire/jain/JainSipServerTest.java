package org.outpub.publish.wire.jain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.publish.wire.RawPeer;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

class JainSipServerTest {
    private volatile long now = Long.MAX_VALUE - 1;
    private final BlockingQueue<ServerRequest> requests = new LinkedBlockingQueue<>();
    private JainSipServer server;
    private RawPeer peer;

    @BeforeEach
    void open() throws IOException {
        peer = new RawPeer("127.0.0.1");
        server = JainSipServer.listen(
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), this::answer, () -> now);
    }

    @AfterEach
    void close() {
        server.close();
        peer.close();
    }

    private void advance(Duration by) {
        now += by.toNanos();
    }

    private ServerResponse answer(ServerRequest request) {
        requests.add(request);
        if (request.header("event").equals(Optional.of("broken"))) {
            throw new IllegalStateException("broken");
        }
        return new ServerResponse(200, "OK", List.of(new ServerResponse.Header("SIP-ETag", "tag" + requests.size())));
    }

    private static String request(String method, String branch, String event) {
        return method + " sip:d%65sk@127.0.0.1;b=1;a=2 SIP/2.0\r\n"
                + "v: SIP/2.0/UDP 10.9.8.7:5060;rport;branch=" + branch + "\r\n"
                + "Via: SIP/2.0/UDP 10.9.8.8;branch=z9hG4bKsecond\r\n"
                + "f: <sip:a@example.org>;tag=1\r\nt: <sip:a@example.org>\r\ni: call\r\nMax-Forwards: 70\r\n"
                + "CSeq: 1 " + method + "\r\no: " + event + "\r\n"
                + "Authorization: Digest a=\"1\"\r\nAuthorization: Digest b=\"2\"\r\n"
                + "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody";
    }

    private String exchange(String request) throws IOException {
        send(request);
        return peer.receiveText();
    }

    private void send(String text) throws IOException {
        peer.send(text.getBytes(StandardCharsets.UTF_8), server.address());
    }

    @Test
    void aRequestReachesTheHandlerAsWritten() throws IOException {
        exchange(request("PUBLISH", "z9hG4bK1", "presence"));
        ServerRequest request = requests.remove();
        assertEquals("PUBLISH", request.method());
        assertEquals("sip:d%65sk@127.0.0.1;b=1;a=2", request.requestUri());
        assertEquals(Optional.of("presence"), request.header("Event"));
        assertEquals(
                List.of("Digest a=\"1\"", "Digest b=\"2\""), request.headers().get("authorization"));
        assertEquals("body", new String(request.body(), StandardCharsets.UTF_8));
    }

    @Test
    void theAnswerGoesToTheSourceWithWhatTheRequestSaid() throws IOException {
        String answer = exchange(request("PUBLISH", "z9hG4bK1", "presence"));
        assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"), answer);
        assertTrue(
                answer.contains("\r\nVia: SIP/2.0/UDP 10.9.8.7:5060;rport=" + peer.port()
                        + ";branch=z9hG4bK1;received=127.0.0.1\r\nVia: SIP/2.0/UDP 10.9.8.8;branch=z9hG4bKsecond\r\n"),
                answer);
        assertEquals("<sip:a@example.org>;tag=1", RawPeer.row(answer, "From"));
        assertTrue(RawPeer.row(answer, "To").matches("<sip:a@example.org>;tag=\\w+"), answer);
        assertEquals("call", RawPeer.row(answer, "Call-ID"));
        assertEquals("1 PUBLISH", RawPeer.row(answer, "CSeq"));
        assertEquals("tag1", RawPeer.row(answer, "SIP-ETag"));
        assertTrue(answer.endsWith("Content-Length: 0\r\n\r\n"), answer);
    }

    @Test
    void aRepeatedRequestIsAnsweredAgainWithoutTheHandler() throws IOException {
        String request = request("PUBLISH", "z9hG4bK1", "presence");
        String first = exchange(request);
        advance(Duration.ofMillis(31_999));
        assertEquals(first, exchange(request));
        assertEquals(1, requests.size());
    }

    @Test
    void afterThirtyTwoSecondsARequestIsForgotten() throws IOException {
        String request = request("PUBLISH", "z9hG4bK1", "presence");
        exchange(request);
        advance(Duration.ofSeconds(32));
        exchange(request);
        assertEquals(2, requests.size());
    }

    @Test
    void anotherBranchIsAnotherRequest() throws IOException {
        exchange(request("PUBLISH", "z9hG4bK1", "presence"));
        exchange(request("PUBLISH", "z9hG4bK2", "presence"));
        assertEquals(2, requests.size());
    }

    @Test
    void aHandlerThatFailsIsA500AndTheNextRequestIsServed() throws IOException {
        assertTrue(exchange(request("PUBLISH", "z9hG4bK1", "broken")).startsWith("SIP/2.0 500 "));
        assertTrue(exchange(request("PUBLISH", "z9hG4bK2", "presence")).startsWith("SIP/2.0 200 "));
    }

    @Test
    void anAckIsIgnored() throws IOException {
        send(request("ACK", "z9hG4bK1", "presence"));
        assertTrue(exchange(request("OPTIONS", "z9hG4bK2", "presence")).contains("CSeq: 1 OPTIONS"));
        assertEquals(1, requests.size());
    }

    @Test
    void garbageIsIgnored() throws IOException {
        for (String text : List.of("", "x", "PUBLISH", "\r\n\r\n", "PUBLISH sip:a SIP/2.0\r\n\r\n", "\u0000")) {
            send(text);
        }
        String answer = exchange(request("PUBLISH", "z9hG4bK1", "presence"));
        assertTrue(answer.startsWith("SIP/2.0 200 "), answer);
    }
}
