package org.outpub.publish.receiving;

import java.time.Duration;
import java.util.PriorityQueue;
import org.outpub.publish.wire.Loop;

/** A clock that stands still until told, just before it wraps, and what it wakes. */
final class VirtualTime implements Loop {
    private long now = Long.MAX_VALUE - 5;
    private final PriorityQueue<Waking> wakings =
            new PriorityQueue<>((one, other) -> Long.compare(one.at - other.at, 0));

    private record Waking(long at, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void schedule(long atNanos, Runnable task) {
        wakings.add(new Waking(atNanos, task));
    }

    @Override
    public long nanos() {
        return now;
    }

    void pass(Duration by) {
        long end = now + by.toNanos();
        while (!wakings.isEmpty() && wakings.peek().at - end <= 0) {
            Waking next = wakings.remove();
            now = next.at;
            next.task.run();
        }
        now = end;
    }
}
