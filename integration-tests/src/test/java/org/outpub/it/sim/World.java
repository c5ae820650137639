package org.outpub.it.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;

/**
 * Time that passes only from event to event, and an executor whose tasks run in an order that the seed decides. Its clock
 * wraps on the way.
 */
final class World implements Executor, TaskScheduler, Ticker {
    private final PriorityQueue<Event> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final List<Runnable> ready = new ArrayList<>();
    private final Random random;
    private final long start;
    private long elapsed;
    private long order;
    private long events;

    private static final class Event {
        private final long at;
        private final long order;
        private final Runnable task;
        private boolean cancelled;

        Event(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        long at() {
            return at;
        }

        long order() {
            return order;
        }
    }

    World(Random random) {
        this.random = random;
        this.start = Long.MAX_VALUE - random.nextInt(1_000_000) * 1_000_000L;
    }

    @Override
    public long nanos() {
        return start + elapsed;
    }

    /** Nanoseconds since the beginning. */
    long elapsed() {
        return elapsed;
    }

    /** How many events have happened. */
    long events() {
        return events;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Event event = new Event(elapsed + Math.max(0, delay.toNanos()), order++, task);
        agenda.add(event);
        return () -> event.cancelled = true;
    }

    /** Lets time pass while nothing runs, as when a process is suspended: everything due meanwhile is late. */
    void suspend(Duration time) {
        elapsed += time.toNanos();
    }

    /** Runs what is due until then. */
    void run(Duration time) {
        long end = elapsed + time.toNanos();
        while (true) {
            if (!ready.isEmpty()) {
                ready.remove(random.nextInt(ready.size())).run();
            } else if (!agenda.isEmpty() && agenda.peek().at <= end) {
                Event event = agenda.remove();
                elapsed = Math.max(elapsed, event.at);
                if (event.cancelled) {
                    continue;
                }
                event.task.run();
            } else {
                elapsed = Math.max(elapsed, end);
                return;
            }
            events++;
        }
    }
}
