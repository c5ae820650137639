package org.outpub.publish.agent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * The one way in for whatever is not on the loop: tasks are run there in order, a batch at a time. Safe for use by many
 * threads.
 */
final class Inbox {
    /** After so many, or so long, sockets and timers have their turn. */
    private static final int BATCH = 512;

    private static final long LONGEST_NANOS = 2_000_000;
    /** Looking at the clock costs as much as a small task. */
    private static final int CLOCK = 16;

    private final Loop loop;
    private final Consumer<Throwable> broken;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean ended;
    private boolean draining; // confined to the loop

    /**
     * An empty one.
     *
     * @param loop runs the tasks
     * @param broken takes what a task throws
     */
    Inbox(Loop loop, Consumer<Throwable> broken) {
        this.loop = loop;
        this.broken = broken;
    }

    /**
     * Runs a task on the loop.
     *
     * @throws IllegalStateException if the loop has ended
     */
    void post(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            drainBy(loop::execute);
        }
        if (ended) {
            refuse();
            throw new IllegalStateException("the event loop has ended");
        }
    }

    private void drainBy(Consumer<Runnable> way) {
        try {
            way.accept(this::drain);
        } catch (RejectedExecutionException gone) {
            ended = true;
            refuse();
        }
    }

    /** Callers whose wish nobody will take are told so, whichever thread finds it out. */
    private void refuse() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            if (task instanceof Slot slot) {
                slot.refuse();
            }
        }
    }

    /**
     * Runs, on the loop, what was handed in before: for those who are about to decide by the newest there is. Does nothing
     * if that is being done.
     */
    void catchUp() {
        if (!draining) {
            waiting.addAndGet(-runBatch());
        }
    }

    private void drain() {
        if (waiting.addAndGet(-runBatch()) > 0) {
            drainBy(loop::afterOthers);
        }
    }

    private int runBatch() {
        int done = 0;
        draining = true;
        long begun = loop.nanos();
        for (Runnable task = tasks.poll(); task != null; task = goesOn(done, begun) ? tasks.poll() : null) {
            try {
                task.run();
            } catch (Throwable thrown) {
                broken.accept(thrown);
            }
            done++;
        }
        draining = false;
        return done;
    }

    private boolean goesOn(int done, long begun) {
        return done < BATCH && (done % CLOCK != 0 || loop.nanos() - begun < LONGEST_NANOS);
    }
}
