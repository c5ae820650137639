package org.outpub.sorcery.reload;

import com.google.common.base.Throwables;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets work run one at a time, and lets those who wait share one run: whoever asks gets the result of a run that began
 * after he asked, and a hundred who ask during one run cause one more. Safe for use by many threads.
 *
 * @param <R> what a run gives
 */
public final class ReloadTurns<R> {
    private final Supplier<R> work;
    private final ReentrantLock running = new ReentrantLock();
    /** The run that has not begun; guarded by {@code this}. */
    private @Nullable CompletableFuture<R> waiting;

    public ReloadTurns(Supplier<R> work) {
        this.work = work;
    }

    /**
     * Runs, or waits for one who will.
     *
     * @return of a run that began after this call; what the run throws is thrown here too
     * @throws IllegalStateException if the calling thread is inside a run, which would wait for itself
     */
    public R take() {
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
            run(turn);
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

    /** Does something while no run is under way. */
    public void alone(Runnable task) {
        refuseInside();
        running.lock();
        try {
            task.run();
        } finally {
            running.unlock();
        }
    }

    private void refuseInside() {
        if (running.isHeldByCurrentThread()) {
            throw new IllegalStateException("called from inside a reload");
        }
    }
}
