package org.outpub.publish.wire.netty;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.RawPeer;
import org.outpub.publish.wire.StreamPeer;

/** The wire by TCP, on both kinds of sockets. */
@ParameterizedClass
@EnumSource(Sockets.class)
class TcpTest {
    private final Sockets sockets;
    private final WireFixture fixture;
    private StreamPeer peer;

    TcpTest(Sockets sockets) {
        this.sockets = sockets;
        this.fixture = new WireFixture(sockets);
    }

    @BeforeEach
    void open() throws IOException {
        peer = StreamPeer.tcp();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        peer.close();
    }

    private Server server() {
        return WireFixture.tcp(peer.port());
    }

    private static String ok(String request, String tag) {
        return RawPeer.answer(request, "200 OK", "SIP-ETag: " + tag);
    }

    @Test
    void allRequestsToAServerShareOneConnection() throws Exception {
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "0"));
        assertEquals("0", fixture.entityTag());
        for (int i = 1; i < 20; i++) {
            fixture.send(server());
        }
        for (int i = 1; i < 20; i++) {
            connection.send(ok(connection.receive(), String.valueOf(i)));
            assertEquals(String.valueOf(i), fixture.entityTag());
        }
        assertTrue(peer.hearsNothing());
    }

    @Test
    void answersMayBeSplitAndMergedAnywhere() throws Exception {
        fixture.send(server());
        fixture.send(server());
        fixture.send(server());
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
        fixture.send(server());
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
        fixture.send(server());
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
        fixture.send(server());
        StreamPeer.Connection first = peer.accept();
        first.send(ok(first.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        first.close();
        fixture.send(server());
        StreamPeer.Connection second = peer.accept();
        second.send(ok(second.receive(), "b"));
        assertEquals("b", fixture.entityTag());
    }

    @Test
    void aConnectionThatWorkedAndFallsSilentIsTakenForHalfOpen() throws Exception {
        fixture.send(server());
        StreamPeer.Connection first = peer.accept();
        first.send(ok(first.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        fixture.send(server());
        String request = first.receive();
        fixture.time.advance(Duration.ofSeconds(9));
        StreamPeer.Connection second = peer.accept();
        assertEquals(request, second.receive());
        second.send(ok(request, "b"));
        assertEquals("b", fixture.entityTag());
        assertTrue(first.isClosedByPeer());
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
            fixture.send(WireFixture.tcp(full.getLocalPort()));
            fixture.send(server());
            StreamPeer.Connection connection = peer.accept();
            connection.send(ok(connection.receive(), "quick"));
            assertEquals("quick", fixture.entityTag());
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                fixture.time.advance(Duration.ofSeconds(1));
                return !fixture.ends.isEmpty();
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
        fixture.send(server());
        StreamPeer.Connection first = peer.accept();
        String request = first.receive();
        first.send("SIP/2.0 200 OK\r\nContent-Length: none\r\n\r\n");
        StreamPeer.Connection second = peer.accept();
        assertEquals(request, second.receive());
        second.send("GET / HTTP/1.1\r\n\r\n" + ok(request, "after-garbage"));
        assertEquals("after-garbage", fixture.entityTag());
    }

    @Test
    void aPingIsAnswered() throws Exception {
        fixture.send(server());
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
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        long before = fixture.time.nanos();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    fixture.time.advance(Duration.ofSeconds(1));
                    return fixture.connections() == 0;
                });
        assertTrue(fixture.time.nanos() - before >= Duration.ofMinutes(5).toNanos());
        assertTrue(connection.isClosedByPeer());
    }

    @Test
    void keepAlivesAreSentWhereConfiguredAndHoldTheConnection() throws Exception {
        try (WireFixture pinging = new WireFixture(sockets, Duration.ofSeconds(3), null, null)) {
            pinging.send(server());
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

    static String options(String method, String host) {
        return method + " sip:" + host + " SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 " + method
                + "\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void aFloodOfConnectionsAndGarbageIsBoundedAndDisturbsNoPublication() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        InetSocketAddress bound = fixture.wire.addresses().get(0);
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 260; i++) {
                Socket socket = new Socket(bound.getAddress(), bound.getPort());
                flood.add(socket);
                socket.getOutputStream().write(("INVITE sip:x SIP/2.0\r\nX" + i).getBytes(StandardCharsets.UTF_8));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> fixture.connections() >= 200);
            fixture.send(server());
            StreamPeer.Connection connection = peer.accept();
            connection.send(ok(connection.receive(), "undisturbed"));
            assertEquals("undisturbed", fixture.entityTag());
            assertTrue(fixture.connections() <= 201, fixture.connections() + " connections");
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> fixture.connections() == 1);
        try (StreamPeer.Connection client =
                new StreamPeer.Connection(new Socket(bound.getAddress(), bound.getPort()))) {
            client.send(options("FOO", "127.0.0.1"));
            assertTrue(client.receive().startsWith("SIP/2.0 501 Not Implemented\r\n"));
        }
    }

    @Test
    void theViaHeaderSaysTcp() throws Exception {
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        String request = connection.receive();
        assertTrue(RawPeer.row(request, "Via").startsWith("SIP/2.0/TCP 127.0.0.1;rport;branch=z9hG4bK"), request);
        connection.send(ok(request, "a"));
        assertEquals("a", fixture.entityTag());
    }

    @Test
    void aServerThatRefusesIsUnreachable() throws Exception {
        Server server = server();
        peer.close();
        fixture.send(server);
        assertEquals("no connection to 127.0.0.1:" + server.port() + ": Connection refused", fixture.reason());
        assertEquals(0, fixture.connections());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length:\r\n 0",
                "Content-Length:\r\n\t 0",
                "Content-Length: 0\r\n ",
                "l\t:\r\n  0",
                "Content-Length: 0"
            })
    void aFoldedContentLengthIsRead(String row) throws Exception {
        for (String tag : List.of("a", "b")) {
            fixture.send(server());
        }
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "a").replace("Content-Length: 0", row)
                + ok(connection.receive(), "b").replace("Content-Length: 0", row));
        assertEquals("a", fixture.entityTag());
        assertEquals("b", fixture.entityTag());
    }

    @Test
    void bareLineFeedsAreTaken() throws Exception {
        fixture.send(server());
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        String answers = ok(connection.receive(), "a") + ok(connection.receive(), "b");
        connection.send(answers.replace("\r\n", "\n"));
        assertEquals("a", fixture.entityTag());
        assertEquals("b", fixture.entityTag());
    }

    @Test
    void theVersionMayBeInLowerCase() throws Exception {
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "a").replace("SIP/2.0 200", "sip/2.0 200"));
        assertEquals("a", fixture.entityTag());
    }

    @Test
    void aTransportConnectsFromItsAddressAndIsReachedAtItsPort() throws Exception {
        assertEquals(List.of(), fixture.use(new Transport("t", "tcp", "127.0.0.2", 0)));
        InetSocketAddress bound = fixture.wire.addresses().get(0);
        fixture.send(server());
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

    @Test
    void aPeerThatNeverReadsIsClosedAndItsRequestsFail() throws Exception {
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "a"));
        assertEquals("a", fixture.entityTag());
        for (int i = 0; i < 500; i++) {
            fixture.send(server(), "", null, "x".repeat(100_000));
        }
        assertEquals("too much waits to be sent to 127.0.0.1:" + peer.port(), fixture.reason());
        int told = 1;
        while (told < 500) {
            fixture.time.advance(Duration.ofSeconds(5));
            for (WireFixture.End end = fixture.ends.poll(); end != null; end = fixture.ends.poll()) {
                assertTrue(end instanceof WireFixture.End.Failed, end::toString);
                told++;
            }
        }
    }

    @Test
    void ofAsManyLargeRequestsAsAreUnderWayAtATimeNoneFails() throws Exception {
        PublicationBody body = PublicationBody.of("text/plain", "x".repeat(60_000));
        Server server = server();
        fixture.time.run(() -> IntStream.range(0, 128).forEach(i -> fixture.sendNow(server, body)));
        StreamPeer.Connection connection = peer.accept();
        connection.send(ok(connection.receive(), "open"));
        fixture.time.run(() -> IntStream.range(0, 128).forEach(i -> fixture.sendNow(server, body)));
        for (int i = 1; i < 256; i++) {
            connection.send(ok(connection.receive(), String.valueOf(i)));
        }
        assertEquals("open", fixture.entityTag());
        for (int i = 1; i < 256; i++) {
            assertEquals(String.valueOf(i), fixture.entityTag());
        }
    }

    @Test
    void aClientThatPingsAndNeverReadsIsClosed() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        InetSocketAddress bound = fixture.wire.addresses().get(0);
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.connect(bound);
            byte[] pings = "\r\n\r\n".repeat(16_000).getBytes(StandardCharsets.UTF_8);
            org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> {
                while (true) {
                    client.getOutputStream().write(pings);
                    fixture.time.advance(Duration.ofSeconds(1));
                }
            });
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> fixture.connections() == 0);
    }

    @Test
    void aClientThatDripsIsClosed() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        InetSocketAddress bound = fixture.wire.addresses().get(0);
        try (StreamPeer.Connection client =
                new StreamPeer.Connection(new Socket(bound.getAddress(), bound.getPort()))) {
            await().until(() -> fixture.connections() == 1);
            for (int i = 0; i < 29; i++) {
                client.send("x");
                fixture.time.advance(Duration.ofSeconds(1));
            }
            assertEquals(1, fixture.connections());
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                fixture.time.advance(Duration.ofSeconds(1));
                return fixture.connections() == 0;
            });
            assertTrue(client.isClosedByPeer());
        }
    }

    @Test
    void aHeadWithoutEndEndsTheConnection() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        InetSocketAddress bound = fixture.wire.addresses().get(0);
        try (StreamPeer.Connection client =
                new StreamPeer.Connection(new Socket(bound.getAddress(), bound.getPort()))) {
            String rows = "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(200);
            org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    client.send(rows);
                }
            });
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> fixture.connections() == 0);
    }

    @Test
    void aTransportThatMovesFailsItsRequestsAndAnotherServes() throws Exception {
        fixture.use(new Transport("t", "tcp", "127.0.0.1", 0));
        int port = fixture.port();
        fixture.send(server());
        StreamPeer.Connection first = peer.accept();
        first.receive();
        // The same port under another name: the old socket must be gone by then.
        assertEquals(List.of(), fixture.use(new Transport("renamed", "tcp", "127.0.0.1", port)));
        assertEquals("transport 't' was closed", fixture.reason());
        fixture.send(server());
        StreamPeer.Connection second = peer.accept();
        second.send(ok(second.receive(), "moved"));
        assertEquals("moved", fixture.entityTag());
        assertTrue(first.isClosedByPeer());
    }

    @Test
    void aPortThatIsTakenIsTriedAgainUntilItIsFree() throws Exception {
        Transport taken = new Transport("t", "tcp", "127.0.0.1", peer.port());
        Transport other = new Transport("u", "udp", "127.0.0.1", 0);
        List<String> problems = fixture.use(taken, other);
        assertEquals(
                List.of("transport 't' cannot be bound to 127.0.0.1:" + taken.port()
                        + ": Address already in use; check bind"),
                problems);
        assertEquals(1, fixture.wire.addresses().size());
        peer.close();
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals("opened", fixture.opened.poll(10, java.util.concurrent.TimeUnit.SECONDS));
        assertEquals(taken.port(), fixture.wire.addresses().get(0).getPort());
        assertFalse(fixture.wire.addresses().get(1).getPort() == 0);
    }

    @Test
    void afterCloseNothingIsToldAndNoThreadIsLeft() throws Exception {
        fixture.send(server());
        StreamPeer.Connection connection = peer.accept();
        connection.receive();
        fixture.close();
        assertTrue(connection.isClosedByPeer());
        assertTrue(fixture.ends.isEmpty());
        await().atMost(Duration.ofSeconds(10)).until(fixture.netty.eventLoop()::isTerminated);
    }
}
