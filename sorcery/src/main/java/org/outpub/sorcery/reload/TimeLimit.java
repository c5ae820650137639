package org.outpub.sorcery.reload;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Calls foreign code that may hang. It is called on a daemon thread of its own, because whoever waits may be the only thread
 * of the host's executor; a thread that has nothing to do for some seconds ends. Safe for use by many threads.
 */
public final class TimeLimit implements AutoCloseable {
    private static final int IDLE_SECONDS = 2;
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private final Duration limit;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), TimeLimit::thread);

    /**
     * A limit.
     *
     * @param limit of each call
     */
    public TimeLimit(Duration limit) {
        this.limit = limit;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "outpub-wizard-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** How long a call may take. */
    Duration limit() {
        return limit;
    }

    /** Begins a call. */
    <R> CompletableFuture<R> begin(Supplier<R> call) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return CompletableFuture.supplyAsync(
                () -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    return call.get();
                },
                threads);
    }

    /**
     * Waits for a call as long as it may take; an interruption of the caller waits until then.
     *
     * @throws TimeoutException if it takes longer
     * @throws ExecutionException with what it threw
     */
    <R> R await(CompletableFuture<R> call) throws TimeoutException, ExecutionException {
        return await(call, limit);
    }

    /** As {@link #await(CompletableFuture)}, with another limit. */
    static <R> R await(CompletableFuture<R> call, Duration limit) throws TimeoutException, ExecutionException {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException early) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Begins no more; a call that hangs is left to its thread. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
