package org.outpub.publish.sip.jain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;

/** A clock and a scheduler that stand still until told. Starts just before the clock wraps. */
final class VirtualTime implements TaskScheduler, Ticker {
    private final List<Task> tasks = new ArrayList<>();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private record Task(long at, Runnable body) {}

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable body) {
        Task task = new Task(now + Math.max(0, delay.toNanos()), body);
        tasks.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        tasks.removeIf(one -> one == task);
    }

    synchronized int scheduled() {
        return tasks.size();
    }

    /** Lets time pass, running on this thread what falls due, in order. */
    void advance(Duration by) {
        long end = nanos() + by.toNanos();
        for (Optional<Task> due = takeDueBy(end); due.isPresent(); due = takeDueBy(end)) {
            due.get().body.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Optional<Task> takeDueBy(long end) {
        Optional<Task> first =
                tasks.stream().filter(task -> task.at - end <= 0).min(Comparator.comparingLong(task -> task.at - end));
        first.ifPresent(task -> {
            tasks.remove(task);
            now = task.at;
        });
        return first;
    }
}
