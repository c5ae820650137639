package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.ReceivedPublish;

/** The wall clock is set, by hand or by a service that had no answer for long. */
class ClockWireTest extends WireTestCase {
    private final SetClock clock = new SetClock();

    /** The system's clock, set forward or back. */
    private static final class SetClock extends Clock {
        private volatile Duration off = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(off);
        }
    }

    private void begin() throws IOException {
        config.write();
        outpub = Outpub.builder()
                .configuration(folder)
                .clock(clock)
                .stateFolder(folder.resolve("state"))
                .build();
        outpub.load();
    }

    private void editedTwice(String name) throws Exception {
        for (int i = 0; i < 2; i++) {
            config.content("state.txt", name + i);
            ReceivedPublish request = esc.next();
            while (request.body().isEmpty()) {
                request = esc.next(); // a refresh
            }
            assertEquals("modify", request.operation());
            assertEquals(name + i, request.body());
        }
    }

    @Test
    void whatIsPublishedIsRefreshedInTimeHoweverTheClockIsSet() throws Exception {
        config.publication("a", esc.uri("a"));
        esc.script(request -> reply(200, "SIP-ETag: " + request.cseq(), "Expires: 2"));
        begin();
        esc.next("initial");
        for (Duration step : List.of(Duration.ofDays(3650), Duration.ofDays(-3650), Duration.ZERO)) {
            clock.off = step;
            for (int i = 0; i < 2; i++) {
                long begun = System.nanoTime();
                esc.next("refresh");
                assertTrue(System.nanoTime() - begun < 2_000_000_000L, "it is refreshed too late");
            }
            editedTwice("after " + step);
        }
    }

    @Test
    void aKeptEntityTagIsForgottenIfTheClockSaysThatItHasExpiredAndUsedIfItSaysOtherwise() throws Exception {
        config.publication("a", esc.uri("a"), "expiration=600");
        begin();
        esc.next("initial");
        for (Duration step : List.of(Duration.ofDays(1), Duration.ofDays(-1))) {
            awaitPhase("a", org.outpub.api.publication.PublicationStatus.Phase.PUBLISHED);
            outpub.leave(Duration.ofSeconds(5));
            clock.off = clock.off.plus(step);
            begin();
            esc.next(step.isNegative() ? "modify" : "initial");
            editedTwice("after " + step);
        }
    }
}
