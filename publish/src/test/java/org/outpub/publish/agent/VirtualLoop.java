package org.outpub.publish.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.outpub.publish.wire.Loop;

/** A loop on the test's own thread, whose clock stands still until told. It starts just before the clock wraps. */
final class VirtualLoop implements Loop {
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Waking> wakings = new ArrayList<>();
    private long now = START;

    private record Waking(long at, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(long atNanos, Runnable task) {
        wakings.add(new Waking(atNanos, task));
    }

    @Override
    public long nanos() {
        return now;
    }

    /** How much time has passed since the beginning. */
    Duration passed() {
        return Duration.ofNanos(now - START);
    }

    int wakings() {
        return wakings.size();
    }

    /** Runs what was handed in, and what that hands in. */
    void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass in which nothing runs: what fell due is late. */
    void standStill(Duration by) {
        now += by.toNanos();
    }

    /** Lets time pass, running what falls due, in order. */
    void advance(Duration by) {
        settle();
        long end = now + by.toNanos();
        for (Optional<Waking> next = dueBy(end); next.isPresent(); next = dueBy(end)) {
            wakings.remove(next.get());
            now = next.get().at - now > 0 ? next.get().at : now;
            next.get().task.run();
            settle();
        }
        now = end;
    }

    private Optional<Waking> dueBy(long end) {
        return wakings.stream()
                .filter(waking -> waking.at - end <= 0)
                .min(Comparator.comparingLong(waking -> waking.at - end));
    }
}
