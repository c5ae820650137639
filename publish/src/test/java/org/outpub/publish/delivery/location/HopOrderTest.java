package org.outpub.publish.delivery.location;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Protocol;

class HopOrderTest {
    private static final Server A = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private static final Server B = new Server(Protocol.UDP, "192.0.2.2", 5060);
    private static final Server C = new Server(Protocol.UDP, "192.0.2.3", 5060);
    private static final List<Hop> HOPS = List.of(new Hop(A, 0), new Hop(B, 0), new Hop(C, 1));
    private final ServerHealth health = new ServerHealth();
    private long now = Long.MAX_VALUE - 5;

    private List<Server> order(Server holder, boolean mayMove) {
        return HopOrder.of(HOPS, holder, mayMove, health, now).stream()
                .map(Hop::server)
                .toList();
    }

    private void pass(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aNewPublicationTakesThemAsLocated() {
        assertEquals(List.of(A, B, C), order(null, false));
    }

    @Test
    void aPublicationStaysWithItsServer() {
        assertEquals(List.of(B, A, C), order(B, false));
        assertEquals(List.of(B, A, C), order(B, true));
        assertEquals(List.of(C, A, B), order(C, false));
    }

    @Test
    void aRefreshIsTheOccasionToGoBackToABetterServer() {
        assertEquals(List.of(A, B, C), order(C, true));
        health.failed(A, now);
        assertEquals(List.of(B, C, A), order(C, true));
        health.failed(B, now);
        assertEquals(List.of(C, A, B), order(C, true));
    }

    @Test
    void aServerThatFailedComesLastUntilItIsForgiven() {
        health.failed(A, now);
        assertEquals(List.of(B, C, A), order(null, false));
        assertEquals(List.of(B, C, A), order(A, false));
        pass(29);
        assertEquals(List.of(B, C, A), order(null, false));
        pass(2);
        assertEquals(List.of(A, B, C), order(null, false));
    }

    @Test
    void eachFailureInARowCountsTwiceTheOneBefore() {
        health.failed(A, now);
        pass(31);
        health.failed(A, now);
        assertEquals(Duration.ofSeconds(60).toNanos(), health.downFor(A, now));
        for (int i = 0; i < 20; i++) {
            health.failed(A, now);
        }
        assertEquals(Duration.ofMinutes(10).toNanos(), health.downFor(A, now));
        health.answered(A);
        assertEquals(0, health.downFor(A, now));
        health.failed(A, now);
        assertEquals(Duration.ofSeconds(30).toNanos(), health.downFor(A, now));
    }

    @Test
    void aFailureOfLongAgoIsForgotten() {
        for (int i = 0; i < 6; i++) {
            health.failed(A, now);
        }
        pass(3600);
        health.failed(A, now);
        assertEquals(Duration.ofSeconds(30).toNanos(), health.downFor(A, now));
    }

    @Test
    void aServerIsLeftAloneAsLongAsItAsked() {
        health.busy(A, 120, now);
        assertEquals(OptionalLong.of(120), health.quietSeconds(A, now));
        pass(119);
        assertEquals(OptionalLong.of(1), health.quietSeconds(A, now));
        pass(1);
        assertEquals(OptionalLong.empty(), health.quietSeconds(A, now));
        health.failed(B, now);
        assertEquals(OptionalLong.empty(), health.quietSeconds(B, now));
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            health.failed(new Server(Protocol.UDP, "192.0.2.9", i), now);
        }
        assertEquals(0, health.downFor(new Server(Protocol.UDP, "192.0.2.9", 1), now));
        assertEquals(
                Duration.ofSeconds(30).toNanos(), health.downFor(new Server(Protocol.UDP, "192.0.2.9", 9_999), now));
    }
}
