package org.outpub.it.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.sorcery.SorceryStore;

/**
 * How long a retrieval by id takes, for eight threads that do nothing else: first while nothing happens, then while the
 * whole store is reloaded again and again with all of it changed. A third row measures calls that do nothing at all, so
 * that one sees what the machine adds where threads outnumber processors.
 */
final class RetrievalBenchmark {
    private static final int THREADS = 8;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long QUIET_NANOS = 3_000_000_000L;
    private final String[] ids;
    private final int reloads;

    /** Something that is done while the threads retrieve. */
    interface Reload {
        void run(SorceryStore store) throws Exception;
    }

    RetrievalBenchmark(int sections, int reloads) {
        this.reloads = reloads;
        this.ids = new String[sections];
        for (int i = 0; i < sections; i++) {
            ids[i] = String.format("pub-%06d", i);
        }
    }

    void run(Supplier<SorceryStore> loaded, Reload reload) throws Exception {
        try (SorceryStore store = loaded.get()) {
            IntPredicate retrieve =
                    i -> store.retrieve(OutboundPublish.TYPE, ids[i]).isPresent();
            measure(retrieve, RetrievalBenchmark::wait3Seconds); // warm-up
            StoreBenchmark.print(
                    "%n%-28s %9s %9s %9s %9s %12s", "8 threads, in µs", "p50", "p99", "p99.9", "max", "calls");
            row("retrieve, at rest", measure(retrieve, RetrievalBenchmark::wait3Seconds));
            row("retrieve, during reloads", measure(retrieve, () -> {
                for (int i = 0; i < reloads; i++) {
                    reload.run(store);
                }
            }));
            row("no call, during reloads", measure(i -> true, () -> {
                for (int i = 0; i < reloads; i++) {
                    reload.run(store);
                }
            }));
        }
    }

    private static void wait3Seconds() throws InterruptedException {
        Thread.sleep(QUIET_NANOS / 1_000_000);
    }

    private static void row(String name, Histogram all) {
        StoreBenchmark.print(
                "%-28s %9.2f %9.2f %9.2f %9.0f %12d",
                name,
                micros(all, 50),
                micros(all, 99),
                micros(all, 99.9),
                all.getMaxValue() / 1e3,
                all.getTotalCount());
    }

    private static double micros(Histogram all, double percentile) {
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    private volatile boolean running;

    private Histogram measure(IntPredicate call, Timing.Work meanwhile) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        running = true;
        CountDownLatch begun = new CountDownLatch(THREADS);
        List<Future<Histogram>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            results.add(executor.submit(() -> calls(call, random, begun)));
        }
        begun.await();
        meanwhile.run();
        running = false;
        Histogram all = new Histogram(SIGNIFICANT_DIGITS);
        for (Future<Histogram> result : results) {
            all.add(result.get());
        }
        executor.shutdown();
        return all;
    }

    private Histogram calls(IntPredicate call, SplittableRandom random, CountDownLatch begun) {
        Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
        begun.countDown();
        while (running) {
            int next = random.nextInt(ids.length);
            long began = System.nanoTime();
            boolean found = call.test(next);
            latencies.recordValue(System.nanoTime() - began);
            if (!found) {
                throw new IllegalStateException(ids[next] + " is not there");
            }
        }
        return latencies;
    }
}
