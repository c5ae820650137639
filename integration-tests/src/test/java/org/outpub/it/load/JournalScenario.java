package org.outpub.it.load;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.it.load.Settings.Setting;
import org.outpub.publish.agent.StoreJournal;
import org.outpub.publish.config.KeptPublication;
import org.outpub.sorcery.SorceryStore;

/** How long entity-tags take to the disk, synced, at a steady rate: what a {@code kill -9} may lose. */
final class JournalScenario implements Scenario {
    private static final int WARM_UP_SECONDS = 5;
    private static final int PUBLICATIONS = 10_000;
    private static final long FAR = 1L << 40;

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int rate = settings.number(Setting.KEPT);
        int seconds = settings.number(Setting.SECONDS);
        Histogram times = new Histogram(3);
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        try (SorceryStore store = SorceryStore.builder().build()) {
            store.register(
                    KeptPublication.TYPE,
                    Mapping.of("journal", folder.resolve("state").toString()));
            StoreJournal journal = new StoreJournal(timing(store, times), writer, new HashMap<>());
            steadily(journal, rate, WARM_UP_SECONDS);
            journal.written().get();
            times.reset();
            steadily(journal, rate, seconds);
            journal.written().get();
        } finally {
            writer.shutdown();
            writer.awaitTermination(WARM_UP_SECONDS, TimeUnit.SECONDS);
        }
        Table.head("entity-tag → on the disk, " + rate + "/s", "p50 ms", "p99 ms", "worst, ms", "tags");
        Table.row(
                "journal",
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                times.getMaxValue() / 1e6,
                times.getTotalCount());
    }

    /** The store, and of each group of entity-tags, which are the times at which they came, how old they are then. */
    private static Sorcery timing(Sorcery store, Histogram times) {
        return (Sorcery) Proxy.newProxyInstance(
                Sorcery.class.getClassLoader(), new Class<?>[] {Sorcery.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(store, arguments);
                        if (method.getName().equals("putAll")) {
                            record((Collection<?>) arguments[1], times);
                        }
                        return result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static void record(Collection<?> group, Histogram times) {
        long now = System.nanoTime();
        for (Object kept : group) {
            times.recordValue(now - Long.parseLong(((KeptPublication) kept).entityTag()));
        }
    }

    private static void steadily(StoreJournal journal, int rate, int seconds) {
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        long begun = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            long early;
            while ((early = begun + i * step - System.nanoTime()) > 0) {
                LockSupport.parkNanos(early);
            }
            journal.keep(kept(i));
        }
    }

    private static KeptPublication kept(int number) {
        String name = "desk-" + number % PUBLICATIONS;
        String uri = "sip:" + name + "@sip.example.com";
        KeptPublication.Subject subject =
                new KeptPublication.Subject(name, "", uri + " presence " + uri + " " + uri, "", "socket", List.of());
        return new KeptPublication(subject.id(), subject, Long.toString(System.nanoTime()), FAR, 3600, number + 1);
    }
}
