package org.outpub.it.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only from event to event. Whatever could run at the same time runs in an order that the seed decides;
 * the agent's loop alone keeps its own. The monotonic clock wraps on the way.
 */
final class World {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private final PriorityQueue<Event> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    /** What other threads could run now. */
    private final List<Runnable> ready = new ArrayList<>();

    private final Random random;
    private final long start;
    private final Runnable afterEach;
    private @Nullable SimulatedLoop loop;
    private boolean onLoop;
    private long elapsed;
    private long order;
    private long events;
    private long suspendedUntil;
    private Duration suspended = Duration.ZERO;

    private record Event(long at, long order, Runnable task) {}

    /**
     * The beginning.
     *
     * @param random decides what runs first
     * @param afterEach run after each event
     */
    World(Random random, Runnable afterEach) {
        this.random = random;
        this.start = Long.MAX_VALUE - random.nextInt(1_000_000) * 1_000_000L;
        this.afterEach = afterEach;
    }

    /** By the clock that wraps. */
    long nanos() {
        return start + elapsed;
    }

    /** Nanoseconds since the beginning. */
    long elapsed() {
        return elapsed;
    }

    long events() {
        return events;
    }

    /** Whether what runs now runs on the agent's loop. */
    boolean isOnLoop() {
        return onLoop;
    }

    /** Whether the process was suspended a moment ago, so that everything may be late. */
    boolean wasSuspended() {
        return elapsed - suspendedUntil < Duration.ofSeconds(2).toNanos() && suspendedUntil > 0;
    }

    /** For how long it was, all in all. */
    Duration suspended() {
        return suspended;
    }

    /** The loop of the process that lives now. */
    void loop(@Nullable SimulatedLoop next) {
        loop = next;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return BEGINNING.plusNanos(elapsed);
            }
        };
    }

    /** Runs a task on some other thread, now. */
    void soon(Runnable task) {
        ready.add(task);
    }

    /** Runs a task at a time, not on the loop. */
    void after(long nanos, Runnable task) {
        agenda.add(new Event(elapsed + Math.max(0, nanos), order++, task));
    }

    /** Runs a task on the loop at a time. */
    void onLoopAt(long at, Runnable task) {
        after(at - nanos(), () -> runOnLoop(task));
    }

    /** Lets time pass while nothing runs, as when a process is suspended: everything due meanwhile is late. */
    void suspend(Duration time) {
        elapsed += time.toNanos();
        suspended = suspended.plus(time);
        suspendedUntil = elapsed;
    }

    /** Whether nothing is left to be done at this moment. */
    boolean isQuiet() {
        return ready.isEmpty() && (loop == null || !loop.isBusy()) && (agenda.isEmpty() || agenda.peek().at > elapsed);
    }

    /** Runs what is due until then. */
    void run(Duration time) {
        long end = elapsed + time.toNanos();
        while (step(end)) {
            events++;
            afterEach.run();
        }
        elapsed = Math.max(elapsed, end);
    }

    private boolean step(long end) {
        SimulatedLoop own = loop;
        boolean loopIsBusy = own != null && own.isBusy();
        boolean somethingIsDue = !agenda.isEmpty() && agenda.peek().at <= elapsed;
        if (somethingIsDue && random.nextInt(4) == 0) {
            agenda.remove().task.run();
        } else if (loopIsBusy && (ready.isEmpty() || random.nextBoolean())) {
            runOnLoop(own.next());
        } else if (!ready.isEmpty()) {
            int chosen = random.nextInt(ready.size());
            Runnable last = ready.remove(ready.size() - 1);
            (chosen == ready.size() ? last : ready.set(chosen, last)).run();
        } else if (!agenda.isEmpty() && agenda.peek().at <= end) {
            Event event = agenda.remove();
            elapsed = Math.max(elapsed, event.at);
            event.task.run();
        } else {
            return false;
        }
        return true;
    }

    private void runOnLoop(Runnable task) {
        onLoop = true;
        try {
            task.run();
        } finally {
            onLoop = false;
        }
    }
}
