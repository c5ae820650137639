package org.outpub.it.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.mapping.SorceryConf;

/**
 * Loads and reloads a large {@code pjsip.conf} and prints a table, which {@code docs/benchmarks.md} explains. Arguments:
 * sections, warm-up runs, measured runs.
 */
public final class StoreBenchmark {
    private final int sections;
    private final int warmUp;
    private final int runs;
    private final Path file;
    /** Which text stands in the file; each edit makes another one. */
    private int edit;

    private StoreBenchmark(int sections, int warmUp, int runs, Path file) {
        this.sections = sections;
        this.warmUp = warmUp;
        this.runs = runs;
        this.file = file;
    }

    /**
     * Runs it.
     *
     * @param arguments how many sections, warm-up runs and measured runs; defaults 100000, 15 and 15
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int sections = argument(arguments, 0, 100_000);
        Path folder = Files.createTempDirectory("outpub-benchmark");
        Path file = folder.resolve("pjsip.conf");
        try {
            new StoreBenchmark(sections, argument(arguments, 1, 15), argument(arguments, 2, 15), file).run();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static int argument(String[] arguments, int index, int absent) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : absent;
    }

    private void run() throws Exception {
        write(0);
        byte[] text = Files.readAllBytes(file);
        double megabytes = text.length / 1e6;
        print("%s, Java %s, %d processors", System.getProperty("java.vm.name"), Runtime.version(), processors());
        print("%d sections, %.1f MB; medians of %d runs after %d", sections, megabytes, runs, warmUp);
        print("%n%-28s %9s %9s %9s %9s", "", "wall ms", "best ms", "CPU ms", "MB/s");
        row("parsing alone", megabytes, () -> {}, () -> IniFile.read(file));
        row("cold load", megabytes, () -> {}, () -> expect(load(), sections, 0));
        reloads(megabytes);
        new RetrievalBenchmark(sections, Math.min(runs, 3)).run(this::loaded, store -> {
            write(1);
            store.reload();
        });
        heap();
    }

    private void reloads(double megabytes) throws Exception {
        write(0);
        try (SorceryStore store = loaded()) {
            row("reload, unchanged", megabytes, () -> {}, () -> expect(store.reload(), 0, 0));
            row("reload, one changed", megabytes, () -> write(sections), () -> expect(store.reload(), 0, 1));
            write(0);
            store.reload();
            row("reload, 1 % changed", megabytes, () -> write(100), () -> expect(store.reload(), 0, sections / 100));
            write(0);
            store.reload();
            row("reload, all changed", megabytes, () -> write(1), () -> expect(store.reload(), 0, sections));
        }
    }

    /** Replaces the file as careful editors do, with another change to every so-many-th section; 0 for none. */
    private void write(int edited) throws Exception {
        edit = edit % 1000 + 1;
        Path fresh = file.resolveSibling("pjsip.conf.new");
        Files.write(fresh, SampleConfiguration.text(sections, edited, edit));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private ReloadReport load() {
        try (SorceryStore store = store()) {
            return store.reload();
        }
    }

    private SorceryStore loaded() {
        SorceryStore store = store();
        expect(store.reload(), sections, 0);
        return store;
    }

    private SorceryStore store() {
        SorceryStore store = SorceryStore.builder().build();
        ObjectTypes.register(store, SorceryConf.none(), file, null);
        return store;
    }

    private static void expect(ReloadReport report, int created, int updated) {
        ReloadReport.TypeReport publications = report.types().get(OutboundPublish.TYPE.name());
        if (publications.created().size() != created || publications.updated().size() != updated) {
            throw new IllegalStateException("expected " + created + " created and " + updated + " updated, not "
                    + publications.created().size() + " and "
                    + publications.updated().size() + "; " + report.problems());
        }
    }

    private void row(String name, double megabytes, Timing.Work prepare, Timing.Work work) throws Exception {
        Timing timing = Timing.of(warmUp, runs, prepare, work);
        print(
                "%-28s %9.1f %9.1f %9.1f %9.0f",
                name,
                timing.medianWallMillis(),
                timing.bestWallMillis(),
                timing.medianCpuMillis(),
                megabytes / timing.medianWallMillis() * 1e3);
    }

    private void heap() throws Exception {
        write(0);
        try (SorceryStore store = loaded()) {
            long before = used();
            long fresh;
            try (SorceryStore another = loaded()) {
                fresh = used() - before;
                expect(another.reload(), 0, 0);
            }
            GraphLayout layout = GraphLayout.parseInstance(store);
            long strings = layout.getClassSizes().count(String.class);
            long characters = layout.getClassSizes().count(byte[].class);
            print(
                    "%nheap: %d bytes an object by difference of used heap; %d by walking it,"
                            + " of which %d strings and other bytes, %d the rest",
                    fresh / sections,
                    layout.totalSize() / sections,
                    (strings + characters) / sections,
                    (layout.totalSize() - strings - characters) / sections);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
