package org.outpub.sorcery.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.Ticker;

/**
 * What one observer, or one cache, is still to hear; the only place from which they are called. Calls come one at a time, on
 * the executor. What waits is folded: of each key there is one event, so that what is kept for one who is slow, or never
 * comes back, is bounded by the number of keys. He harms nobody else, for everybody has a lane of his own. Safe for use by
 * many threads.
 *
 * @param <E> what is heard
 */
final class Lane<E> {
    private static final Logger LOG = System.getLogger(Lane.class.getName());
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private final String who;
    private final Executor executor;
    private final Ticker ticker;
    private final BinaryOperator<E> fold;
    private final Hearing<E> hearing;

    // all below guarded by this
    private Batch<E> waiting = new Batch<>();
    private @Nullable Batch<E> underWay;
    private boolean scheduled;
    private boolean told;
    private long since;
    private boolean closed;

    /**
     * A lane.
     *
     * @param who is called, for the log
     * @param fold makes one event of an older and a newer of the same key
     * @param hearing calls him
     */
    Lane(String who, Executor executor, Ticker ticker, BinaryOperator<E> fold, Hearing<E> hearing) {
        this.who = who;
        this.executor = executor;
        this.ticker = ticker;
        this.fold = fold;
        this.hearing = hearing;
    }

    /** Calls foreign code; what it throws is logged. */
    interface Hearing<E> {
        /** Takes what waited, in the order in which it came; ends early once the lane is closed. */
        void hear(Map<Object, E> events);
    }

    private static final class Batch<E> {
        private final Map<Object, E> events = new LinkedHashMap<>();
        private final CompletableFuture<Void> heard = new CompletableFuture<>();
    }

    /** Notes an event; calls nobody, so that it can be done with a lock held. */
    synchronized void offer(Object key, E event) {
        if (!closed) {
            waiting.events.merge(key, event, fold);
        }
    }

    /** As {@link #offer}, but a newer event of the same key comes last. */
    synchronized void offerLast(Object key, E event) {
        if (!closed) {
            waiting.events.remove(key);
            waiting.events.put(key, event);
        }
    }

    /** Completed when everything that was noted until now was heard, or never will be. */
    synchronized CompletableFuture<Void> heard() {
        if (!waiting.events.isEmpty()) {
            return waiting.heard;
        }
        return underWay == null ? CompletableFuture.completedFuture(null) : underWay.heard;
    }

    /** Has the executor call him; with no lock held, for the executor may be the caller. */
    void deliver() {
        if (!toBeScheduled()) {
            return;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error refused) {
            synchronized (this) {
                scheduled = false;
            }
            LOG.log(
                    Level.WARNING,
                    "{0} is not told, for the executor takes no work ({1}); what changed is kept until it does",
                    who,
                    refused.getClass().getName());
        }
    }

    private synchronized boolean toBeScheduled() {
        if (waiting.events.isEmpty()) {
            return false;
        }
        if (!scheduled) {
            scheduled = true;
            told = false;
            since = ticker.nanos();
            return true;
        }
        return isOverdue() && underWay == null;
    }

    /** Whether it waits for too long, of which it tells once: for the executor, or for a call to come back. */
    private boolean isOverdue() {
        long waits = ticker.nanos() - since;
        if (told || waits < PATIENCE_NANOS) {
            return false;
        }
        told = true;
        LOG.log(
                Level.WARNING,
                underWay == null
                        ? "{0} is not told, for the executor has not begun a task of {1} s ago"
                        : "{0} has not come back from a call of {1} s ago; what changes meanwhile is kept for him, the"
                                + " newest state of each object",
                who,
                TimeUnit.NANOSECONDS.toSeconds(waits));
        return true;
    }

    /** An executor that runs a task twice, or long after, finds nothing to do. */
    private void run() {
        Batch<E> next = next(null);
        while (next != null) {
            try {
                hearing.hear(next.events);
            } catch (Throwable failed) {
                tellFailure(who, failed);
            }
            next = next(next);
        }
    }

    private @Nullable Batch<E> next(@Nullable Batch<E> done) {
        Batch<E> next;
        synchronized (this) {
            if (done == null && underWay != null) {
                return null;
            }
            next = closed || waiting.events.isEmpty() ? null : waiting;
            underWay = next;
            scheduled = next != null;
            since = ticker.nanos();
            told = false;
            if (next != null) {
                waiting = new Batch<>();
            }
        }
        if (done != null) {
            done.heard.complete(null);
        }
        return next;
    }

    /** Whatever foreign code throws ends here. */
    static void tellFailure(String who, Throwable failed) {
        try {
            LOG.log(Level.ERROR, () -> who + " failed; others go on", failed);
        } catch (Throwable evenThat) {
            // a log that fails must not end the lane
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** After this no call begins. */
    void close() {
        Batch<E> forgotten;
        synchronized (this) {
            closed = true;
            forgotten = waiting;
            waiting = new Batch<>();
        }
        forgotten.heard.complete(null);
    }
}
