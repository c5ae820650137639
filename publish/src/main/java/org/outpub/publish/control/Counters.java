package org.outpub.publish.control;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.api.sorcery.ReloadReport;

/**
 * Counts what becomes of requests and reloads, in total, and of requests for each ten seconds of the last half hour. Safe
 * for use by many threads.
 */
public final class Counters implements PublicationListener {
    static final int SLOT_SECONDS = 10;
    static final int SLOTS = 180;
    private final Clock clock;
    private final Map<Requests, LongAdder> requests = new ConcurrentHashMap<>();
    private final ServerNames servers = new ServerNames();
    private final List<LatencyHistogram> latencies = Stream.generate(LatencyHistogram::new)
            .limit(Operation.values().length)
            .toList();
    private final LongAdder retries = new LongAdder();
    private final LongAdder httpRefused = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder changingReloads = new LongAdder();
    private final Slot[] slots = new Slot[SLOTS];

    /**
     * Requests that are counted together.
     *
     * @param operation what they asked for
     * @param result how they ended
     * @param server who answered, such as {@code udp:192.0.2.1:5060}; {@link ServerNames#NOBODY} or
     *     {@link ServerNames#OTHERS}
     */
    record Requests(Operation operation, Result result, String server) implements Comparable<Requests> {
        private static final Comparator<Requests> ORDER = Comparator.comparing(Requests::operation)
                .thenComparing(Requests::result)
                .thenComparing(Requests::server);

        @Override
        public int compareTo(Requests other) {
            return ORDER.compare(this, other);
        }
    }

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
    }

    @Override
    public void changed(PublicationStatus status) {
        // how many publications are in each phase is the agent's to say
    }

    @Override
    public void requestEnded(RequestReport report) {
        Requests kind = new Requests(report.operation(), report.result(), servers.of(report.server()));
        requests.computeIfAbsent(kind, absent -> new LongAdder()).increment();
        latencies(report.operation()).add(report.took());
        if (report.again()) {
            retries.increment();
        }
        switch (report.result()) {
            case CONFIRMED -> count(1, 0);
            case REFUSED, TIMED_OUT, UNREACHABLE -> count(0, 1);
            case CHALLENGED, REDIRECTED -> {} // goes on as another request
        }
    }

    /**
     * Takes what a reload did.
     *
     * @param report of the reload
     */
    public void reloaded(ReloadReport report) {
        reloads.increment();
        if (report.changedAnything()) {
            changingReloads.increment();
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

    /** How many requests there were of each kind, of those that there were. */
    Map<Requests, Long> requests() {
        Map<Requests, Long> totals = new TreeMap<>();
        requests.forEach((kind, count) -> totals.put(kind, count.sum()));
        return totals;
    }

    LatencyHistogram latencies(Operation operation) {
        return latencies.get(operation.ordinal());
    }

    long retries() {
        return retries.sum();
    }

    /** Whoever asks over HTTP is refused before anything is done for him. */
    void refuseHttp() {
        httpRefused.increment();
    }

    long httpRefused() {
        return httpRefused.sum();
    }

    long reloads() {
        return reloads.sum();
    }

    /** Reloads that changed anything. */
    long changingReloads() {
        return changingReloads.sum();
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
