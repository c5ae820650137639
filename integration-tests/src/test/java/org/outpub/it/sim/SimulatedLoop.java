package org.outpub.it.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.outpub.publish.wire.Loop;

/** The event loop of one process; its tasks are gone with it. */
final class SimulatedLoop implements Loop {
    private final World world;
    private final Laws laws;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private int planned;
    private boolean ended;

    SimulatedLoop(World world, Laws laws) {
        this.world = world;
        this.laws = laws;
    }

    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the loop has ended");
        }
        tasks.add(task);
    }

    @Override
    public void schedule(long atNanos, Runnable task) {
        planned++;
        world.onLoopAt(atNanos, () -> {
            if (!ended) {
                planned--;
                guarded(task);
            }
        });
    }

    @Override
    public long nanos() {
        return world.nanos();
    }

    boolean isBusy() {
        return !tasks.isEmpty();
    }

    Runnable next() {
        Runnable task = tasks.remove();
        return () -> guarded(task);
    }

    /** How many tasks wait for a time to come. */
    int planned() {
        return planned;
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            laws.thrown("a task of the loop", thrown);
        }
    }

    /** Takes nothing any more, once what it has is done. */
    void shutDown() {
        while (!tasks.isEmpty()) {
            guarded(tasks.remove());
        }
        ended = true;
    }

    /** The process is gone. */
    void end() {
        ended = true;
        tasks.clear();
    }
}
