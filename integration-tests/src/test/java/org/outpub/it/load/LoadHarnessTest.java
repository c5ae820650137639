package org.outpub.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the load harness counts what there is. */
class LoadHarnessTest {
    private static final int PUBLICATIONS = 50;
    private static final int OUTSTANDING = 16;

    @TempDir
    static Path folder;

    private static AcceptorProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = AcceptorProcess.start(folder);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    private static void assertCounted(Count count, long expected) {
        Map<Count, Long> counts = server.report();
        assertEquals(expected, counts.get(count), count + " in " + counts);
    }

    private static void assertPublished(Publishing publishing) throws Exception {
        publishing.publish(3 * PUBLICATIONS);
        assertCounted(Count.INITIAL, PUBLICATIONS);
        assertCounted(Count.MODIFY, 2 * PUBLICATIONS);
        assertCounted(Count.LIVE, PUBLICATIONS);
        assertCounted(Count.CONDITION_FAILED, 0);
        assertCounted(Count.MALFORMED, 0);
    }

    @Test
    void bothFloorsKeepTheirEntityTags() throws Exception {
        try (Publishing nio = new NioFloor(PUBLICATIONS, OUTSTANDING, server.ports())) {
            assertPublished(nio);
        }
        server.forget();
        try (Publishing netty = new NettyFloor(PUBLICATIONS, OUTSTANDING, server.ports())) {
            assertPublished(netty);
        }
    }

    @Test
    void theAgentIsCountedOverDatagramsAndStreams() throws Exception {
        for (Wiring wiring : List.of(Wiring.DIGEST, Wiring.TLS)) {
            server.forget();
            server.challenge(wiring == Wiring.DIGEST);
            try (Agent agent = new Agent(PUBLICATIONS, OUTSTANDING, wiring, server.ports())) {
                assertPublished(agent);
                assertEquals(wiring == Wiring.DIGEST, server.report().get(Count.CHALLENGED) > 0);
            }
            assertCounted(Count.REMOVE, PUBLICATIONS);
            assertCounted(Count.LIVE, 0);
        }
    }

    @Test
    void aStateIsTimedFromTheCallToTheArrival() throws Exception {
        try (BareSocket socket = new BareSocket(server.ports())) {
            long due = System.nanoTime();
            socket.send(SampleState.stamped(due));
            while (server.report().get(Count.STAMPED) == 0) {
                Thread.onSpinWait();
            }
            long waited = System.nanoTime() - due;
            Map<Count, Long> counts = server.report();
            long sinceDue = counts.get(Count.DUE_P50_NANOS);
            assertTrue(sinceDue > 0 && sinceDue < waited * 1.01, sinceDue + " of " + waited);
            assertTrue(counts.get(Count.CALL_P50_NANOS) <= sinceDue, counts.toString());
            assertTrue(counts.get(Count.FIRST_NANOS) - due < waited, counts.toString());
        }
    }

    @Test
    void aRepeatedRequestIsAnsweredAlikeAndCounted() throws Exception {
        String first = exchange(publish("a", "Expires: 60", "state"));
        assertEquals(first, exchange(publish("a", "Expires: 60", "state")));
        assertCounted(Count.INITIAL, 1);
        assertCounted(Count.REPEATED, 1);
        assertCounted(Count.LIVE, 1);
    }

    @Test
    void onlyTheNewestEntityTagIsKnown() throws Exception {
        server.grantAtMost(30);
        String first = exchange(publish("a", "Expires: 60", "state"));
        assertTrue(first.contains("\r\nExpires: 30\r\n"), first);
        String condition = "Expires: 60\r\nSIP-If-Match: " + first.replaceAll("(?s).*SIP-ETag: (\\S+).*", "$1");
        assertTrue(exchange(publish("b", condition, "")).startsWith("SIP/2.0 200 "), "refresh");
        assertTrue(exchange(publish("c", condition, "")).startsWith("SIP/2.0 412 "), "refresh with an old entity-tag");
        assertCounted(Count.REFRESH, 2);
        assertCounted(Count.CONDITION_FAILED, 1);
    }

    @Test
    void aPublicationLapsesWithItsGrant() throws Exception {
        server.grantAtMost(0);
        exchange(publish("a", "Expires: 60", "state"));
        assertCounted(Count.LAPSED, 1);
        assertCounted(Count.LIVE, 0);
    }

    @Test
    void anUnknownSettingTellsWhichThereAre() {
        String told = assertThrows(IllegalArgumentException.class, () -> new Settings("cots"))
                .getMessage();
        assertTrue(told.contains("unknown: cots") && told.contains("  cost\n") && told.contains("runs=5"), told);
    }

    private static String publish(String branch, String headers, String body) {
        return String.join(
                "\r\n",
                "PUBLISH sip:desk@127.0.0.1 SIP/2.0",
                "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK" + branch + ";rport",
                "From: <sip:desk@127.0.0.1>;tag=1",
                "To: <sip:desk@127.0.0.1>",
                "Call-ID: call",
                "CSeq: 1 PUBLISH",
                headers,
                "Content-Length: " + body.length(),
                "",
                body);
    }

    private static String exchange(String request) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(
                    bytes,
                    bytes.length,
                    InetAddress.getLoopbackAddress(),
                    server.ports().udp()));
            DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
        }
    }
}
