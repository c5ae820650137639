package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ChangeQueueTest {
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    @Test
    void aKeyBroughtWhileAnotherIsPublishedComesNext() {
        List<String> published = new ArrayList<>();
        List<ChangeQueue<String>> self = new ArrayList<>();
        ChangeQueue<String> queue = new ChangeQueue<>("test", new LongAdder(), key -> {
            if (key.equals("a")) {
                self.get(0).addAll(List.of("b", "c"));
            }
            published.add(key);
            return DONE;
        });
        self.add(queue);
        queue.add("a");
        assertEquals(List.of("a", "b", "c"), published);
    }

    @Test
    void aKeyThatFailsStopsNeitherTheOthersNorWhoBroughtIt() {
        List<String> published = new ArrayList<>();
        ChangeQueue<String> queue = new ChangeQueue<>("test", new LongAdder(), key -> {
            if (key.equals("bad")) {
                throw new IllegalStateException("on purpose");
            }
            published.add(key);
            return DONE;
        });
        queue.addAll(List.of("bad", "good"));
        queue.add("better");
        assertEquals(List.of("good", "better"), published);
    }

    @Test
    void whatWaitsIsCountedOnceForEachKeyAndNoMoreAfterTheEnd() {
        LongAdder waiting = new LongAdder();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        ChangeQueue<String> queue = new ChangeQueue<>("test", waiting, key -> answer);
        queue.addAll(List.of("a", "b", "c"));
        queue.add("c");
        assertEquals(2, waiting.sum());
        answer.complete(null);
        assertEquals(0, waiting.sum());
        ChangeQueue<String> other = new ChangeQueue<>("test", waiting, key -> new CompletableFuture<>());
        other.addAll(List.of("a", "b", "c"));
        assertEquals(2, waiting.sum());
        other.stop();
        assertEquals(0, waiting.sum());
    }

    @Test
    void aPublisherMayEndTheQueueItself() {
        List<String> published = new ArrayList<>();
        List<ChangeQueue<String>> self = new ArrayList<>();
        ChangeQueue<String> queue = new ChangeQueue<>("test", new LongAdder(), key -> {
            published.add(key);
            self.get(0).stop();
            return DONE;
        });
        self.add(queue);
        queue.addAll(List.of("a", "b"));
        assertEquals(List.of("a"), published);
    }

    @Test
    void theEndWaitsForTheCallThatIsUnderWay() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        AtomicBoolean leftBeforeTheEnd = new AtomicBoolean();
        ChangeQueue<String> queue = new ChangeQueue<>("test", new LongAdder(), key -> {
            entered.countDown();
            assertTrue(awaited(leave));
            left.set(true);
            return DONE;
        });
        Thread publishing = new Thread(() -> queue.add("a"));
        publishing.start();
        assertTrue(awaited(entered));
        Thread ending = new Thread(() -> {
            queue.stop();
            leftBeforeTheEnd.set(left.get());
        });
        ending.start();
        Awaitility.await().until(() -> ending.getState() == Thread.State.WAITING);
        assertFalse(left.get());
        leave.countDown();
        ending.join(TimeUnit.SECONDS.toMillis(30));
        publishing.join(TimeUnit.SECONDS.toMillis(30));
        assertTrue(leftBeforeTheEnd.get());
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void manyThreadsPublishOneAtATimeAndTheLastStateOfEachKeyGoesOut() throws Exception {
        int keys = 10;
        int changes = 20_000;
        Map<Integer, Integer> states = new ConcurrentHashMap<>();
        Map<Integer, Integer> published = new ConcurrentHashMap<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        ChangeQueue<Integer> queue = new ChangeQueue<>("test", new LongAdder(), key -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            published.put(key, states.get(key));
            atOnce.decrementAndGet();
            // some answers come later, by another thread
            return key % 3 == 0 ? CompletableFuture.runAsync(() -> {}) : DONE;
        });
        List<Thread> feeders = new ArrayList<>();
        for (int feeder = 0; feeder < 4; feeder++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < changes; i++) {
                    states.merge(i % keys, 1, Integer::sum);
                    queue.add(i % keys);
                }
            });
            feeders.add(thread);
            thread.start();
        }
        for (Thread feeder : feeders) {
            feeder.join(TimeUnit.SECONDS.toMillis(60));
        }
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> published.equals(states));
        assertEquals(1, mostAtOnce.get());
        assertEquals(4 * changes / keys, states.get(0));
    }
}
