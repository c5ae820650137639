package org.outpub.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;

/** The threads: lent ones, which stay, or our own, which end with us. */
final class Threads {
    private static final int WORKERS = 2;
    final Executor executor;
    final TaskScheduler scheduler;
    private final List<ExecutorService> own = new ArrayList<>();

    Threads(@Nullable Executor lent, @Nullable ScheduledExecutorService lentScheduler) {
        this.executor = lent != null ? lent : keep(Executors.newFixedThreadPool(WORKERS, named("outpub-work-")));
        this.scheduler = TaskScheduler.of(lentScheduler != null ? lentScheduler : keep(timers()));
    }

    private static ScheduledExecutorService timers() {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, named("outpub-timer-"));
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }

    private <S extends ExecutorService> S keep(S service) {
        own.add(service);
        return service;
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    void close() {
        own.forEach(ExecutorService::shutdown);
    }
}
