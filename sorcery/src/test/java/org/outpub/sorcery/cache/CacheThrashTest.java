package org.outpub.sorcery.cache;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.sorcery.Lamp;

/**
 * Many threads at one cache, with time that they move on themselves. At the end, when all are quiet, nothing older than
 * what is behind may be served.
 */
@Timeout(60)
class CacheThrashTest {
    private static final int READERS = 25;
    private static final int STEPS = 400;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final AtomicLong time = new AtomicLong();
    private final FakeBacking behind = new FakeBacking();
    private final ExecutorService background = Executors.newFixedThreadPool(2);
    private final ExecutorService threads = Executors.newFixedThreadPool(2 * READERS);

    private OperableCache<Lamp> open(String arguments, int objects) {
        for (int i = 0; i < objects; i++) {
            behind.has("lamp" + i);
        }
        return CacheTester.open(arguments, new WizardContext(Path.of(""), background, time::get));
    }

    private static List<IntConsumer> times(int count, IntConsumer work) {
        return Collections.nCopies(count, work);
    }

    /** Each gets a seed of its own. */
    private void run(List<IntConsumer> workers) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int seed = i;
            running.add(threads.submit(() -> workers.get(seed).accept(seed)));
        }
        for (Future<?> done : running) {
            done.get();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        threads.shutdown();
        background.shutdown();
        assertTrue(background.awaitTermination(30, TimeUnit.SECONDS));
    }

    private IntConsumer reader(OperableCache<Lamp> cache, int objects) {
        return seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int step = 0; step < STEPS; step++) {
                String id = "lamp" + random.nextInt(objects);
                cache.retrieve(id, behind).ifPresent(lamp -> assertEquals(id, lamp.id()));
                if (random.nextInt(20) == 0) {
                    cache.retrieveAll(behind);
                }
                time.addAndGet(random.nextLong(STEP_NANOS));
            }
        };
    }

    /** As the store does it: one write at a time, and the cache hears of it before the next. */
    private IntConsumer updater(OperableCache<Lamp> cache, int objects) {
        return seed -> {
            SplittableRandom random = new SplittableRandom(-seed);
            for (int step = 0; step < STEPS; step++) {
                String id = "lamp" + random.nextInt(objects);
                synchronized (behind) {
                    if (random.nextInt(4) == 0) {
                        behind.lamps.remove(id);
                        cache.deleted(id);
                    } else {
                        cache.stored(behind.put(id, seed + "/" + step));
                    }
                }
                if (random.nextInt(50) == 0) {
                    cache.expire();
                }
            }
        };
    }

    private void assertServesWhatIsBehind(OperableCache<Lamp> cache, int objects) {
        for (int i = 0; i < objects; i++) {
            String id = "lamp" + i;
            assertEquals(Optional.ofNullable(behind.lamps.get(id)), cache.retrieve(id, behind));
        }
        assertEquals(CacheTester.ids(behind.lamps.values()), CacheTester.ids(cache.retrieveAll(behind)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10   | object_lifetime_stale=1",
                "10   | object_lifetime_maximum=1",
                "100  | maximum_objects=10",
                "100  | maximum_objects=10,object_lifetime_maximum=2,object_lifetime_stale=1",
                "5000 | object_lifetime_maximum=2,object_lifetime_stale=1",
                "5000 | name=unlimited",
                "100  | full_backend_cache=yes,object_lifetime_maximum=2,object_lifetime_stale=1",
                "100  | full_backend_cache=yes,maximum_objects=99"
            })
    void manyReadersAreServed(int objects, String arguments) throws Exception {
        OperableCache<Lamp> cache = open(arguments, objects);
        run(times(READERS, reader(cache, objects)));
        assertServesWhatIsBehind(cache, objects);
        int maximum = CacheArguments.parse(arguments, "lamp").maximumObjects();
        assertTrue(maximum == 0 || cache.statistics().size() <= maximum);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10  | name=unlimited",
                "10  | object_lifetime_maximum=2,object_lifetime_stale=1",
                "100 | maximum_objects=10,object_lifetime_stale=1",
                "10  | full_backend_cache=yes",
                "10  | full_backend_cache=yes,object_lifetime_maximum=2,object_lifetime_stale=1",
                "10  | full_backend_cache=yes,maximum_objects=5"
            })
    void manyReadersAndUpdatersLeaveNothingOldBehind(int objects, String arguments) throws Exception {
        OperableCache<Lamp> cache = open(arguments, objects);
        List<IntConsumer> workers = new ArrayList<>(times(READERS, reader(cache, objects)));
        workers.addAll(times(READERS, updater(cache, objects)));
        run(workers);
        assertServesWhatIsBehind(cache, objects);
    }

    @ParameterizedTest
    @CsvSource({"''", "full_backend_cache=yes"})
    void manyWhoMissTheSamePutOneQuestion(String arguments) throws Exception {
        OperableCache<Lamp> cache = open(arguments, 1);
        CountDownLatch answer = new CountDownLatch(1);
        behind.whileAsked = () -> assertTrue(Uninterruptibles.awaitUninterruptibly(answer, 30, TimeUnit.SECONDS));
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Thread reader = new Thread(() -> cache.retrieve("lamp0", behind));
            reader.start();
            readers.add(reader);
        }
        // the one that asks waits for a time, the others for it
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> readers.stream()
                                .filter(reader -> reader.getState() == Thread.State.WAITING)
                                .count()
                        == READERS - 1);
        answer.countDown();
        for (Thread reader : readers) {
            reader.join();
        }
        assertEquals(1, behind.asked.get() + behind.askedForAll.get());
    }

    @Test
    void nobodyWaitsForABackingThatIsAskedForAnotherObject() throws Exception {
        OperableCache<Lamp> cache = open("", 2);
        cache.retrieve("lamp1", behind);
        CountDownLatch served = new CountDownLatch(1);
        behind.whileAsked = () -> assertTrue(Uninterruptibles.awaitUninterruptibly(served, 30, TimeUnit.SECONDS));
        run(List.of(seed -> cache.retrieve("lamp0", behind), seed -> {
            cache.retrieve("lamp1", behind);
            cache.stored(new Lamp("lamp2", "red", 1));
            cache.deleted("lamp0");
            served.countDown();
        }));
    }
}
