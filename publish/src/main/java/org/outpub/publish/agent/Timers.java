package org.outpub.publish.agent;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * All timers of an agent, as a heap whose elements know their places, so that arming and disarming allocate nothing. The
 * loop is asked to wake us once, for the earliest. Where it wakes us late, what was due waits a little longer, a few
 * times at most, so that answers which came while the process stood still are read before requests are repeated. Confined to the loop.
 */
final class Timers {
    private static final int SMALLEST = 64;
    /** Woken so late, the process stood still, perhaps for longer: a collection of garbage, a suspension, a busy machine. */
    private static final long STOOD_STILL_NANOS = 5_000_000;
    /** Twice as long as it is late, but no longer than this, the loop reads what came before anything is unanswered. */
    private static final long CATCH_UP_NANOS = 100_000_000;
    /** Where it is always late, it is not for answers that came meanwhile. */
    private static final int MOST_IN_A_ROW = 3;

    private final Loop loop;
    private final Consumer<Throwable> broken;
    private Timer[] heap = new Timer[SMALLEST];
    private int size;
    /** When the loop will wake us, the earliest on top; each was planned when it was earlier than all others. */
    private final Deque<Long> wakings = new ArrayDeque<>();
    /** Nothing fires before; meaningful while catching up. */
    private long caughtUp;

    private boolean catchingUp;
    private int inARow;

    /**
     * None yet.
     *
     * @param loop wakes us
     * @param broken takes what a timer throws
     */
    Timers(Loop loop, Consumer<Throwable> broken) {
        this.loop = loop;
        this.broken = broken;
    }

    /** Arms a timer, or moves one that is armed. */
    void arm(Timer timer, long at) {
        if (timer.place >= 0) {
            remove(timer);
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        timer.at = at;
        put(timer, size++);
        up(timer);
        wake();
    }

    void disarm(Timer timer) {
        if (timer.place >= 0) {
            remove(timer);
        }
    }

    private void wake() {
        Long planned = wakings.peek();
        if (size == 0) {
            return;
        }
        long next = catchingUp && heap[0].at - caughtUp < 0 ? caughtUp : heap[0].at;
        if (planned == null || next - planned < 0) {
            wakings.push(next);
            loop.schedule(next, this::fire);
        }
    }

    private void fire() {
        long planned = wakings.pop();
        long now = loop.nanos();
        if (!catchingUp || caughtUp - now <= 0) {
            catchingUp = now - planned > STOOD_STILL_NANOS && inARow < MOST_IN_A_ROW;
            inARow = catchingUp ? inARow + 1 : 0;
            caughtUp = now + Math.min(2 * (now - planned), CATCH_UP_NANOS);
        }
        if (!catchingUp) {
            fireDue(now);
        }
        wake();
    }

    private void fireDue(long now) {
        while (size > 0 && heap[0].at - now <= 0) {
            Timer due = heap[0];
            remove(due);
            try {
                due.fire();
            } catch (Throwable thrown) {
                broken.accept(thrown);
            }
        }
    }

    private void remove(Timer timer) {
        int place = timer.place;
        Timer last = heap[--size];
        heap[size] = null;
        timer.place = -1;
        if (last != timer) {
            put(last, place);
            up(last);
            down(last);
        }
        if (size > SMALLEST && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }

    private void up(Timer timer) {
        while (timer.place > 0) {
            Timer parent = heap[(timer.place - 1) / 2];
            if (timer.at - parent.at >= 0) {
                return;
            }
            swap(timer, parent);
        }
    }

    private void down(Timer timer) {
        while (2 * timer.place + 1 < size) {
            int left = 2 * timer.place + 1;
            boolean rightIsFirst = left + 1 < size && heap[left + 1].at - heap[left].at < 0;
            Timer child = heap[rightIsFirst ? left + 1 : left];
            if (child.at - timer.at >= 0) {
                return;
            }
            swap(child, timer);
        }
    }

    private void swap(Timer one, Timer other) {
        int place = one.place;
        put(one, other.place);
        put(other, place);
    }
}
