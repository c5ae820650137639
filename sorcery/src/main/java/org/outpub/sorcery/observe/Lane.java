package org.outpub.sorcery.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.Ticker;

/**
 * What one observer, or one cache, is still to hear; the only place from which they are called. Calls come one at a time, on
 * the executor. What waits is a pile that folds, so that what is kept for one who is slow, or never comes back, is bounded by
 * what there is to hear about. He harms nobody else, for everybody has a lane of his own. Safe for use by many threads.
 *
 * @param <E> what is heard
 * @param <P> where it waits
 */
final class Lane<E, P extends Lane.Pile<E>> {
    private static final Logger LOG = System.getLogger(Lane.class.getName());
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private final String who;
    private final Executor executor;
    private final Ticker ticker;
    private final Supplier<P> piles;
    private final Consumer<P> hearing;

    // all below guarded by this
    private Batch<P> waiting;
    private @Nullable Batch<P> underWay;
    private boolean scheduled;
    private boolean told;
    private long since;
    private boolean closed;

    /**
     * A lane.
     *
     * @param who is called, for the log
     * @param piles makes an empty one
     * @param hearing calls him with a pile; what it throws is logged
     */
    Lane(String who, Executor executor, Ticker ticker, Supplier<P> piles, Consumer<P> hearing) {
        this.who = who;
        this.executor = executor;
        this.ticker = ticker;
        this.piles = piles;
        this.hearing = hearing;
        this.waiting = new Batch<>(piles.get());
    }

    /** What waits to be heard. Touched with the lane's own lock held, then by who hears it. */
    interface Pile<E> {
        /** Adds what happened, folded with what waits. */
        void add(E event);

        /** Whether there is nothing to hear. */
        boolean isEmpty();
    }

    private static final class Batch<P> {
        private final P pile;
        private final CompletableFuture<Void> heard = new CompletableFuture<>();

        Batch(P pile) {
            this.pile = pile;
        }
    }

    /** Notes an event; calls nobody, so that it can be done with a lock held. */
    synchronized void offer(E event) {
        if (!closed) {
            waiting.pile.add(event);
        }
    }

    /** Completed when everything that was noted until now was heard, or never will be. */
    synchronized CompletableFuture<Void> heard() {
        if (!waiting.pile.isEmpty()) {
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
        if (waiting.pile.isEmpty()) {
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
        Batch<P> next = next(null);
        while (next != null) {
            try {
                hearing.accept(next.pile);
            } catch (Throwable failed) {
                tellFailure(who, failed);
            }
            next = next(next);
        }
    }

    private @Nullable Batch<P> next(@Nullable Batch<P> done) {
        Batch<P> next;
        synchronized (this) {
            if (done == null && underWay != null) {
                return null;
            }
            next = closed || waiting.pile.isEmpty() ? null : waiting;
            underWay = next;
            scheduled = next != null;
            since = ticker.nanos();
            told = false;
            if (next != null) {
                waiting = new Batch<>(piles.get());
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
        Batch<P> forgotten;
        synchronized (this) {
            closed = true;
            forgotten = waiting;
            waiting = new Batch<>(piles.get());
        }
        forgotten.heard.complete(null);
    }
}
