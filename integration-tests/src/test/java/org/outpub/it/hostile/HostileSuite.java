package org.outpub.it.hostile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Attacks a daemon in every way of {@link Attacks}, one after the other, and measures how long a new state takes to its
 * server meanwhile, beside idle times; what memory the daemon has, and what it counted. {@code docs/security.md} says how it
 * is run.
 */
public final class HostileSuite {
    /** More than its heap, its buffers and its code. */
    private static final long MOST_MEMORY = 420;
    /** Of the machine of the attackers, which they share with it. */
    private static final long LONGEST_MEDIAN_MILLIS = 250;

    private final PrintStream out;
    private final Duration each;
    private final int perSecond;
    private final List<String> faults = new ArrayList<>();
    private final long longestMedianMillis;
    private int number;

    private HostileSuite(PrintStream out, Duration each, int perSecond, long longestMedianMillis) {
        this.longestMedianMillis = longestMedianMillis;
        this.out = out;
        this.each = each;
        this.perSecond = perSecond;
    }

    /**
     * Runs it.
     *
     * @param arguments seconds for each attack (10), and datagrams a second (10000)
     * @throws Exception if it cannot be run
     */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int perSecond = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        List<String> faults = run(System.out, Duration.ofSeconds(seconds), perSecond, LONGEST_MEDIAN_MILLIS);
        faults.forEach(fault -> System.out.println("FAULT " + fault));
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** What went wrong; empty if nothing did. */
    static List<String> run(PrintStream out, Duration each, int perSecond, long longestMedianMillis) throws Exception {
        HostileSuite suite = new HostileSuite(out, each, perSecond, longestMedianMillis);
        Path folder = Files.createTempDirectory("outpub-hostile");
        try (Target target = new Target(folder)) {
            suite.run(target);
        } finally {
            delete(folder);
        }
        return suite.faults;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void run(Target target) throws Exception {
        out.printf(
                "%-26s %9s %8s %8s %8s %8s %6s  %s%n",
                "while", "sent", "states", "p50 ms", "p99 ms", "max ms", "MB", "counted");
        measure(target, new Attack("warming up", Attacks.all(1).get(8).work()), false);
        measure(target, idle(), true);
        for (Attack attack : Attacks.all(perSecond)) {
            measure(target, attack, true);
        }
        measure(target, idle(), true);
        if (!target.lives()) {
            faults.add("the daemon has ended");
        }
    }

    private static Attack idle() {
        return new Attack("nobody attacks", (target, run) -> {});
    }

    private void measure(Target target, Attack attack, boolean counts) throws Exception {
        Map<String, Long> before = target.dropped();
        Attack.Run run = attack.begin(target);
        List<Long> micros = new ArrayList<>();
        long end = System.nanoTime() + each.toNanos();
        while (System.nanoTime() < end) {
            publish(target, attack, micros);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        run.end();
        if (!run.failure().isEmpty()) {
            faults.add(attack.name() + ": the attacker gave up: " + run.failure());
        }
        if (counts) {
            report(target, attack, run, micros, before);
        }
    }

    private void publish(Target target, Attack attack, List<Long> micros) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            target.publish(number % Target.PUBLICATIONS, "state " + number++);
            micros.add((System.nanoTime() - begun) / 1000);
        } catch (IOException refused) {
            faults.add(attack.name() + ": a state was not published: " + refused);
        }
    }

    private void report(Target target, Attack attack, Attack.Run run, List<Long> micros, Map<String, Long> before)
            throws Exception {
        Collections.sort(micros);
        double median = at(micros, 0.5);
        long memory = target.memory();
        TreeMap<String, Long> counted = target.dropped();
        before.forEach((kind, count) -> counted.merge(kind, -count, Long::sum));
        counted.values().removeIf(count -> count == 0);
        out.printf(
                "%-26s %9d %8d %8.1f %8.1f %8.1f %6d  %s%n",
                attack.name(), run.count(), micros.size(), median, at(micros, 0.99), at(micros, 1), memory, counted);
        if (median > longestMedianMillis) {
            faults.add(attack.name() + ": a state takes " + median + " ms");
        }
        if (memory > MOST_MEMORY) {
            faults.add(attack.name() + ": the daemon has " + memory + " MB");
        }
    }

    private static double at(List<Long> sorted, double part) {
        int last = sorted.size() - 1;
        return last < 0 ? Double.NaN : sorted.get((int) Math.round(part * last)) / 1000.0;
    }
}
