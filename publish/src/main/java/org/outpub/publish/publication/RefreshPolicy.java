package org.outpub.publish.publication;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When to refresh, given how long the server granted (RFC 3903 §4.3). The latest good moment leaves room for a request
 * that is lost (32 s, RFC 3261 Timer F) and for another try; a grant too short for that is refreshed at half of it. The
 * actual moment is drawn from the last fifth before the latest, and the first one after a document was sent from nearly all
 * of the time before it, so that publications that began together are spread evenly from then on.
 */
final class RefreshPolicy {
    /** Two transactions that time out, and a little. */
    private static final long ROOM_SECONDS = 70;

    private static final double SPREAD = 0.2;
    private static final double FIRST_SPREAD = 0.85;
    /** What is refreshed that often drifts apart soon enough. */
    private static final long SHORT_SECONDS = 30;

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private final RandomGenerator random;

    RefreshPolicy(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Draws the delay from the grant to the refresh after a refresh.
     *
     * @param grantedSeconds as granted, at least 1
     * @return nanoseconds, at least half a second
     */
    long delayNanos(long grantedSeconds) {
        return delayNanos(grantedSeconds, SPREAD);
    }

    /** The same after a document was sent: that of many at once, perhaps. */
    long firstDelayNanos(long grantedSeconds) {
        return delayNanos(grantedSeconds, grantedSeconds < SHORT_SECONDS ? SPREAD : FIRST_SPREAD);
    }

    private long delayNanos(long grantedSeconds, double spread) {
        long latest = grantedSeconds >= 2 * ROOM_SECONDS
                ? Nanos.ofSeconds(grantedSeconds - ROOM_SECONDS)
                : Nanos.ofSeconds(grantedSeconds) / 2;
        long earlier = (long) (latest * spread * random.nextDouble());
        return Math.max(SHORTEST_NANOS, latest - earlier);
    }
}
