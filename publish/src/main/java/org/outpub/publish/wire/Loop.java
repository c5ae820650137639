package org.outpub.publish.wire;

/** The one thread on which an agent lives. */
public interface Loop {
    /**
     * Runs a task on the loop, after those handed in before. Safe for use by many threads; does not block.
     *
     * @param task short; what it throws is logged and ends nothing else
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
     */
    void execute(Runnable task);

    /**
     * Runs a task on the loop at a time. Called on the loop only.
     *
     * @param atNanos by {@link #nanos}
     * @param task as above
     */
    void schedule(long atNanos, Runnable task);

    /**
     * Runs a task on the loop after sockets and timers have had their turn, which {@link #execute} does not promise. Called
     * on the loop only.
     *
     * @param task as above
     */
    default void afterOthers(Runnable task) {
        schedule(nanos(), task);
    }

    /**
     * Monotonic time: nanoseconds since some arbitrary point, which may be negative or wrap. Safe for use by many threads.
     *
     * @return to be compared by difference only
     */
    long nanos();
}
