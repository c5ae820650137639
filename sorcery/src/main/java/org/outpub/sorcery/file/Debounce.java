package org.outpub.sorcery.file;

import java.time.Duration;

/**
 * Decides when a change is told. Pure: times are handed in. Confined to one thread.
 *
 * <pre>
 * state     what happens              next
 * --------  ------------------------  ---------------------------------------------------------------
 * at rest   nothing                   at rest
 * at rest   a change                  restless
 * restless  a change                  restless; the rest begins anew
 * restless  the rest is long enough   told; at rest
 * restless  {@link #LONGEST} since the first  told; at rest: some files never rest. {@link #LESS_LONGEST}, if there is less
 * at rest   told, and not all was well  told again {@link #AGAIN} later
 * </pre>
 *
 * <p>The rest is {@link #QUIET}, so that a writer in the middle of a file is not disturbed; it is {@link #CAUTIOUS} while
 * there is less than there was: a file that shrank, or is gone, may be about to be written anew.
 */
final class Debounce {
    static final Duration QUIET = Duration.ofMillis(150);
    static final Duration CAUTIOUS = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(5);
    /** The same while something is gone or shorter, which others that never rest must not make true too soon. */
    static final Duration LESS_LONGEST = Duration.ofSeconds(30);
    /** What could not be read may be readable later without any change that shows. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    private boolean restless;
    private long restingSince;
    private long restlessSince;
    private boolean unwell;
    private long toldAt;

    /**
     * What to do.
     *
     * @param tell whether it is to be told now
     * @param nextLook when to decide again, if nothing happens
     */
    record Decision(boolean tell, Duration nextLook) {}

    /** Something changed. */
    void changed(long nanos) {
        if (!restless) {
            restless = true;
            restlessSince = nanos;
        }
        restingSince = nanos;
    }

    /** It was told. */
    void told(boolean allWell, long nanos) {
        unwell = !allWell;
        toldAt = nanos;
    }

    /** Whether there was a change, and it has rested long enough. */
    boolean isRested(boolean less, long nanos) {
        return restless && restLeft(less, nanos) <= 0;
    }

    private long restLeft(boolean less, long nanos) {
        return (less ? CAUTIOUS : QUIET).toNanos() - (nanos - restingSince);
    }

    /**
     * Decides.
     *
     * @param less whether there is less than when it was told last
     * @param nanos now
     * @param idle when to decide again while nothing happens
     */
    Decision decide(boolean less, long nanos, Duration idle) {
        if (!restless) {
            long again = AGAIN.toNanos() - (nanos - toldAt);
            boolean tell = unwell && again <= 0;
            return new Decision(tell, tell ? Duration.ZERO : idle);
        }
        long patience = (less ? LESS_LONGEST : LONGEST).toNanos() - (nanos - restlessSince);
        long left = Math.min(restLeft(less, nanos), patience);
        if (left > 0) {
            return new Decision(false, Duration.ofNanos(Math.min(left, idle.toNanos())));
        }
        restless = false;
        return new Decision(true, Duration.ZERO);
    }
}
