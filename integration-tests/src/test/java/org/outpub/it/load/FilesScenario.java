package org.outpub.it.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.outpub.it.load.Settings.Setting;

/** How long very many publications from files take from the start of the process, and what memory they need afterwards. */
final class FilesScenario implements Scenario {
    private static final int IDLE_SECONDS = 5;

    /** One start. */
    private record Start(double first, double all, long repeated, long residentBytes, long heapBytes) {}

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        Distribution distribution = Distribution.unpack(settings, folder);
        Table.head(
                "publications from files",
                "process start → first request, s",
                "→ all accepted, s",
                "repeats",
                "RSS idle, MB",
                "heap of each, beyond the body");
        long empty = start(1, "empty", server, distribution, folder).heapBytes;
        for (int publications : settings.numbers(Setting.FILES)) {
            Start[] starts = new Start[settings.number(Setting.RUNS)];
            for (int run = 0; run < starts.length; run++) {
                starts[run] = start(publications, publications + "-" + run, server, distribution, folder);
            }
            row(publications, empty, starts);
        }
    }

    private static Start start(
            int publications, String name, AcceptorProcess server, Distribution distribution, Path folder)
            throws Exception {
        Path configuration = folder.resolve("conf-" + publications);
        if (!configuration.toFile().exists()) {
            SampleFiles.write(configuration, publications, server.ports());
        }
        server.forget();
        try (Daemon daemon = distribution.run(configuration, folder.resolve("state-" + name))) {
            Map<Count, Long> counts = daemon.awaitAccepted(server, publications);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            return new Start(
                    daemon.secondsUntil(counts.get(Count.FIRST_NANOS)),
                    daemon.secondsUntil(counts.get(Count.LAST_INITIAL_NANOS)),
                    server.report().get(Count.REPEATED),
                    daemon.residentBytes(),
                    daemon.heapBytes());
        }
    }

    private static void row(int publications, long empty, Start... starts) {
        double heap = median(starts, Start::heapBytes) - empty;
        Table.row(
                publications,
                median(starts, Start::first),
                median(starts, Start::all),
                (long) median(starts, Start::repeated),
                median(starts, Start::residentBytes) / 1e6,
                heap / publications - SampleState.TEXTS.get(0).length());
    }

    private static double median(Start[] starts, ToDoubleFunction<Start> what) {
        return Costs.median(Arrays.stream(starts).mapToDouble(what).toArray());
    }
}
