package org.outpub.sorcery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;

@Timeout(60)
class StoreUnderThreadsTest {
    private final FakeSource source = new FakeSource("fake");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SorceryStore store =
            SorceryStore.builder().wizards(source).executor(threads).build();

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void thoseWhoAskDuringAReloadShareOneThatBeginsAfterIt() throws Exception {
        store.register(Lamp.TYPE, Mapping.of("fake"));
        CountDownLatch go = new CountDownLatch(1);
        source.reads(context -> {
            pass(go);
            return FakeSource.objects("a color=red");
        });
        Future<ReloadReport> running = threads.submit(store::reload);
        await().until(() -> source.reads.get() == 1);
        List<Thread> asking = IntStream.range(0, 10)
                .mapToObj(i -> new Thread(store::reload, "asking-" + i))
                .toList();
        asking.forEach(Thread::start);
        await().until(() -> asking.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        source.reads(context -> FakeSource.objects("a color=blue"));
        go.countDown();
        for (Thread thread : asking) {
            thread.join();
        }
        assertEquals("lamp: 1 created", running.get().toString());
        assertEquals(2, source.reads.get());
        assertEquals("blue", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
    }

    @Test
    void retrievalDoesNotWaitForAReload() throws Exception {
        store.register(Lamp.TYPE, Mapping.of("fake"));
        source.holds("a color=red");
        store.reload();
        CountDownLatch go = new CountDownLatch(1);
        source.reads(context -> {
            pass(go);
            return FakeSource.objects("a color=blue");
        });
        Future<ReloadReport> running = threads.submit(store::reload);
        await().until(() -> source.reads.get() == 2);
        assertEquals("red", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
        assertEquals(1, store.retrieveAll(Lamp.TYPE).size());
        go.countDown();
        running.get();
    }

    @Test
    void aReaderSeesAllOfAReloadOrNothing() throws Exception {
        store.register(Lamp.TYPE, Mapping.of("fake"));
        source.reads(context -> generation(source.reads.get()));
        store.reload();
        Future<?> reloading = threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
                store.reload();
            }
        });
        Set<Integer> sizes = new HashSet<>();
        while (!reloading.isDone()) {
            Set<String> colors =
                    store.retrieveAll(Lamp.TYPE).stream().map(Lamp::color).collect(Collectors.toSet());
            sizes.add(colors.size());
        }
        reloading.get();
        assertEquals(Set.of(1), sizes);
    }

    private static FakeSource.Contents generation(int number) {
        return FakeSource.objects(IntStream.range(0, 50)
                .mapToObj(i -> "lamp" + i + " color=" + number)
                .toArray(String[]::new));
    }

    @Test
    void whoeverAddsUpWhatAnObserverHearsHasTheStore() throws Exception {
        long seed = 20260101;
        store.register(Lamp.TYPE, Mapping.of("memory"), Mapping.of("fake"));
        source.reads(context -> generationOf(new Random(seed + source.reads.get())));
        List<Future<?>> changing = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            Random random = new Random(seed - thread);
            changing.add(threads.submit(() -> change(random)));
        }
        List<Tally> tallies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Tally tally = new Tally();
            tallies.add(tally);
            store.observe(Lamp.TYPE, tally::add);
        }
        for (Future<?> change : changing) {
            change.get();
        }
        Map<String, Lamp> expected =
                store.retrieveAll(Lamp.TYPE).stream().collect(Collectors.toMap(Lamp::id, lamp -> lamp));
        for (Tally tally : tallies) {
            await("seed " + seed).untilAsserted(() -> assertEquals(expected, tally.snapshot(), "seed " + seed));
            assertEquals(List.of(), List.copyOf(tally.gaps), "seed " + seed);
        }
    }

    private void change(Random random) {
        for (int i = 0; i < 300; i++) {
            Lamp lamp = new Lamp("lamp" + random.nextInt(6), "c" + random.nextInt(3), 5);
            switch (random.nextInt(4)) {
                case 0 -> store.reload();
                case 1 -> store.create(Lamp.TYPE, lamp);
                case 2 -> store.update(Lamp.TYPE, lamp);
                default -> store.delete(Lamp.TYPE, lamp.id());
            }
        }
    }

    private static FakeSource.Contents generationOf(Random random) {
        return FakeSource.objects(IntStream.range(0, 6)
                .filter(i -> random.nextBoolean())
                .mapToObj(i -> "lamp" + i + " color=c" + random.nextInt(3))
                .toArray(String[]::new));
    }

    /** Adds up changes; notes each one that does not follow from what came before. */
    private static final class Tally {
        private final Map<String, Lamp> lamps = new HashMap<>();
        private final Queue<String> gaps = new ConcurrentLinkedQueue<>();

        synchronized void add(ObjectChanges<Lamp> changes) {
            changes.created().forEach(lamp -> expect(lamps.put(lamp.id(), lamp) == null, "created twice: " + lamp));
            changes.updated()
                    .forEach(update -> expect(
                            update.before().equals(lamps.put(update.after().id(), update.after())),
                            "not from there: " + update));
            changes.deleted().forEach(lamp -> expect(lamps.remove(lamp.id(), lamp), "was not there: " + lamp));
        }

        private void expect(boolean follows, String otherwise) {
            if (!follows) {
                gaps.add(otherwise);
            }
        }

        synchronized Map<String, Lamp> snapshot() {
            return Map.copyOf(lamps);
        }
    }
}
