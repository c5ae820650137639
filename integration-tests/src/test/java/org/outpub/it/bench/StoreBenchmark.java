package org.outpub.it.bench;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.it.bench.SampleConfiguration.Edits;
import org.outpub.it.bench.Timing.Work;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.ini.IniFile;
import org.outpub.sorcery.mapping.SorceryConf;

/**
 * Loads and reloads large configurations and prints a table, which {@code docs/benchmarks.md} explains. Arguments:
 * sections, warm-up runs, measured runs, and rows to leave out if their names do not hold a word.
 */
public final class StoreBenchmark {
    private static final int PARTS = 100;
    private static final Edits NONE = new Edits(0, 0);
    private final int sections;
    private final int warmUp;
    private final int runs;
    private final String only;
    private final Path ini;
    private final Path including;
    private final Path json;
    /** Which text stands in the files; each edit makes another one. */
    private int edit;

    private StoreBenchmark(int sections, int warmUp, int runs, String only, Path folder) {
        this.sections = sections;
        this.warmUp = warmUp;
        this.runs = runs;
        this.only = only;
        this.ini = folder.resolve("pjsip.conf");
        this.including = folder.resolve("including.conf");
        this.json = folder.resolve("pjsip.json");
    }

    /**
     * Runs it.
     *
     * @param arguments how many sections, warm-up runs and measured runs, and a word of the rows to run; defaults 100000,
     *     15, 15 and all; or {@code load} and a file, for the row that measures a new process
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("load")) {
            load(Path.of(arguments[1]));
            return;
        }
        int sections = argument(arguments, 0, 100_000);
        Path folder = Files.createTempDirectory("outpub-benchmark");
        try {
            String only = arguments.length > 3 ? arguments[3] : "";
            new StoreBenchmark(sections, argument(arguments, 1, 15), argument(arguments, 2, 15), only, folder).run();
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static int argument(String[] arguments, int index, int absent) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : absent;
    }

    private void run() throws Exception {
        write(ini, SampleConfiguration.ini(sections, NONE));
        write(json, SampleConfiguration.json(sections, NONE));
        write(including, SampleConfiguration.including(PARTS));
        for (int i = 0; i < PARTS; i++) {
            writePart(i, NONE);
        }
        print("%s, Java %s, %d processors", System.getProperty("java.vm.name"), Runtime.version(), processors());
        print(
                "%d objects, INI %.1f MB, JSON %.1f MB; medians of %d runs after %d",
                sections, Files.size(ini) / 1e6, Files.size(json) / 1e6, runs, warmUp);
        print("%n%-34s %9s %9s %9s %9s %9s", "", "wall ms", "best ms", "CPU ms", "× floor", "CPU ×");
        Work iniFloor = () -> Floors.ini(ini);
        row("INI, the floor", iniFloor, () -> {}, iniFloor);
        row("INI, parsing alone", iniFloor, () -> {}, () -> IniFile.read(ini));
        row("INI, cold load", iniFloor, () -> {}, () -> expect(load(ini), sections, 0));
        iniReloads(iniFloor);
        Work jsonFloor = () -> Floors.json(json);
        row("JSON, the floor", jsonFloor, () -> {}, jsonFloor);
        row("JSON, cold load", jsonFloor, () -> {}, () -> expect(load(json), sections, 0));
        reloads("JSON", json, jsonFloor, edits -> write(json, SampleConfiguration.json(sections, edits)));
        newProcess();
        if ("retrieve".contains(only)) {
            new RetrievalBenchmark(sections, Math.min(runs, 3)).run(() -> loaded(ini), store -> {
                write(ini, SampleConfiguration.ini(sections, nextEdits(1)));
                store.reload();
            });
        }
        heap();
    }

    private void iniReloads(Work floor) throws Exception {
        reloads("INI", ini, floor, edits -> write(ini, SampleConfiguration.ini(sections, edits)));
        try (SorceryStore store = loaded(including)) {
            row(
                    "INI, one changed in 1 of 100 files",
                    floor,
                    () -> writePart(PARTS / 2, nextEdits(sections)),
                    () -> expect(store.reload(), 0, 1));
        }
    }

    /** Puts another text into a file. */
    private interface Rewriting {
        void write(Edits edits) throws Exception;
    }

    private void reloads(String name, Path file, Work floor, Rewriting rewriting) throws Exception {
        rewriting.write(NONE);
        try (SorceryStore store = loaded(file)) {
            row(name + ", nothing changed", floor, () -> {}, () -> expect(store.reload(), 0, 0));
            row(
                    name + ", one changed",
                    floor,
                    () -> rewriting.write(nextEdits(sections)),
                    () -> expect(store.reload(), 0, 1));
            rewriting.write(NONE);
            store.reload();
            row(
                    name + ", 1 % changed",
                    floor,
                    () -> rewriting.write(nextEdits(100)),
                    () -> expect(store.reload(), 0, sections / 100));
            rewriting.write(NONE);
            store.reload();
            row(
                    name + ", all changed",
                    floor,
                    () -> rewriting.write(nextEdits(1)),
                    () -> expect(store.reload(), 0, sections));
            rewriting.write(NONE);
        }
    }

    private Edits nextEdits(int every) {
        edit = edit % 1000 + 1;
        return new Edits(every, edit);
    }

    private void writePart(int part, Edits edits) throws Exception {
        int size = sections / PARTS;
        write(
                including.resolveSibling("part-" + part + ".conf"),
                SampleConfiguration.part(part * size, (part + 1) * size, edits));
    }

    /** Replaces the file as careful editors do. */
    private static void write(Path file, byte[] text) throws Exception {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ReloadReport load(Path file) {
        try (SorceryStore store = store(file)) {
            return store.reload();
        }
    }

    private SorceryStore loaded(Path file) {
        SorceryStore store = store(file);
        expect(store.reload(), sections, 0);
        return store;
    }

    private static SorceryStore store(Path file) {
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

    private void row(String name, Work floor, Work prepare, Work work) throws Exception {
        if (!name.contains(only)) {
            return;
        }
        Timing timing = Timing.of(warmUp, runs, floor, prepare, work);
        print(
                "%-34s %9.1f %9.1f %9.1f %9.2f %9.2f",
                name,
                timing.medianWallMillis(),
                timing.bestWallMillis(),
                timing.medianCpuMillis(),
                timing.medianRatio(),
                timing.medianCpuRatio());
    }

    /** From the start of a Java process to its end, with nothing compiled yet. */
    private void newProcess() throws Exception {
        if (!"new process".contains(only)) {
            return;
        }
        Work start = () -> new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms2g",
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreBenchmark.class.getName(),
                        "load",
                        ini.toString())
                .inheritIO()
                .start()
                .waitFor();
        Timing timing = Timing.of(1, Math.min(runs, 5), () -> Floors.ini(ini), () -> {}, start);
        print("%-34s %9.1f %9.1f", "INI, load by a new process", timing.medianWallMillis(), timing.bestWallMillis());
    }

    private void heap() {
        if (!"heap".contains(only)) {
            return;
        }
        try (SorceryStore store = loaded(ini)) {
            long before = used();
            long fresh;
            try (SorceryStore another = loaded(ini)) {
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
