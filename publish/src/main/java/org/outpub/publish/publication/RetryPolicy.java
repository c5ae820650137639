package org.outpub.publish.publication;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When to try again. Failures that may pass by themselves are retried after a delay that doubles from one second to five
 * minutes, spread by a quarter either way; those that configuration must cure, every half hour. A server's Retry-After
 * is obeyed where it is longer than what we would wait, up to a day.
 */
final class RetryPolicy {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long SLOW_NANOS = TimeUnit.MINUTES.toNanos(30);
    private static final long LONGEST_ASKED_SECONDS = TimeUnit.DAYS.toSeconds(1);
    private static final double SPREAD = 0.25;
    /** More would pass the longest delay anyway. */
    private static final int MOST_DOUBLINGS = 10;

    private final RandomGenerator random;

    RetryPolicy(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Draws the delay after a failure that may pass.
     *
     * @param failures how many in a row, at least 1
     * @param retryAfterSeconds what the server asked for
     * @return nanoseconds
     */
    long backoffNanos(int failures, OptionalLong retryAfterSeconds) {
        long base = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures - 1, MOST_DOUBLINGS));
        return Math.max(spread(base), askedNanos(retryAfterSeconds));
    }

    /**
     * Draws the delay after a failure that will not pass by itself.
     *
     * @param retryAfterSeconds what the server asked for
     * @return nanoseconds
     */
    long slowNanos(OptionalLong retryAfterSeconds) {
        return retryAfterSeconds.isPresent()
                ? Math.max(FIRST_NANOS, askedNanos(retryAfterSeconds))
                : spread(SLOW_NANOS);
    }

    /**
     * The time for which a server that has just refused is left alone, whatever changes but configuration.
     *
     * @param retryAfterSeconds what the server asked for
     * @return nanoseconds, at least one second's
     */
    static long soonestNanos(OptionalLong retryAfterSeconds) {
        return Math.max(FIRST_NANOS, askedNanos(retryAfterSeconds));
    }

    private static long askedNanos(OptionalLong seconds) {
        return Nanos.ofSeconds(Math.min(seconds.orElse(0), LONGEST_ASKED_SECONDS));
    }

    private long spread(long nanos) {
        return (long) (nanos * (1 + SPREAD * (2 * random.nextDouble() - 1)));
    }
}
