package org.outpub.it.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.outpub.it.OutpubProcess;
import org.outpub.it.reliability.CopyServer.Copy;

/**
 * A daemon that is killed, ended, stopped, continued and told to reload at random moments, its start included, while its
 * configuration is edited at random, in a loop. After every round the server must hold what is wished, and besides only
 * copies whose requests were unanswered, or whose entity-tags were not on the disk, when it was killed: RFC 3903 has no means
 * to name those.
 */
final class KillLoop implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** As a process exits that SIGHUP ends. */
    private static final int HUNG_UP = 129;

    private static final int TERMINATED = 143;

    private final Random random;
    private final long slackNanos;
    private final CopyServer server = new CopyServer();
    private final Path folder;
    private final WishedState state;
    /** All of them: what one excuses may be the only copy for a while, and be in the way later. */
    private final List<Kill> kills = new ArrayList<>();

    private final Map<String, Integer> did = new TreeMap<>();
    private @Nullable Process process;
    private long startedAt;
    private int starts;
    private int rounds;
    private int leftCopies;
    private long oldestLeft;
    private String oldestWhat = "any kill";

    /** From when on requests may not have been answered, and until when; by the monotonic clock. */
    private record Kill(String what, long from, long until) {}

    KillLoop(Path folder, int publications, long seed, Duration slack) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        this.slackNanos = slack.toNanos();
        this.state =
                new WishedState(Files.createDirectories(folder.resolve("conf")), server.port(), publications, random);
    }

    /** Runs rounds for a while, and then ends in peace. */
    String run(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        start();
        converge("at the start");
        while (System.nanoTime() - end < 0) {
            round();
            rounds++;
        }
        alive();
        converge("at the end");
        end("TERM at the end");
        return rounds + " rounds " + did + ", " + starts + " starts, " + server.requests() + " requests, "
                + server.conditionsFailed() + " times 412, " + leftCopies + " copies left by kills, the oldest "
                + TimeUnit.NANOSECONDS.toMillis(oldestLeft) + " ms before " + oldestWhat;
    }

    private void round() throws IOException, InterruptedException {
        alive();
        state.edit(1 + random.nextInt(60));
        pause(600);
        String what = List.of(
                        "KILL",
                        "KILL",
                        "TERM",
                        "STOP",
                        "HUP",
                        "STOP and KILL",
                        "KILL at the start",
                        "TERM at the start")
                .get(random.nextInt(8));
        did.merge(what, 1, Integer::sum);
        switch (what) {
            case "KILL" -> kill(what, System.nanoTime());
            case "TERM" -> end(what);
            case "HUP" -> hang();
            case "STOP" -> stop(true);
            case "STOP and KILL" -> stop(false);
            default -> atTheStart(what);
        }
        if (random.nextBoolean()) {
            state.edit(random.nextInt(40));
        }
        alive();
        converge("after " + what);
    }

    private void alive() throws IOException {
        if (process == null) {
            start();
        }
        if (process.isAlive()) {
            return;
        }
        if (process.exitValue() != HUNG_UP || !hasNotBegun()) {
            throw new AssertionError("the daemon ended by itself with " + process.exitValue() + tail());
        }
        did.merge("HUP too early", 1, Integer::sum);
        start();
    }

    /** A JVM that has not come to its first instruction of ours knows no signals. */
    private boolean hasNotBegun() throws IOException {
        return Files.size(log()) == 0;
    }

    private void start() throws IOException {
        starts++;
        startedAt = System.nanoTime();
        process = OutpubProcess.run(
                log(), "run", "--config", folder.resolve("conf").toString());
    }

    private Path log() {
        return folder.resolve("log" + starts % 8);
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return "; its log ends with\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException gone) {
            return "";
        }
    }

    /** Until a random moment; what is waited for is the moment itself. */
    private void pause(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }

    private Process running() {
        Process own = process;
        if (own == null) {
            throw new IllegalStateException("nothing runs");
        }
        return own;
    }

    private void kill(String what, long since) throws InterruptedException {
        running().destroyForcibly().waitFor();
        process = null;
        kills.add(new Kill(what, since, System.nanoTime()));
    }

    private void end(String what) throws IOException, InterruptedException {
        Process ending = running();
        ending.destroy();
        if (!ending.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(what + ": the daemon does not end" + tail());
        }
        process = null;
        boolean early = ending.exitValue() == TERMINATED && (what.equals("TERM at the start") || hasNotBegun());
        if (!early && ending.exitValue() != 0) {
            throw new AssertionError(what + ": exit code " + ending.exitValue() + tail());
        }
        if (!early) {
            Map<String, List<String>> left = inexcusable(Map.of());
            if (!left.isEmpty()) {
                throw new AssertionError(what + ": left behind " + first(left) + tail());
            }
            clean(Map.of());
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(running().pid()))
                .start()
                .waitFor();
    }

    private void hang() throws IOException, InterruptedException {
        signal("HUP");
        pause(50);
        state.edit(5);
        signal("HUP");
    }

    private void stop(boolean goOn) throws IOException, InterruptedException {
        long since = System.nanoTime();
        signal("STOP");
        state.edit(random.nextInt(40));
        pause(1500);
        if (goOn) {
            signal("CONT");
        } else {
            kill("STOP and KILL", since);
        }
    }

    private void atTheStart(String what) throws IOException, InterruptedException {
        kill("KILL", System.nanoTime());
        start();
        pause(2500);
        if (what.startsWith("KILL")) {
            kill(what, System.nanoTime());
        } else {
            end(what);
        }
    }

    /** Waits until the server holds what is wished, and besides only what kills excuse. */
    private void converge(String when) throws InterruptedException {
        Map<String, String> wished = state.wished();
        long end = System.nanoTime() + LONGEST.toNanos();
        Map<String, List<String>> wrong = inexcusable(wished);
        while (!wrong.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(when + ", round " + rounds + " of " + did + ": " + wrong.size()
                        + " resources are not as wished: " + first(wrong) + tail());
            }
            TimeUnit.MILLISECONDS.sleep(50);
            wrong = inexcusable(wished);
        }
        clean(wished);
    }

    private static String first(Map<String, List<String>> wrong) {
        return wrong.entrySet().stream().limit(5).toList().toString();
    }

    private Map<String, List<String>> inexcusable(Map<String, String> wished) {
        Map<String, List<String>> wrong = new TreeMap<>();
        Map<String, List<Copy>> there = server.copies();
        wished.forEach((resource, body) -> {
            if (there.getOrDefault(resource, List.of()).stream()
                    .noneMatch(copy -> copy.body().equals(body))) {
                wrong.computeIfAbsent(resource, name -> new ArrayList<>()).add("has no " + body);
            }
        });
        there.forEach((resource, copies) -> {
            for (Copy extra : extras(copies, wished.get(resource))) {
                if (kills.stream().noneMatch(kill -> excuses(kill, extra))) {
                    wrong.computeIfAbsent(resource, name -> new ArrayList<>()).add("has " + extra + age(extra));
                }
            }
        });
        return wrong;
    }

    private String age(Copy extra) {
        StringBuilder text = new StringBuilder(" from");
        kills.stream()
                .skip(Math.max(0, kills.size() - 3))
                .forEach(kill -> text.append(' ')
                        .append(TimeUnit.NANOSECONDS.toMillis(extra.changed() - kill.from()))
                        .append(" ms"));
        return text + " after kills";
    }

    private static List<Copy> extras(List<Copy> copies, @Nullable String wished) {
        List<Copy> extras = new ArrayList<>(copies);
        for (int i = copies.size() - 1; i >= 0; i--) {
            if (copies.get(i).body().equals(wished)) {
                extras.remove(i);
                break;
            }
        }
        return extras;
    }

    private boolean excuses(Kill kill, Copy copy) {
        return copy.changed() - kill.from() >= -slackNanos && copy.changed() - kill.until() <= slackNanos;
    }

    /** What nobody can name any more is counted, and taken away as if its time had passed. */
    private void clean(Map<String, String> wished) {
        server.copies()
                .forEach((resource, copies) -> extras(copies, wished.get(resource))
                        .forEach(left -> {
                            leftCopies++;
                            kills.stream()
                                    .filter(kill -> excuses(kill, left))
                                    .min(Comparator.comparingLong(Kill::from))
                                    .filter(kill -> kill.from() - left.changed() > oldestLeft)
                                    .ifPresent(kill -> {
                                        oldestLeft = kill.from() - left.changed();
                                        oldestWhat = kill.what();
                                    });
                        }));
        server.expireAllBut(wished);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        server.close();
    }
}
