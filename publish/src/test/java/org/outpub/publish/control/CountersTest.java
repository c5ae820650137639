package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;

class CountersTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Counters counters = new Counters(new Clock() {
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
            return now;
        }
    });

    private void happens(Phase phase) {
        counters.changed(new PublicationStatus(
                "a", Optional.empty(), "presence", phase, now, Optional.empty(), Optional.empty(), ""));
    }

    @Test
    void requestsAreCountedByTheTenSecondsInWhichTheyEnded() {
        happens(Phase.PUBLISHED);
        happens(Phase.SENDING);
        now = now.plusSeconds(9);
        happens(Phase.RETRYING);
        now = now.plusSeconds(1);
        happens(Phase.PUBLISHED);
        assertEquals(List.of(new Counters.Period(10, 1, 1), new Counters.Period(0, 1, 0)), counters.periods());
        assertEquals(2, counters.total(Phase.PUBLISHED));
    }

    @Test
    void whatIsOlderThanHalfAnHourIsForgottenButNotInTheTotals() {
        happens(Phase.PUBLISHED);
        now = now.plusSeconds(Counters.SLOTS * Counters.SLOT_SECONDS - 1);
        assertEquals(1, counters.periods().size());
        now = now.plusSeconds(1);
        assertEquals(List.of(), counters.periods());
        happens(Phase.RETRYING);
        assertEquals(List.of(new Counters.Period(0, 0, 1)), counters.periods());
        assertEquals(1, counters.total(Phase.PUBLISHED));
    }
}
