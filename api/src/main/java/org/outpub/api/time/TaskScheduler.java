package org.outpub.api.time;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task once, later. Implementations are safe for use by many threads. */
@FunctionalInterface
public interface TaskScheduler {
    /**
     * Arranges for a task to run.
     *
     * @param delay from now; zero or negative means as soon as possible
     * @param task short: it runs on the scheduler's thread and must not block
     * @return takes the arrangement back
     */
    Cancellable schedule(Duration delay, Runnable task);

    /**
     * Uses a scheduler that the host lends; it is never shut down from here.
     *
     * @param service the host's scheduler
     * @return the scheduler
     */
    static TaskScheduler of(ScheduledExecutorService service) {
        return (delay, task) -> {
            ScheduledFuture<?> pending = service.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> pending.cancel(false);
        };
    }

    /** Takes back what was arranged. */
    @FunctionalInterface
    interface Cancellable {
        /** Keeps the task from running if it has not begun; does nothing otherwise. May be called more than once. */
        void cancel();
    }
}
