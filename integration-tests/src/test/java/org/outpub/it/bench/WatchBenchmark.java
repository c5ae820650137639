package org.outpub.it.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.outpub.api.sorcery.Mapping;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.file.FileWatcher;

/** What it costs to watch very many files, and how soon an edit of one is live. Arguments: files, idle seconds, runs. */
final class WatchBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WatchBenchmark() {}

    /**
     * Runs it.
     *
     * @param args as above; 10000, 30 and 15 without
     */
    public static void main(String... args) throws Exception {
        int files = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int idleSeconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        Path folder = Files.createTempDirectory("outpub-watch");
        Path each = Files.createDirectory(folder.resolve("publications"));
        Files.writeString(folder.resolve("pjsip.conf"), "#include publications/*.conf\n");
        for (int i = 0; i < files - 1; i++) {
            write(each, i, 600);
        }
        BlockingQueue<Long> live = new LinkedBlockingQueue<>();
        try (SorceryStore store = SorceryStore.builder().folder(folder).build()) {
            store.register(OutboundPublish.TYPE, Mapping.of("config", "pjsip.conf,criteria=type=outbound-publish"));
            store.reload();
            Thread.sleep(2_500); // what changed just now is compared byte by byte
            store.reload();
            Timing unchanged = Timing.of(runs, runs, () -> {}, () -> {}, store::reload);
            store.observe(OutboundPublish.TYPE, changes -> live.add(System.nanoTime()));
            try (FileWatcher watcher =
                    FileWatcher.start(store::watched, () -> !store.reload().hasErrors())) {
                live.clear();
                long[] seen = new long[runs];
                for (int i = -5; i < runs; i++) {
                    Thread.sleep(1_000);
                    live.clear();
                    long began = System.nanoTime();
                    write(each, (i + 5) * 7 % (files - 1), 1_000 + i);
                    Long at = live.poll(30, TimeUnit.SECONDS);
                    if (i >= 0) {
                        seen[i] = at == null ? Long.MAX_VALUE : at - began;
                    }
                }
                Arrays.sort(seen);
                Thread.sleep(Duration.ofSeconds(3).toMillis());
                long before = watcherCpu();
                Thread.sleep(Duration.ofSeconds(idleSeconds).toMillis());
                double idle = (watcherCpu() - before) / 1e7 / idleSeconds;
                System.out.printf(
                        "%d files: %.2f %% of a core idle; an edit is live after %.0f ms (best %.0f); an unchanged reload"
                                + " takes %.1f ms (best %.1f, processor %.1f)%n",
                        files,
                        idle,
                        seen[runs / 2] / 1e6,
                        seen[0] / 1e6,
                        unchanged.medianWallMillis(),
                        unchanged.bestWallMillis(),
                        unchanged.medianCpuMillis());
            }
        }
    }

    private static void write(Path folder, int number, int expiration) throws Exception {
        Files.writeString(
                folder.resolve("p" + number + ".conf"),
                "[p" + number + "]\ntype=outbound-publish\nserver_uri=sip:p" + number
                        + "@example.org\nevent=presence\nexpiration=" + expiration + "\n");
    }

    private static long watcherCpu() {
        return Arrays.stream(THREADS.getAllThreadIds())
                .filter(id -> isWatcher(THREADS.getThreadInfo(id)))
                .map(THREADS::getThreadCpuTime)
                .sum();
    }

    private static boolean isWatcher(ThreadInfo thread) {
        return thread != null && thread.getThreadName().equals("outpub-watch");
    }
}
