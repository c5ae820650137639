package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers against a list that is sorted, on a clock that wraps. */
class TimersTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final List<Throwable> broken = new ArrayList<>();
    private final Timers timers = new Timers(loop, broken::add);
    private final List<Bell> rung = new ArrayList<>();

    private final class Bell extends Timer {
        private final int number;
        private Runnable then = () -> {};

        Bell(int number) {
            this.number = number;
        }

        @Override
        void fire() {
            assertTrue(place < 0, "armed while it fires");
            assertTrue(at - loop.nanos() <= 0, "too early");
            rung.add(this);
            then.run();
        }

        @Override
        public String toString() {
            return number + " at " + at;
        }
    }

    private void arm(Bell bell, long inMillis) {
        timers.arm(bell, loop.nanos() + inMillis * 1_000_000);
    }

    private List<Integer> numbers() {
        return rung.stream().map(bell -> bell.number).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261126})
    void whatIsArmedRingsOnceAtItsTimeAndInOrder(long seed) {
        Random random = new Random(seed);
        List<Bell> bells = IntStream.range(0, 500).mapToObj(Bell::new).toList();
        List<Bell> armed = new ArrayList<>();
        for (int step = 0; step < 4000; step++) {
            Bell bell = bells.get(random.nextInt(bells.size()));
            int what = random.nextInt(10);
            if (what < 6) {
                arm(bell, random.nextInt(3000));
                armed.remove(bell);
                armed.add(bell);
            } else if (what < 8) {
                timers.disarm(bell);
                armed.remove(bell);
            } else {
                rung.clear();
                loop.advance(Duration.ofMillis(random.nextInt(20)));
                long now = loop.nanos();
                armed.sort(Comparator.comparingLong(one -> one.at - now));
                List<Bell> due = armed.stream().filter(one -> one.at - now <= 0).toList();
                assertEquals(due.size(), rung.size(), () -> "seed " + seed);
                assertEquals(
                        due.stream().map(one -> one.at).toList(),
                        rung.stream().map(one -> one.at).toList());
                assertTrue(rung.containsAll(due));
                armed.removeAll(due);
            }
        }
        rung.clear();
        loop.advance(Duration.ofSeconds(4));
        assertEquals(armed.size(), rung.size());
        assertEquals(0, loop.wakings());
    }

    @Test
    void theClockMayWrap() {
        arm(new Bell(1), 1_000);
        arm(new Bell(2), 5_000);
        arm(new Bell(0), 1);
        loop.advance(Duration.ofSeconds(10));
        assertTrue(loop.nanos() < 0);
        assertEquals(List.of(0, 1, 2), numbers());
    }

    @Test
    void aTimerThatIsMovedRingsAtItsNewTimeOnly() {
        Bell bell = new Bell(1);
        arm(bell, 10);
        arm(bell, 1000);
        loop.advance(Duration.ofMillis(999));
        assertEquals(List.of(), numbers());
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of(1), numbers());
        loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of(1), numbers());
    }

    @Test
    void aTimerMayArmItselfAndDisarmAnotherThatIsDueToo() {
        Bell first = new Bell(1);
        Bell second = new Bell(2);
        first.then = () -> {
            timers.disarm(second);
            if (rung.size() < 3) {
                arm(first, 100);
            }
        };
        arm(first, 100);
        arm(second, 101);
        second.then = () -> {
            throw new AssertionError("it was disarmed");
        };
        loop.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1, 1, 1), numbers());
        assertEquals(List.of(), broken);
    }

    @Test
    void oneThatThrowsKeepsNoOtherFromRinging() {
        Bell first = new Bell(1);
        Bell second = new Bell(2);
        StackOverflowError thrown = new StackOverflowError();
        first.then = () -> {
            throw thrown;
        };
        arm(first, 100);
        arm(second, 100);
        arm(new Bell(3), 200);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1, 2, 3), numbers().stream().sorted().toList());
        assertEquals(List.of(thrown), broken);
    }

    @Test
    void afterAPauseOfTheProcessWhatCameMeanwhileIsReadBeforeAnythingRings() {
        Bell unanswered = new Bell(1);
        Bell answered = new Bell(2);
        arm(unanswered, 500);
        arm(answered, 510);
        loop.standStill(Duration.ofMillis(600));
        loop.schedule(loop.nanos() + 10_000_000, () -> timers.disarm(answered));
        loop.advance(Duration.ofMillis(99));
        assertEquals(List.of(), numbers());
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of(1), numbers());
        assertEquals(0, loop.wakings());
    }

    @Test
    void aTimerThatIsHardlyLateWaitsHardlyLonger() {
        arm(new Bell(1), 500);
        loop.standStill(Duration.ofMillis(504));
        loop.advance(Duration.ZERO);
        assertEquals(List.of(1), numbers());
        arm(new Bell(2), 500);
        loop.standStill(Duration.ofMillis(510));
        loop.advance(Duration.ofMillis(19));
        assertEquals(List.of(1), numbers());
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of(1, 2), numbers());
    }

    @Test
    void aPauseWhileItCatchesUpIsCaughtUpTooButNotForEver() {
        arm(new Bell(1), 500);
        for (int pause = 0; pause < 3; pause++) {
            loop.standStill(Duration.ofMillis(600));
            loop.advance(Duration.ZERO);
            assertEquals(List.of(), numbers());
        }
        loop.standStill(Duration.ofMillis(600));
        loop.advance(Duration.ZERO);
        assertEquals(List.of(1), numbers());
    }

    @Test
    void whatIsDueWhileItCatchesUpRingsAtTheEndOfThat() {
        arm(new Bell(1), 500);
        loop.standStill(Duration.ofMillis(600));
        loop.advance(Duration.ZERO);
        arm(new Bell(2), 5);
        arm(new Bell(3), 110);
        loop.advance(Duration.ofMillis(100));
        assertEquals(List.of(1, 2), numbers());
        loop.advance(Duration.ofMillis(10));
        assertEquals(List.of(1, 2, 3), numbers());
    }

    @Test
    void theLoopIsNotAskedForEveryTimer() {
        IntStream.range(0, 10_000).mapToObj(Bell::new).forEach(bell -> arm(bell, 10 + bell.number));
        assertEquals(1, loop.wakings());
        loop.advance(Duration.ofSeconds(20));
        assertEquals(10_000, rung.size());
        assertEquals(0, loop.wakings());
    }
}
