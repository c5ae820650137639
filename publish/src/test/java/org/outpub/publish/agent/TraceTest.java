package org.outpub.publish.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.TracedMessage;
import org.outpub.publish.wire.Tap;

class TraceTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5080);
    private final Tap tap = new Tap();
    private final VirtualLoop loop = new VirtualLoop();
    private final Trace trace = new Trace(tap, loop, Clock.systemUTC());

    private void pass(String callId, String more) {
        String message = "PUBLISH sip:a@b SIP/2.0\r\ncall-id : " + callId + "\r\n" + more + "\r\n\r\nbody";
        tap.pass(true, "UDP", HERE, THERE, Unpooled.copiedBuffer(message, UTF_8));
    }

    private static List<String> callIds(List<TracedMessage> messages) {
        return messages.stream().map(TracedMessage::callId).toList();
    }

    @Test
    void nothingIsHeardBeforeItIsAskedFor() {
        assertFalse(tap.isOpen());
        pass("a", "");
        assertEquals(List.of(), trace.ask(null));
        pass("b", "");
        assertEquals(List.of("b"), callIds(trace.ask(null)));
    }

    @Test
    void onlyThoseAreKeptThatAreAskedFor() {
        trace.ask(List.of("a"));
        pass("a", "");
        pass("b", "");
        assertEquals(List.of("a"), callIds(trace.ask(null)));
        pass("b", "");
        assertEquals(List.of("a", "b"), callIds(trace.ask(null)));
        assertEquals(List.of("a"), callIds(trace.ask(List.of("a"))));
    }

    @Test
    void itEndsHalfAMinuteAfterItWasAskedLastAndForgets() {
        trace.ask(null);
        pass("a", "");
        loop.advance(Duration.ofSeconds(29));
        assertEquals(List.of("a"), callIds(trace.ask(null)));
        loop.advance(Duration.ofSeconds(70));
        assertFalse(tap.isOpen());
        assertEquals(List.of(), trace.ask(null));
        assertTrue(tap.isOpen());
        pass("b", "");
        assertEquals(List.of("b"), callIds(trace.ask(null)));
    }

    @Test
    void whatProvesAPasswordIsMaskedAndNothingElse() {
        trace.ask(null);
        pass(
                "a",
                "Authorization: Digest username=\"u\", response=\"0123abcd\", cnonce=\"xyz\", nc=00000001\r\n"
                        + "Proxy-Authorization: Digest RESPONSE = 99, qop=auth\r\nX-\u00e9: \u20ac");
        String text = new String(trace.ask(null).get(0).bytes(), UTF_8);
        assertEquals(
                "PUBLISH sip:a@b SIP/2.0\r\ncall-id : a\r\n"
                        + "Authorization: Digest username=\"u\", response=\"********\", cnonce=\"***\", nc=00000001\r\n"
                        + "Proxy-Authorization: Digest RESPONSE = **, qop=auth\r\nX-\u00e9: \u20ac\r\n\r\nbody",
                text);
    }

    @Test
    void theOldestGiveWay() {
        trace.ask(null);
        for (int i = 0; i < 2 * Trace.MOST_MESSAGES; i++) {
            pass("m" + i, "");
        }
        List<TracedMessage> all = trace.ask(null);
        assertEquals(Trace.MOST_MESSAGES, all.size());
        assertEquals(
                "m" + (2 * Trace.MOST_MESSAGES - 1), all.get(all.size() - 1).callId());
        for (int i = 0; i < 40; i++) {
            pass("large" + i, "X: " + "x".repeat(60_000));
        }
        long bytes = trace.ask(null).stream()
                .mapToLong(message -> message.bytes().length)
                .sum();
        assertTrue(bytes <= Trace.MOST_BYTES, bytes + " bytes");
    }
}
