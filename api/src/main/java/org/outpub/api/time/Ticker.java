package org.outpub.api.time;

/**
 * Monotonic time. Readings are nanoseconds since some fixed but arbitrary point and may be negative or wrap: compare two
 * by their difference. They never follow changes of the wall clock.
 */
@FunctionalInterface
public interface Ticker {
    /**
     * Reads the time. Safe for use by many threads.
     *
     * @return nanoseconds
     */
    long nanos();

    /**
     * The system's own monotonic clock.
     *
     * @return the ticker
     */
    static Ticker system() {
        return System::nanoTime;
    }
}
