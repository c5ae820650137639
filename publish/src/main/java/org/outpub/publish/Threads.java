package org.outpub.publish;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads for foreign code: a lent executor, which stays, or our own, which ends with us. */
final class Threads {
    private static final int WORKERS = 2;
    final Executor executor;
    private final @Nullable ExecutorService own;

    Threads(@Nullable Executor lent) {
        ExecutorService workers = lent == null ? workers() : null;
        this.own = workers;
        this.executor = workers == null ? Objects.requireNonNull(lent) : workers;
    }

    private static ExecutorService workers() {
        AtomicInteger count = new AtomicInteger();
        return Executors.newFixedThreadPool(WORKERS, task -> {
            Thread thread = new Thread(task, "outpub-work-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    void close() {
        if (own != null) {
            own.shutdown();
        }
    }
}
