package org.outpub.sorcery.cache;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Knows when something that is kept must be fetched anew, and lets one do so at a time. What was fetched gets a freshness
 * of its own, so one that was claimed is given free only after a failure. Safe for use by many threads.
 */
final class Freshness {
    /** A backing that failed is left alone for so long, however many ask. */
    static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile long staleAt;
    private volatile boolean staleSomeday;

    /** Fresh until {@code staleNanos} after {@code now}; for good if they are 0. */
    Freshness(long now, long staleNanos) {
        this.staleAt = now + staleNanos;
        this.staleSomeday = staleNanos > 0;
    }

    /** Whether the caller must fetch it now: it is stale, and nobody else is about it. */
    boolean claim(long now) {
        return staleSomeday && now - staleAt >= 0 && claimed.compareAndSet(false, true);
    }

    void failed(long now) {
        staleAt = now + PAUSE_AFTER_FAILURE_NANOS;
        claimed.set(false);
    }

    void markStale(long now) {
        staleAt = now;
        staleSomeday = true;
    }
}
