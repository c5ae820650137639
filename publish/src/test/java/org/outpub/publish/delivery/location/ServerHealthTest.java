package org.outpub.publish.delivery.location;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Protocol;

/** What a server asked for, and what came after. */
class ServerHealthTest {
    private static final Server SERVER = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private final ServerHealth health = new ServerHealth();

    private OptionalLong quietAfter(long seconds) {
        return health.quietSeconds(SERVER, TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void theLongestOfSeveralWishesToBeLeftAloneHolds() {
        health.busy(SERVER, 116, 0);
        health.busy(SERVER, 7, TimeUnit.SECONDS.toNanos(6));
        assertEquals(OptionalLong.of(96), quietAfter(20));
        health.busy(SERVER, 200, TimeUnit.SECONDS.toNanos(20));
        assertEquals(OptionalLong.of(200), quietAfter(20));
        assertEquals(OptionalLong.empty(), quietAfter(220));
    }

    @Test
    void aWishToBeLeftAloneTakesThePlaceOfFailures() {
        health.failed(SERVER, 0);
        assertEquals(OptionalLong.empty(), quietAfter(0));
        health.busy(SERVER, 1, 0);
        assertEquals(OptionalLong.of(1), quietAfter(0));
    }
}
