package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.SipUri;

/**
 * What goes wrong, by server and cause: many publications that fail alike are one fault. It is told when it begins, with how
 * many share it soon after and once an hour, and when it is over. And as one that got well shows that the cause is gone, the
 * others that wait long are tried again then; of many, one is tried every minute to find out. Confined to the loop.
 */
final class Faults extends Timer {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** So long it must have been over to be told so; what comes again in that time is still the same fault. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long GATHERED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long REMIND_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long PROBE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int STATUS = 3;
    /** Fewer may have a cause of their own each. */
    private static final int WORTH_A_PROBE = 3;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(30);

    private final Timers timers;
    private final Outbox outbox;
    private final LongSupplier nanos;
    private final Map<Key, Fault> faults = new LinkedHashMap<>();

    Faults(Timers timers, Outbox outbox, LongSupplier nanos) {
        this.timers = timers;
        this.outbox = outbox;
        this.nanos = nanos;
    }

    private record Key(String server, String kind) {}

    /** What is wrong between us and one server. */
    static final class Fault {
        private final Key key;
        private final String cause;
        private final String first;
        private final long since;
        /** Who is struck, and when it failed last. */
        private final Map<LivePublication, Long> struck = new LinkedHashMap<>(4);

        private int most;
        private int told;
        private long toldAt;
        private long emptySince;
        private boolean cured;
        /** Whether the last that left it fails otherwise now. */
        private boolean replaced;

        private long wakeAt;
        private long probeAt;
        private long pause = FIRST_PAUSE_NANOS;

        Fault(Key key, String cause, String first, long now) {
            this.key = key;
            this.cause = cause;
            this.first = first;
            this.since = now;
            this.toldAt = now;
            this.told = 1;
            this.wakeAt = now;
            this.probeAt = now + PROBE_NANOS;
        }
    }

    /**
     * A publication has failed.
     *
     * @param before the fault that it had before; null for none
     * @param server where to
     * @param cause in words
     * @param line what is told of it if it is the first
     * @return the fault that it has now
     */
    Fault strike(LivePublication publication, @Nullable Fault before, SipUri server, String cause, String line) {
        long now = nanos.getAsLong();
        Key key = new Key(server.port() == 0 ? server.host() : server.host() + ":" + server.port(), kind(cause));
        if (before != null && !before.key.equals(key)) {
            before.replaced = before.struck.remove(publication) != null;
            noteIfEmpty(before, now);
        }
        Fault fault = faults.get(key);
        if (fault == null) {
            fault = new Fault(key, cause, publication.name(), now);
            faults.put(key, fault);
            outbox.log(Level.WARNING, line);
        }
        lookSoon(now);
        fault.struck.put(publication, now);
        fault.most = Math.max(fault.most, fault.struck.size());
        return fault;
    }

    /** A publication got well, or is no more. */
    void recovered(LivePublication publication, Fault fault, boolean confirmed) {
        long now = nanos.getAsLong();
        if (fault.struck.remove(publication) != null) {
            fault.cured |= confirmed;
            fault.replaced = false;
            noteIfEmpty(fault, now);
        }
    }

    /** Of an answer its status: its words are the server's, and may be others each time. */
    private static String kind(String cause) {
        boolean isStatus = cause.length() > STATUS && cause.charAt(STATUS) == ' ';
        for (int i = 0; isStatus && i < STATUS; i++) {
            isStatus = cause.charAt(i) >= '0' && cause.charAt(i) <= '9';
        }
        return isStatus ? cause.substring(0, STATUS) : cause;
    }

    private void lookSoon(long now) {
        if (place < 0 || at - (now + LOOK_NANOS) > 0) {
            timers.arm(this, now + LOOK_NANOS);
        }
    }

    private void noteIfEmpty(Fault fault, long now) {
        lookSoon(now);
        if (fault.struck.isEmpty()) {
            fault.emptySince = now;
        }
    }

    @Override
    void fire() {
        long now = nanos.getAsLong();
        List<LivePublication> woken = new ArrayList<>();
        Iterator<Fault> all = faults.values().iterator();
        while (all.hasNext()) {
            Fault fault = all.next();
            if (fault.struck.isEmpty() && now - fault.emptySince >= SETTLED_NANOS) {
                all.remove();
                tellEnd(fault);
            } else {
                tellCount(fault, now);
                wake(fault, now, woken);
            }
        }
        faults.values().stream()
                .mapToLong(fault -> untilNext(fault, now))
                .min()
                .ifPresent(least -> timers.arm(this, now + Math.max(LOOK_NANOS, least)));
        woken.forEach(LivePublication::nudge);
    }

    /** Nanoseconds until there may be something to do for a fault. */
    private static long untilNext(Fault fault, long now) {
        int count = fault.struck.size();
        if (count == 0) {
            return fault.emptySince + SETTLED_NANOS - now;
        }
        long next = fault.toldAt + REMIND_NANOS - now;
        next = fault.told == 1 && count > 1 ? Math.min(next, fault.since + GATHERED_NANOS - now) : next;
        next = fault.cured ? Math.min(next, fault.wakeAt - now) : next;
        return count >= WORTH_A_PROBE ? Math.min(next, fault.probeAt - now) : next;
    }

    private void tellCount(Fault fault, long now) {
        int count = fault.struck.size();
        boolean gathered = fault.told == 1 && count > 1 && now - fault.since >= GATHERED_NANOS;
        if (gathered || count > 0 && now - fault.toldAt >= REMIND_NANOS) {
            fault.told = count + 1;
            fault.toldAt = now;
            outbox.log(
                    Level.WARNING,
                    fault.key.server + ": " + count + (count == 1 ? " publication fails: " : " publications fail: ")
                            + fault.cause + " (" + fault.first + " first, " + ago(now - fault.since) + " ago)");
        }
    }

    private static String ago(long nanos) {
        long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos);
        return minutes == 0 ? TimeUnit.NANOSECONDS.toSeconds(nanos) + " s" : minutes + " min";
    }

    private void tellEnd(Fault fault) {
        outbox.log(
                Level.INFO,
                fault.most == 1
                        ? fault.first + ": over: " + fault.cause
                                + (fault.replaced ? ", but it still fails, in another way" : "")
                        : fault.key.server + ": over, " + fault.most + " publications were struck: " + fault.cause);
    }

    /** Those that failed a moment ago are left to the next look. Turns pace what is woken. */
    private void wake(Fault fault, long now, List<LivePublication> woken) {
        if (fault.cured && now - fault.wakeAt >= 0) {
            fault.cured = false;
            fault.wakeAt = now + fault.pause;
            fault.pause = Math.min(2 * fault.pause, LONGEST_PAUSE_NANOS);
            fault.struck.forEach((publication, failedAt) -> {
                if (now - failedAt >= LOOK_NANOS && publication.waitsLong()) {
                    woken.add(publication);
                }
            });
        } else if (fault.struck.size() >= WORTH_A_PROBE && now - fault.probeAt >= 0) {
            fault.probeAt = now + PROBE_NANOS;
            fault.struck.entrySet().stream()
                    .filter(each -> now - each.getValue() >= PROBE_NANOS
                            && each.getKey().waitsLong())
                    .findFirst()
                    .ifPresent(each -> woken.add(each.getKey()));
        }
    }
}
