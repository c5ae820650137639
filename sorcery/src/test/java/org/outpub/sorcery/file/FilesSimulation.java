package org.outpub.sorcery.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.file.Debounce.Decision;
import org.outpub.sorcery.file.SimulatedEvents.Quality;
import org.outpub.sorcery.ini.ConfigWizardFactory;
import org.outpub.sorcery.json.JsonWizardFactory;

/**
 * One random sequence of what editors, {@code cp -p}, rsync, git, Kubernetes, remounted folders and full disks do to
 * configuration files, while a store follows them. Everything but the thread, the clock and the faults of the disk is
 * what runs.
 */
final class FilesSimulation {
    private static final ObjectType<Lamp> LAMP = Lamp.TYPE;
    /** Longer than a file that shrank is waited for, and than what cannot be read is tried again. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private final Random random;
    private final SimulatedTime time;
    private final SimulatedDisk disk;
    private final SimulatedEvents events;
    private final SimulatedShell shell;
    private final Path root;
    private final SorceryStore store;
    private final Watching watching;
    private final List<String> log = new ArrayList<>();
    /** By file what it is meant to hold. */
    private final Map<Path, Map<String, Integer>> meant = new LinkedHashMap<>();

    private final List<String> lost = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private ReloadReport last;
    private int serial;

    /**
     * Begins.
     *
     * @param root an empty folder
     * @param time of the file system too, if it is a simulated one
     */
    FilesSimulation(long seed, Path root, SimulatedTime time, boolean simulated) {
        this.random = new Random(seed);
        this.root = root;
        this.time = time;
        this.disk = new SimulatedDisk(simulated ? time::millis : System::currentTimeMillis);
        this.events = new SimulatedEvents(
                List.of(Quality.ALL, Quality.ALL, Quality.SOME, Quality.NONE).get(random.nextInt(4)), random);
        this.shell = new SimulatedShell(events, simulated ? time : null);
        writeAll();
        this.store = open();
        this.watching = new Watching(disk, events, store.watched(), time.nanos());
        this.last = store.reload();
        store.observe(
                LAMP,
                changes -> changes.deleted().forEach(lamp -> {
                    if (isAnchor(lamp.id())) {
                        lost.add(lamp.id());
                    }
                }));
    }

    private SorceryStore open() {
        WizardFactory config = new ConfigWizardFactory(disk);
        SorceryStore opened = SorceryStore.builder()
                .folder(root)
                .ticker(time)
                .wizards(config)
                .wizards(new JsonWizardFactory(disk))
                .build();
        opened.register(LAMP, Mapping.of("config", "pjsip.conf,criteria=type=lamp"), Mapping.of("json", "lamps.json"));
        return opened;
    }

    private void writeAll() {
        for (String folder : List.of("conf.d", "try", "..1")) {
            shell.makeFolder(root.resolve(folder));
        }
        for (String file : List.of(
                "pjsip.conf",
                "named.conf",
                "conf.d/a.conf",
                "conf.d/b.conf",
                "try/c.conf",
                "..1/linked.conf",
                "lamps.json")) {
            Path path = root.resolve(file);
            Map<String, Integer> lamps = new TreeMap<>();
            for (int i = 0; i < 3; i++) {
                lamps.put(name(path) + "-anchor" + i, 10 + i);
            }
            meant.put(path, lamps);
            shell.write(path, text(path));
        }
        shell.link(root.resolve("..data"), root.getFileSystem().getPath("..1"));
        shell.link(root.resolve("linked.conf"), root.getFileSystem().getPath("..data", "linked.conf"));
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace('.', '_');
    }

    private static boolean isAnchor(String id) {
        return id.contains("-anchor");
    }

    private String text(Path file) {
        Map<String, Integer> lamps = meant.get(file);
        StringBuilder text = new StringBuilder();
        if (file.toString().endsWith(".json")) {
            List<String> members = lamps.entrySet().stream()
                    .map(lamp -> "\"" + lamp.getKey() + "\": {\"color\": \"red\", \"watts\": " + lamp.getValue() + "}")
                    .toList();
            return "{\"lamp\": {" + String.join(",\n", members) + "}}\n";
        }
        lamps.forEach((id, watts) -> text.append('[')
                .append(id)
                .append("]\ntype = lamp\ncolor = red\nwatts = ")
                .append(watts)
                .append("\n"));
        if (file.endsWith("pjsip.conf")) {
            text.append("#include named.conf\n#include conf.d/*.conf\n#tryinclude try/*.conf\n#include linked.conf\n");
        }
        return text.toString();
    }

