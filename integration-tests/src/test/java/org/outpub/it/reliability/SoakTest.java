package org.outpub.it.reliability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.it.OutpubProcess;

/** A daemon with short grants and edits without end takes no more of anything than it took; see docs/reliability.md. */
@EnabledIfSystemProperty(named = "soak.seconds", matches = "[0-9]+")
@EnabledOnOs(OS.LINUX)
class SoakTest {
    private static final int SAMPLES = 30;
    private static final int SETTLED = 10;
    /** Two rounds of edits a second, each of which may be told by this many lines. */
    private static final double MOST_LINES_A_SECOND = 10;

    @TempDir
    Path folder;

    /** What a process takes. */
    private record Sample(long residentKilobytes, long threads, long handles, long logLines) {}

    @Test
    void nothingGrows() throws Exception {
        long seconds = Long.getLong("soak.seconds");
        int publications = Integer.getInteger("soak.publications", 20_000);
        Path log = folder.resolve("log");
        try (CopyServer server = new CopyServer(Long.getLong("soak.grant", 90))) {
            WishedState state = new WishedState(
                    Files.createDirectories(folder.resolve("conf")), server.port(), publications, new Random(1));
            Process process = OutpubProcess.run(
                    log,
                    List.of("-Xmx512m"),
                    "run",
                    "--config",
                    folder.resolve("conf").toString(),
                    "--shutdown-timeout",
                    "60");
            try {
                List<Sample> samples = new ArrayList<>();
                for (int i = 0; i < SAMPLES; i++) {
                    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) / SAMPLES;
                    while (System.nanoTime() - until < 0) {
                        state.edit(20);
                        TimeUnit.MILLISECONDS.sleep(500);
                    }
                    assertTrue(process.isAlive());
                    samples.add(sample(process.pid(), log));
                    System.out.println("soak: " + samples.get(i) + ", " + server.requests() + " requests, "
                            + server.conditionsFailed() + " times 412");
                }
                flat(samples, (double) seconds / SAMPLES);
                awaitWished(server, state);
            } finally {
                process.destroy();
                process.waitFor(90, TimeUnit.SECONDS);
                process.destroyForcibly();
            }
            assertEquals(Map.of(), server.copies());
        }
    }

    private static void awaitWished(CopyServer server, WishedState state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Map<String, String> wished = state.wished();
        while (!server.held().equals(wished)) {
            assertTrue(System.nanoTime() - end < 0, "the server does not hold what is wished");
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static Sample sample(long pid, Path log) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        long resident = 0;
        long threads = 0;
        for (String line : Files.readAllLines(proc.resolve("status"))) {
            resident = line.startsWith("VmRSS:") ? number(line) : resident;
            threads = line.startsWith("Threads:") ? number(line) : threads;
        }
        try (var handles = Files.list(proc.resolve("fd"));
                var lines = Files.lines(log)) {
            return new Sample(resident, threads, handles.count(), lines.count());
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private static void flat(List<Sample> samples, double secondsApart) {
        Sample settled = samples.get(SETTLED);
        Sample last = samples.get(samples.size() - 1);
        assertTrue(last.residentKilobytes() < 1.3 * settled.residentKilobytes() + 50_000, samples::toString);
        assertTrue(last.threads() <= settled.threads() + 3, samples::toString);
        assertTrue(last.handles() <= settled.handles() + 10, samples::toString);
        double lines = linesASecond(settled, last, secondsApart * (samples.size() - 1 - SETTLED));
        assertTrue(lines <= MOST_LINES_A_SECOND, () -> lines + " log lines a second: " + samples);
    }

    private static double linesASecond(Sample settled, Sample last, double seconds) {
        return (last.logLines() - settled.logLines()) / seconds;
    }
}
