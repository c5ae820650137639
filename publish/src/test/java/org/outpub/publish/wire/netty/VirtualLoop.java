package org.outpub.publish.wire.netty;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.outpub.publish.wire.Loop;

/** A real event loop whose clock stands still until told. Starts just before the clock wraps. */
final class VirtualLoop implements Loop {
    private final EventLoop eventLoop;
    private final List<Task> tasks = new ArrayList<>();
    private volatile long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private record Task(long at, Runnable body) {}

    VirtualLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public synchronized void schedule(long atNanos, Runnable body) {
        tasks.add(new Task(atNanos, body));
    }

    @Override
    public long nanos() {
        return now;
    }

    /** Lets time pass, running on the loop what falls due, in order; waits until that is done. */
    void advance(Duration by) {
        run(() -> {
            long end = now + by.toNanos();
            for (Optional<Task> due = takeDueBy(end); due.isPresent(); due = takeDueBy(end)) {
                due.get().body.run();
            }
            now = end;
        });
    }

    /** Runs something on the loop and waits for it. */
    void run(Runnable task) {
        try {
            eventLoop.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    private synchronized Optional<Task> takeDueBy(long end) {
        Optional<Task> first =
                tasks.stream().filter(task -> task.at - end <= 0).min(Comparator.comparingLong(task -> task.at - end));
        first.ifPresent(task -> {
            tasks.remove(task);
            now = task.at - now > 0 ? task.at : now;
        });
        return first;
    }
}
