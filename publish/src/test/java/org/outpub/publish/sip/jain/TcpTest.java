package org.outpub.publish.sip.jain;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;

class TcpTest {
    private final GatewayFixture fixture = new GatewayFixture();
    private StreamPeer peer;

    @BeforeEach
    void open() throws IOException {
        peer = StreamPeer.tcp();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        peer.close();
    }

    private String uri() {
        return "sip:desk@127.0.0.1:" + peer.port() + ";transport=tcp";
    }

    private static String ok(String request, String tag) {
        return RawPeer.answer(request, "200 OK", "SIP-ETag: " + tag);
    }

    @Test
    void theViaHeaderSaysTcpAndNoCopyIsSent() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        assertTrue(RawPeer.row(request, "Via").startsWith("SIP/2.0/TCP 127.0.0.1;rport;branch=z9hG4bK"), request);
        fixture.time.advance(Duration.ofSeconds(7));
        connection.send(ok(request, "a"));
        assertEquals("a", fixture.entityTag());
        connection.socket().setSoTimeout(200);
        org.junit.jupiter.api.Assertions.assertThrows(java.net.SocketTimeoutException.class, connection::next);
    }

    @Test
    void allRequestsToAServerShareOneConnection() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "0"));
        assertEquals("0", fixture.entityTag());
        for (int i = 1; i < 20; i++) {
            fixture.send(uri());
        }
        for (int i = 1; i < 20; i++) {
            connection.send(ok(connection.receive(), String.valueOf(i)));
            assertEquals(String.valueOf(i), fixture.entityTag());
        }
        assertTrue(peer.hearsNothing());
    }

    @Test
    void answersMayBeSplitAndMergedAnywhere() throws Exception {
        fixture.send(uri());
        fixture.send(uri());
        fixture.send(uri());
        StreamPeer.Connection connection = peer.accept();
        String answers = ok(connection.receive(), "a") + ok(connection.receive(), "b");
        String last = ok(connection.receive(), "c");
        connection.send(answers + last.substring(0, 100));
        assertEquals("a", fixture.entityTag());
        assertEquals("b", fixture.entityTag());
        for (char c : last.substring(100).toCharArray()) {
            connection.send(String.valueOf(c));
        }
        assertEquals("c", fixture.entityTag());
    }

    @Test
    void whatWaitsOnAConnectionThatClosesGoesOutAgainAtOnce() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection first = peer.accept();
        String request = first.receive();
        first.close();
        StreamPeer.Connection second = peer.accept();
        assertEquals(request, second.receive());
        second.send(ok(request, "again"));
        assertEquals("again", fixture.entityTag());
    }

    @Test
    void whatWaitsOnTwoConnectionsThatCloseIsUnreachable() throws Exception {
        fixture.send(uri());
        for (int i = 0; i < 2; i++) {
            try (StreamPeer.Connection connection = peer.accept()) {
                connection.receive();
            }
        }
        assertTrue(fixture.reason().contains("closed by 127.0.0.1:" + peer.port()));
        assertTrue(peer.hearsNothing());
    }

    @Test
    void aConnectionThatTheServerClosedWhileItWasIdleIsOpenedAnew() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection first = peer.accept();
        first.send(ok(first.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        first.close();
        fixture.send(uri());
        StreamPeer.Connection second = peer.accept();
        second.send(ok(second.receive(), "b"));
        assertEquals("b", fixture.entityTag());
    }

    @Test
    void aConnectionThatWorkedAndFallsSilentIsTakenForHalfOpen() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection first = peer.accept();
        first.send(ok(first.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        fixture.send(uri());
        String request = first.receive();
        fixture.time.advance(Duration.ofSeconds(9));
        StreamPeer.Connection second = peer.accept();
        assertEquals(request, second.receive());
        second.send(ok(request, "b"));
        assertEquals("b", fixture.entityTag());
        assertTrue(first.isClosedByPeer());
    }

    @Test
    void aServerThatRefusesIsUnreachableAndLeavesNothingBehind() throws Exception {
        String uri = uri();
        peer.close();
        fixture.send(uri);
        assertTrue(fixture.reason().contains("refused"));
        assertEquals(0, fixture.time.scheduled());
    }

    @Test
    void aServerThatDoesNotAcceptHarmsNobodyElse() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 8; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(full.getLocalSocketAddress());
                fillers.add(filler);
            }
            fixture.send("sip:desk@127.0.0.1:" + full.getLocalPort() + ";transport=tcp");
            fixture.send(uri());
            StreamPeer.Connection connection = peer.accept();
            connection.send(ok(connection.receive(), "quick"));
            assertEquals("quick", fixture.entityTag());
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                fixture.time.advance(Duration.ofSeconds(1));
                return !fixture.outcomes.isEmpty();
            });
            assertTrue(fixture.reason().contains("within 5 seconds"));
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aStreamThatIsNoSipEndsTheConnection() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection first = peer.accept();
        String request = first.receive();
        first.send("SIP/2.0 200 OK\r\nContent-Length: none\r\n\r\n");
        StreamPeer.Connection second = peer.accept();
        assertEquals(request, second.receive());
        second.send("GET / HTTP/1.1\r\n\r\n" + ok(request, "after garbage"));
        assertEquals("after garbage", fixture.entityTag());
    }

    @Test
    void aPingIsAnswered() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        connection.send("\r\n\r\n");
        assertEquals('\r', connection.next());
        assertEquals('\n', connection.next());
        connection.send("\r\n" + ok(request, "a"));
        assertEquals("a", fixture.entityTag());
    }

    @Test
    void anIdleConnectionIsClosedAfterFiveMinutes() throws Exception {
        fixture.send(uri());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        long before = fixture.time.nanos();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    fixture.time.advance(Duration.ofSeconds(1));
                    return fixture.gateway.connections() == 0;
                });
        assertTrue(fixture.time.nanos() - before >= Duration.ofMinutes(5).toNanos());
        assertTrue(connection.isClosedByPeer());
        assertEquals(0, fixture.time.scheduled());
    }

    @Test
    void keepAlivesAreSentWhereConfiguredAndHoldTheConnection() throws Exception {
        try (GatewayFixture pinging = new GatewayFixture(Duration.ofSeconds(3))) {
            pinging.send(uri());
            StreamPeer.Connection connection = peer.accept();
            connection.send(ok(connection.receive(), "a"));
            assertEquals("a", pinging.entityTag());
            await().until(() -> {
                pinging.time.advance(Duration.ofSeconds(1));
                return connection.socket().getInputStream().available() > 0;
            });
            assertEquals('\r', connection.next());
            assertEquals('\n', connection.next());
            assertEquals('\r', connection.next());
            assertEquals('\n', connection.next());
        }
    }

    @Test
    void aLargeRequestLeavesUdpAndComesBackWhereTcpIsRefused() throws Exception {
        String body = "x".repeat(1300);
        String uri = "sip:desk@127.0.0.1:" + peer.port();
        fixture.send(fixture.request(uri, null, null, body));
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        assertTrue(request.endsWith(body) && request.contains("Via: SIP/2.0/TCP "), request);
        connection.send(ok(request, "tcp"));
        assertEquals("tcp", fixture.entityTag());
        try (RawPeer udp = new RawPeer("127.0.0.1")) {
            String refusing = "sip:desk@127.0.0.1:" + udp.port();
            for (String tag : List.of("first", "second")) {
                fixture.send(fixture.request(refusing, null, null, body));
                String datagram = udp.receiveText();
                assertTrue(datagram.contains("Via: SIP/2.0/UDP "), datagram);
                udp.reply(ok(datagram, tag));
                assertEquals(new Server(Protocol.UDP, "127.0.0.1", udp.port()), fixture.server());
            }
        }
    }

    @Test
    void aLargeRequestStaysWithAUdpTransportThatIsNamed() throws Exception {
        fixture.gateway.useTransports(List.of(new Transport("u", "udp", "127.0.0.1", 0)));
        try (RawPeer udp = new RawPeer("127.0.0.1")) {
            fixture.send(fixture.request("sip:desk@127.0.0.1:" + udp.port(), "u", null, "x".repeat(2000)));
            assertTrue(udp.receiveText().contains("SIP/2.0/UDP"));
        }
    }

    @Test
    void aTransportConnectsFromItsAddressAndIsReachedAtItsPort() throws Exception {
        fixture.gateway.useTransports(List.of(new Transport("t", "tcp", "127.0.0.2", 0)));
        InetSocketAddress bound = fixture.gateway.addresses().get(0);
        fixture.send(fixture.request("sip:desk@127.0.0.1:" + peer.port(), null, null, null));
        StreamPeer.Connection connection = peer.accept();
        assertEquals("127.0.0.2", connection.socket().getInetAddress().getHostAddress());
        assertTrue(connection.receive().contains("Via: SIP/2.0/TCP 127.0.0.2:" + bound.getPort() + ";"));
        try (StreamPeer.Connection client =
                new StreamPeer.Connection(new Socket(bound.getAddress(), bound.getPort()))) {
            client.send(options("OPTIONS", "127.0.0.1"));
            String answer = client.receive();
            assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"), answer);
            assertEquals("dialog, presence", RawPeer.row(answer, "Allow-Events"));
        }
    }

    static String options(String method, String host) {
        return method + " sip:" + host + " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 " + method
                + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void aFloodOfConnectionsAndGarbageIsBoundedAndDisturbsNoPublication() throws Exception {
        fixture.gateway.useTransports(List.of(new Transport("t", "tcp", "127.0.0.1", 0)));
        InetSocketAddress bound = fixture.gateway.addresses().get(0);
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 260; i++) {
                Socket socket = new Socket(bound.getAddress(), bound.getPort());
                flood.add(socket);
                socket.getOutputStream().write(("INVITE sip:x SIP/2.0\r\nX" + i).getBytes(StandardCharsets.UTF_8));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> fixture.gateway.connections() >= 200);
            fixture.send(fixture.request("sip:desk@127.0.0.1:" + peer.port(), null, null, null));
            StreamPeer.Connection connection = peer.accept();
            connection.send(ok(connection.receive(), "undisturbed"));
            assertEquals("undisturbed", fixture.entityTag());
            assertTrue(fixture.gateway.connections() <= 201, fixture.gateway.connections() + " connections");
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> fixture.gateway.connections() == 1);
        try (StreamPeer.Connection client =
                new StreamPeer.Connection(new Socket(bound.getAddress(), bound.getPort()))) {
            client.send(options("FOO", "127.0.0.1"));
            assertTrue(client.receive().startsWith("SIP/2.0 501 Not Implemented\r\n"));
        }
    }

    @Test
    void aMovedTransportLosesNoneOfItsRequests() throws Exception {
        Transport old = new Transport("t", "tcp", "127.0.0.1", 0);
        fixture.gateway.useTransports(List.of(old));
        int port = fixture.gateway.addresses().get(0).getPort();
        fixture.send(uri());
        StreamPeer.Connection first = peer.accept();
        first.receive();
        // The same port under another name: the old socket must be gone by then.
        Transport moved = new Transport("renamed", "tcp", "127.0.0.1", port);
        assertEquals(List.of(), fixture.gateway.useTransports(List.of(moved)));
        StreamPeer.Connection second = peer.accept();
        String request = second.receive();
        second.send(ok(request, "moved"));
        assertEquals("moved", fixture.entityTag());
        assertTrue(first.isClosedByPeer());
    }

    @Test
    void aPortThatIsTakenIsTriedAgainUntilItIsFree() throws Exception {
        Transport taken = new Transport("t", "tcp", "127.0.0.1", peer.port());
        Transport other = new Transport("u", "udp", "127.0.0.1", 0);
        List<String> problems = fixture.gateway.useTransports(List.of(taken, other));
        assertEquals(1, problems.size());
        assertEquals(1, fixture.gateway.addresses().size());
        peer.close();
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals("opened", fixture.opened.poll(10, java.util.concurrent.TimeUnit.SECONDS));
        assertEquals(taken.port(), fixture.gateway.addresses().get(0).getPort());
        assertFalse(fixture.gateway.addresses().get(1).getPort() == 0);
    }

    @Test
    void afterCloseNoThreadIsLeft() throws Exception {
        fixture.send(uri());
        peer.accept().receive();
        fixture.close();
        assertEquals(0, fixture.outcomes.size());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("outpub-streams")));
    }
}
