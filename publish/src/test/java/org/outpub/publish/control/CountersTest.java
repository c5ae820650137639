package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;

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

    private void ends(Result result) {
        counters.requestEnded(new RequestReport(
                "a",
                Optional.empty(),
                "presence",
                Operation.REFRESH,
                false,
                result,
                "",
                Optional.empty(),
                Duration.ofMillis(1)));
    }

    private long total(Result result) {
        return counters.requests()
                .getOrDefault(new Counters.Requests(Operation.REFRESH, result, ServerNames.NOBODY), 0L);
    }

    @Test
    void requestsAreCountedByTheTenSecondsInWhichTheyEnded() {
        ends(Result.CONFIRMED);
        ends(Result.CHALLENGED);
        now = now.plusSeconds(9);
        ends(Result.REFUSED);
        now = now.plusSeconds(1);
        ends(Result.CONFIRMED);
        assertEquals(List.of(new Counters.Period(10, 1, 1), new Counters.Period(0, 1, 0)), counters.periods());
        assertEquals(2, total(Result.CONFIRMED));
    }

    @Test
    void whatIsOlderThanHalfAnHourIsForgottenButNotInTheTotals() {
        ends(Result.CONFIRMED);
        now = now.plusSeconds(Counters.SLOTS * Counters.SLOT_SECONDS - 1);
        assertEquals(1, counters.periods().size());
        now = now.plusSeconds(1);
        assertEquals(List.of(), counters.periods());
        ends(Result.REFUSED);
        assertEquals(List.of(new Counters.Period(0, 0, 1)), counters.periods());
        assertEquals(1, total(Result.CONFIRMED));
    }

    @Test
    void serversBeyondManyAreCountedTogether() {
        for (int i = 0; i < 2 * ServerNames.MOST; i++) {
            counters.requestEnded(new RequestReport(
                    "a",
                    Optional.empty(),
                    "presence",
                    Operation.REFRESH,
                    false,
                    Result.CONFIRMED,
                    "",
                    Optional.of("udp:192.0.2.1:" + i),
                    Duration.ZERO));
        }
        assertEquals(ServerNames.MOST + 1, counters.requests().size());
        assertEquals(
                (long) ServerNames.MOST,
                counters.requests()
                        .get(new Counters.Requests(Operation.REFRESH, Result.CONFIRMED, ServerNames.OTHERS)));
    }
}