    /** Plays it; what it finds is told with everything that was done. */
    void run() {
        pass(Duration.ofSeconds(random.nextInt(5)).plusMillis(500));
        note("the system tells of " + events.quality() + " changes");
        int steps = 1 + random.nextInt(8);
        for (int i = 0; i < steps; i++) {
            anything().run();
            pass(Duration.ofMillis(random.nextInt(2_500)));
        }
        settle("after the last change");
        for (int i = 0; i < 2; i++) {
            Path file = any();
            change(file);
            write(file);
            settle("after ordinary edit " + (i + 1));
        }
        if (!lost.isEmpty()) {
            throw new AssertionError("went away though the files hold them: " + lost + "\n" + log());
        }
    }

    private void settle(String when) {
        pass(SOON);
        try (SorceryStore fresh = open()) {
            ReloadReport report = fresh.reload();
            String expected = state(fresh) + problems(report);
            String found = state(store) + problems(last);
            if (!found.equals(expected)) {
                throw new AssertionError(when + "\n expected " + expected + "\n found    " + found + "\n" + log());
            }
        }
    }

    private static String state(SorceryStore store) {
        Map<String, Long> lamps = new TreeMap<>();
        store.retrieveAll(LAMP).forEach(lamp -> lamps.put(lamp.id(), lamp.watts()));
        return lamps.toString();
    }

    private static String problems(ReloadReport report) {
        return new TreeSet<>(
                        report.problems().stream().map(ConfigProblem::toString).toList())
                .toString();
    }

    private String log() {
        return String.join("\n", log);
    }

    private void note(String what) {
        log.add(time.elapsedNanos() / 1_000_000 + " ms: " + what.replace(root + "/", ""));
    }

    /** Lets time pass, in which the watcher does what it would do. */
    private void pass(Duration duration) {
        long end = time.elapsedNanos() + duration.toNanos();
        while (true) {
            Decision decision = watching.step(events.take(), store.watched(), time.nanos());
            if (decision.tell()) {
                reload("told: ");
                watching.told(!last.hasErrors(), time.nanos());
            }
            long left = end - time.elapsedNanos();
            if (left <= 0) {
                return;
            }
            long next = Math.max(decision.nextLook().toNanos(), 1_000_000);
            time.pass(Duration.ofNanos(Math.min(left, next)));
        }
    }

    private void reload(String why) {
        last = store.reload();
        note(why + last + problems(last));
    }

    private Path any() {
        List<Path> files = new ArrayList<>(meant.keySet());
        Path file = files.get(random.nextInt(files.size()));
        return file.endsWith("linked.conf") ? root.resolve("pjsip.conf") : file;
    }

    /** Another version of a file, which holds its anchors. */
    private void change(Path file) {
        Map<String, Integer> lamps = meant.get(file);
        lamps.replaceAll((id, watts) -> random.nextInt(3) == 0 ? 10 + random.nextInt(90) : watts);
        if (random.nextInt(3) == 0) {
            lamps.put(name(file) + "-more" + serial++, 10 + random.nextInt(90));
        }
        if (random.nextInt(3) == 0) {
            lamps.keySet().removeIf(id -> !isAnchor(id));
        }
    }

    /** By one of the ways in which programs write whole files. */
    private void write(Path file) {
        if (random.nextBoolean()) {
            note("written in place: " + file);
            shell.write(file, text(file));
        } else {
            note("renamed over: " + file);
            Path next = file.resolveSibling("." + file.getFileName() + ".tmp");
            shell.write(next, text(file));
            shell.rename(next, file);
        }
    }

    private Runnable anything() {
        List<Supplier<Runnable>> all = List.of(
                () -> this::ordinaryEdit,
                () -> this::equalLengthWithTheTimeSetBack,
                () -> this::writtenSlowly,
                () -> this::deletedAndMadeAnew,
                () -> this::swappedByLink,
                () -> this::folderSwapped,
                () -> this::folderGoneForAWhile,
                () -> this::unreadableForAWhile,
                () -> this::folderInItsPlace,
                () -> this::editedBetweenTwoLooks,
                () -> this::brokenForAWhile,
                () -> this::mainGoneForAWhile,
                () -> () -> reload("asked for: "));
        return all.get(random.nextInt(all.size())).get();
    }

    private void ordinaryEdit() {
        Path file = any();
        change(file);
        write(file);
    }

