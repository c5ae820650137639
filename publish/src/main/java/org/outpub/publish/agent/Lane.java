package org.outpub.publish.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs foreign code one task after the other on the host's executor, a batch at a time. What a task throws is logged and
 * keeps no other from running. Where the executor refuses, a thread of our own takes its place, and that is told once.
 * Safe for use by many threads.
 */
final class Lane implements Executor {
    private static final Logger LOG = System.getLogger(Lane.class.getName());
    /** After so many the executor is asked again, so that others have their turn. */
    private static final int BATCH = 256;

    private final String name;
    private final Executor executor;
    private final Executor fallback;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean refused = new AtomicBoolean();

    /**
     * Nothing to run yet.
     *
     * @param name for messages: what runs here
     * @param executor the host's
     * @param fallback takes what the executor refuses
     */
    Lane(String name, Executor executor, Executor fallback) {
        this.name = name;
        this.executor = executor;
        this.fallback = fallback;
    }

    /** How many tasks wait or run. */
    int waiting() {
        return waiting.get();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            handOver();
        }
    }

    private void handOver() {
        try {
            executor.execute(this::runBatch);
        } catch (Throwable refusal) {
            if (!refused.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "the executor that was lent takes no work ({0}); {1} run on a thread of our own",
                        refusal,
                        name);
            }
            fallback.execute(this::runBatch);
        }
    }

    private void runBatch() {
        int done = 0;
        for (Runnable task = tasks.peek(); task != null && done < BATCH; task = tasks.peek()) {
            tasks.remove();
            run(task);
            done++;
        }
        if (waiting.addAndGet(-done) > 0) {
            handOver();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            LOG.log(Level.WARNING, "a task of " + name + " failed", thrown);
        }
    }
}
