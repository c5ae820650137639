package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign code runs once and in order, whatever executor a host lends. */
class LaneTest {
    private static final Executor NOT_ASKED = task -> {
        throw new AssertionError("the fallback was asked");
    };

    private final List<Integer> ran = new ArrayList<>();

    private void give(Lane lane, int count) {
        IntStream.range(0, count).forEach(i -> lane.execute(() -> ran.add(i)));
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void anExecutorThatRunsInTheCallersThreadRunsEachAtOnce() {
        Lane lane = new Lane("tests", Runnable::run, NOT_ASKED);
        give(lane, 1000);
        assertEquals(upTo(1000), ran);
        assertEquals(0, lane.waiting());
    }

    @Test
    void aTaskMayHandInOthersWhichRunAfterIt() {
        Lane lane = new Lane("tests", Runnable::run, NOT_ASKED);
        lane.execute(() -> {
            lane.execute(() -> ran.add(1));
            ran.add(0);
        });
        assertEquals(upTo(2), ran);
    }

    @Test
    void anExecutorThatRunsLateGetsThemInBatches() {
        Deque<Runnable> later = new ArrayDeque<>();
        Lane lane = new Lane("tests", later::add, NOT_ASKED);
        give(lane, 1000);
        assertEquals(List.of(), ran);
        assertEquals(1, later.size());
        assertEquals(1000, lane.waiting());
        int turns = 0;
        for (Runnable batch = later.poll(); batch != null; batch = later.poll()) {
            batch.run();
            turns++;
        }
        assertEquals(upTo(1000), ran);
        assertTrue(turns > 2, "others have had no turn");
        assertEquals(0, lane.waiting());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheExecutorRefusesTheFallbackRunsThem(boolean withAnError) {
        Lane lane = new Lane(
                "tests",
                task -> {
                    if (withAnError) {
                        throw new StackOverflowError("refused");
                    }
                    throw new RejectedExecutionException("refused");
                },
                Runnable::run);
        give(lane, 600);
        assertEquals(upTo(600), ran);
        assertEquals(0, lane.waiting());
    }

    @Test
    void anExecutorThatRefusesOnceIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        List<Runnable> fallen = new ArrayList<>();
        Lane lane = new Lane(
                "tests",
                task -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                fallen::add);
        give(lane, 1);
        assertEquals(List.of(), ran);
        fallen.remove(0).run();
        give(lane, 2);
        assertEquals(List.of(0, 0, 1), ran);
        assertEquals(List.of(), fallen);
    }

    @Test
    void aTaskThatThrowsAnErrorKeepsNoOtherFromRunning() {
        Deque<Runnable> later = new ArrayDeque<>();
        Lane lane = new Lane("tests", later::add, NOT_ASKED);
        lane.execute(() -> {
            throw new StackOverflowError("of a test");
        });
        lane.execute(() -> {
            throw new IllegalStateException("of a test");
        });
        give(lane, 2);
        later.remove().run();
        assertEquals(upTo(2), ran);
        give(lane, 1);
        later.remove().run();
        assertEquals(List.of(0, 1, 0), ran);
    }

    @Test
    void ofManyThreadsEachTaskRunsOnceAndNoTwoAtOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Lane lane = new Lane("tests", pool, NOT_ASKED);
            int each = 5000;
            int[] last = {-1, -1, -1};
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger wrong = new AtomicInteger();
            List<Thread> callers = IntStream.range(0, last.length)
                    .mapToObj(caller -> new Thread(() -> IntStream.range(0, each)
                            .forEach(i -> lane.execute(() -> {
                                wrong.addAndGet(inside.incrementAndGet() == 1 && last[caller] == i - 1 ? 0 : 1);
                                last[caller] = i;
                                inside.decrementAndGet();
                            }))))
                    .toList();
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            CountDownLatch end = new CountDownLatch(1);
            lane.execute(end::countDown);
            assertTrue(end.await(20, TimeUnit.SECONDS));
            assertEquals(0, wrong.get());
            for (int reached : last) {
                assertEquals(each - 1, reached);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
