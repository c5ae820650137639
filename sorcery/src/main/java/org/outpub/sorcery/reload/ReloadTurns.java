package org.outpub.sorcery.reload;

import com.google.common.base.Throwables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets work run one at a time, and lets those who wait share one run: whoever asks gets the result of a run that began
 * after he asked, and a hundred who ask during one run cause one more. Safe for use by many threads.
 *
 * @param <R> what a run gives
 */
final class ReloadTurns<R> {
    private final Runnable before;
    private final Supplier<R> work;
    private final Runnable after;
    private final ReentrantLock running = new ReentrantLock();
    /** True for a thread that works for the one that runs. */
    private final ThreadLocal<Boolean> helping = ThreadLocal.withInitial(() -> false);
    /** The run that has not begun; guarded by {@code this}. */
    private @Nullable CompletableFuture<R> waiting;

    /**
     * Turns.
     *
     * @param before is done before each run, while another may be under way
     * @param work is a run
     * @param after is done after each run, when the next may be under way
     */
    ReloadTurns(Runnable before, Supplier<R> work, Runnable after) {
        this.before = before;
        this.work = work;
        this.after = after;
    }

    /**
     * Runs, or waits for one who will.
     *
     * @return of a run that began after this call; what the run throws is thrown here too
     * @throws IllegalStateException if the calling thread is inside a run, which would wait for itself
     */
    R take() {
        refuseInside();
        CompletableFuture<R> own = new CompletableFuture<>();
        CompletableFuture<R> turn;
        synchronized (this) {
            if (waiting == null) {
                waiting = own;
            }
            turn = waiting;
        }
        if (turn.equals(own)) {
            before.run();
            run(turn);
            after.run();
        }
        return result(turn);
    }

    private static <R> R result(CompletableFuture<R> turn) {
        try {
            return turn.join();
        } catch (CompletionException failed) {
            Throwables.throwIfUnchecked(Objects.requireNonNull(failed.getCause(), "cause"));
            throw failed;
        }
    }

    private void run(CompletableFuture<R> turn) {
        alone(() -> {
            synchronized (this) {
                waiting = null;
            }
            try {
                turn.complete(work.get());
            } catch (Throwable failed) {
                // those who wait must not wait for ever; the join tells it to them and to the caller
                turn.completeExceptionally(failed);
            }
        });
    }

    private void alone(Runnable task) {
        running.lock();
        try {
            task.run();
        } finally {
            running.unlock();
        }
    }

    /**
     * Waits for a turn of its own, shared with nobody.
     *
     * @throws IllegalStateException as {@link #take}
     */
    R next(Supplier<R> other) {
        refuseInside();
        before.run();
        try {
            return quietly(other);
        } finally {
            after.run();
        }
    }

    /** As {@link #next}, without what is done before and after a run. */
    R quietly(Supplier<R> other) {
        refuseInside();
        List<R> result = new ArrayList<>(1);
        alone(() -> result.add(other.get()));
        return result.get(0);
    }

    /**
     * Does something while no run is under way, if that comes within some time.
     *
     * @return false if one was all the time; nothing was done
     */
    boolean alone(Duration time, Runnable task) {
        refuseInside();
        boolean mine = false;
        boolean interrupted = false;
        try {
            mine = running.tryLock(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException early) {
            interrupted = true;
        }
        if (mine) {
            try {
                task.run();
            } finally {
                running.unlock();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return mine;
    }

    /** Does a part of a run on another thread, which is then inside of the run as the first is. */
    <P> P helping(Supplier<P> part) {
        helping.set(true);
        try {
            return part.get();
        } finally {
            helping.remove();
        }
    }

    private void refuseInside() {
        if (running.isHeldByCurrentThread() || helping.get()) {
            throw new IllegalStateException("called from inside a reload");
        }
    }
}