    private void equalLengthWithTheTimeSetBack() {
        Path file = any();
        var modified = shell.modified(file);
        meant.get(file).replaceAll((id, watts) -> watts == 99 ? 10 : watts + 1);
        note("equal length, time set back: " + file);
        shell.write(file, text(file));
        shell.setModified(file, modified);
    }

    private void writtenSlowly() {
        Path file = any();
        change(file);
        String text = text(file);
        int cut = random.nextInt(4) == 0 ? 0 : random.nextInt(text.length());
        note("cut at " + cut + ": " + file);
        shell.write(file, text.substring(0, cut));
        pass(Duration.ofMillis(random.nextInt(1_200)));
        note("whole again: " + file);
        shell.write(file, text);
    }

    private void deletedAndMadeAnew() {
        Path file = any();
        note("deleted: " + file);
        shell.delete(file);
        pass(Duration.ofMillis(random.nextInt(1_200)));
        change(file);
        note("made anew: " + file);
        shell.write(file, text(file));
    }

    private void swappedByLink() {
        Path old = meant.keySet().stream()
                .filter(file -> file.endsWith("linked.conf"))
                .findFirst()
                .orElseThrow();
        Path folder = root.resolve("..v" + serial++);
        Path file = folder.resolve("linked.conf");
        change(old);
        meant.put(file, meant.remove(old));
        note("swapped by link: " + file);
        shell.makeFolder(folder);
        shell.write(file, text(file));
        shell.link(root.resolve("..tmp"), folder.getFileName());
        shell.rename(root.resolve("..tmp"), root.resolve("..data"));
        shell.delete(old.getParent());
    }

    private void folderSwapped() {
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            Path folder = root.resolve(random.nextBoolean() ? "conf.d" : "try");
            Path next = root.resolve("next" + serial++);
            Path away = root.resolve("away" + serial++);
            note("folder swapped: " + folder);
            shell.makeFolder(next);
            for (Path file : meant.keySet()) {
                if (file.startsWith(folder)) {
                    change(file);
                    shell.write(next.resolve(file.getFileName()), text(file));
                }
            }
            shell.rename(folder, away);
            shell.rename(next, folder);
            folders.add(away);
            pass(Duration.ofMillis(random.nextInt(600)));
        }
        if (random.nextBoolean()) {
            folders.forEach(shell::delete);
            folders.clear();
        }
    }

    private void folderGoneForAWhile() {
        Path folder = root.resolve(random.nextBoolean() ? "conf.d" : "try");
        Path away = root.resolve("unmounted");
        note("folder gone: " + folder);
        shell.rename(folder, away);
        pass(Duration.ofMillis(random.nextInt(20_000)));
        note("folder back: " + folder);
        shell.rename(away, folder);
    }

    private void unreadableForAWhile() {
        Path file = any();
        note("unreadable: " + file);
        if (random.nextBoolean()) {
            disk.forbid(file);
        } else {
            disk.makeTooLarge(file);
        }
        shell.changeRights(file);
        pass(Duration.ofMillis(random.nextInt(8_000)));
        note("readable: " + file);
        disk.allow(file);
        if (random.nextBoolean()) {
            shell.changeRights(file);
        }
    }

    private void folderInItsPlace() {
        Path file = any();
        note("a folder in the place of: " + file);
        shell.delete(file);
        shell.makeFolder(file);
        pass(Duration.ofMillis(random.nextInt(8_000)));
        change(file);
        shell.delete(file);
        shell.write(file, text(file));
        note("a file again: " + file);
    }

    private void editedBetweenTwoLooks() {
        Path first = any();
        Path second = any();
        change(first);
        write(first);
        disk.meanwhile(random.nextInt(40), () -> {
            note("meanwhile:");
            change(second);
            write(second);
        });
    }

    private void brokenForAWhile() {
        Path file = any();
        note("broken: " + file);
        shell.write(file, text(file) + "[broken\n");
        pass(Duration.ofMillis(random.nextInt(8_000)));
        change(file);
        write(file);
    }

    private void mainGoneForAWhile() {
        Path file =
                root.resolve(random.nextBoolean() ? "pjsip.conf" : random.nextBoolean() ? "named.conf" : "lamps.json");
        note("gone: " + file);
        shell.delete(file);
        pass(Duration.ofMillis(random.nextInt(8_000)));
        change(file);
        note("back: " + file);
        shell.write(file, text(file));
    }
}
