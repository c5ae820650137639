package org.outpub.publish.cluster;

import java.time.Duration;
import org.outpub.api.time.Ticker;

/**
 * Until when this node may send, by its own monotonic clock: its lease, counted from before it was asked for, less a margin.
 * Whatever the database says later, nothing is sent after that, because another node may own everything then. Safe for use by
 * many threads.
 */
final class Fence {
    private final Ticker ticker;
    private final long openNanos;
    private volatile long endNanos;

    /**
     * Closed at first.
     *
     * @param lease how long a lease runs
     * @param margin for what is still on its way when it ends, and for clocks that do not run alike
     */
    Fence(Ticker ticker, Duration lease, Duration margin) {
        this.ticker = ticker;
        this.openNanos = lease.minus(margin).toNanos();
        this.endNanos = ticker.nanos();
    }

    /** Opens it for a lease that was asked for at some time. */
    void renewed(long askedAtNanos) {
        endNanos = askedAtNanos + openNanos;
    }

    /** Closes it now. */
    void close() {
        endNanos = ticker.nanos();
    }

    /** Whether this node may send now. */
    boolean isOpen() {
        return ticker.nanos() - endNanos < 0;
    }
}
