package org.outpub.it.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running daemon. Closing ends it at once, without removals. Confined to one thread. */
final class Daemon implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    /** As each collector of the JDK tells it. */
    private static final Pattern USED = Pattern.compile("total .*?used ([0-9]+)K");

    private static final int LOOK_MILLIS = 20;
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private final Process process;
    private final Path log;
    final long startedNanos;

    Daemon(Process process, long startedNanos, Path log) {
        this.process = process;
        this.startedNanos = startedNanos;
        this.log = log;
        // It would outlive a harness that is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Waits until the server holds so many; what it has counted then. */
    Map<Count, Long> awaitAccepted(AcceptorProcess server, int publications) throws Exception {
        while (System.nanoTime() - startedNanos < DEADLINE.toNanos()) {
            Map<Count, Long> counts = server.report();
            if (counts.get(Count.LIVE) == publications) {
                return counts;
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new IllegalStateException("not all are published: " + server.report() + "\n" + lastLines());
    }

    private String lastLines() throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 2000));
    }

    double secondsUntil(long nanos) {
        return (nanos - startedNanos) / 1e9;
    }

    long residentBytes() throws IOException {
        return number(RESIDENT, Files.readString(Path.of("/proc/" + process.pid() + "/status"))) * 1024;
    }

    /** What is on its heap once garbage is gone. */
    long heapBytes() throws Exception {
        ask("GC.run");
        ask("GC.run");
        Matcher used = USED.matcher(ask("GC.heap_info"));
        return used.results().mapToLong(part -> Long.parseLong(part.group(1))).sum() * 1024;
    }

    private String ask(String command) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asking = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asking.waitFor();
        return answer;
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1));
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
