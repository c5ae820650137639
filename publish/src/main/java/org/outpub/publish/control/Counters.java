package org.outpub.publish.control;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;

/**
 * Counts what becomes of requests, in total and for each ten seconds of the last half hour. Safe for use by many
 * threads.
 */
public final class Counters implements PublicationListener {
    static final int SLOT_SECONDS = 10;
    static final int SLOTS = 180;
    private final Clock clock;
    private final Map<Phase, LongAdder> totals = new EnumMap<>(Phase.class);
    private final Slot[] slots = new Slot[SLOTS];

    /** What happened in one slot of time. */
    private static final class Slot {
        private final long number;
        private long confirmed;
        private long failed;

        Slot(long number) {
            this.number = number;
        }
    }

    /**
     * What happened in ten seconds.
     *
     * @param secondsAgo when they began
     * @param confirmed requests that a server confirmed
     * @param failed requests that failed
     */
    record Period(long secondsAgo, long confirmed, long failed) {}

    /**
     * Begins at zero.
     *
     * @param clock tells the time
     */
    public Counters(Clock clock) {
        this.clock = clock;
        for (Phase phase : Phase.values()) {
            totals.put(phase, new LongAdder());
        }
    }

    @Override
    public void changed(PublicationStatus status) {
        LongAdder total = totals.get(status.phase());
        if (total != null) {
            total.increment();
        }
        if (status.phase() == Phase.PUBLISHED) {
            count(1, 0);
        } else if (status.phase() == Phase.RETRYING) {
            count(0, 1);
        }
    }

    private long slotNow() {
        return clock.instant().getEpochSecond() / SLOT_SECONDS;
    }

    private synchronized void count(int confirmed, int failed) {
        long number = slotNow();
        int index = (int) Math.floorMod(number, SLOTS);
        Slot slot = slots[index];
        if (slot == null || slot.number != number) {
            slot = new Slot(number);
            slots[index] = slot;
        }
        slot.confirmed += confirmed;
        slot.failed += failed;
    }

    /** How often publications came into a phase. */
    long total(Phase phase) {
        LongAdder total = totals.get(phase);
        return total == null ? 0 : total.sum();
    }

    /** The last half hour, oldest first; periods in which nothing happened are left out. */
    synchronized List<Period> periods() {
        long now = slotNow();
        List<Period> periods = new ArrayList<>();
        for (long number = now - SLOTS + 1; number <= now; number++) {
            Slot slot = slots[(int) Math.floorMod(number, SLOTS)];
            if (slot != null && slot.number == number) {
                periods.add(new Period((now - number) * SLOT_SECONDS, slot.confirmed, slot.failed));
            }
        }
        return periods;
    }
}
