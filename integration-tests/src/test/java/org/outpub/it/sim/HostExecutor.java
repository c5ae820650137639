package org.outpub.it.sim;

import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The executor that a host lends: runs tasks in any order, late, or not until later, and sometimes takes none. */
final class HostExecutor implements Executor {
    private final World world;
    private final Random random;
    private Mood mood = Mood.WELL;
    private int open;
    private boolean gone;

    /** How it fares. */
    enum Mood {
        WELL,
        LATE,
        HANGING,
        REJECTING,
        BROKEN
    }

    HostExecutor(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    void mood(Mood next) {
        mood = next;
    }

    /** The process is gone, and its tasks with it. */
    void end() {
        gone = true;
        open = 0;
    }

    /** Whether every task it took has run. */
    boolean isIdle() {
        return open == 0;
    }

    @Override
    public void execute(Runnable task) {
        boolean well = random.nextInt(3) == 0;
        if (mood == Mood.REJECTING && !well) {
            throw new RejectedExecutionException("the host's pool is full");
        }
        if (mood == Mood.BROKEN && !well) {
            throw new StackOverflowError("the host's pool is broken");
        }
        open++;
        Runnable counted = () -> {
            if (!gone) {
                open--;
                task.run();
            }
        };
        long millis = switch (mood) {
            case LATE -> random.nextInt(2_000);
            case HANGING -> random.nextInt(4) == 0 ? random.nextInt(300_000) : 0;
            default -> 0;
        };
        if (millis == 0) {
            world.soon(counted);
        } else {
            world.after(TimeUnit.MILLISECONDS.toNanos(millis), counted);
        }
    }

    /** What takes what this one refuses; it is the agent's own, and always well. */
    Executor fallback() {
        return task -> world.soon(() -> {
            if (!gone) {
                task.run();
            }
        });
    }
}
