package org.outpub.it.reliability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.outpub.it.OutpubProcess;

/** A daemon as a process of its own, to which something is done. */
final class RunningDaemon implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(40);
    private final Process process;
    private final Path log;

    private RunningDaemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param log takes all its output
     * @param jvm options of the Java virtual machine
     * @param arguments of {@code outpub run}
     */
    static RunningDaemon start(Path log, List<String> jvm, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(List.of(arguments));
        return new RunningDaemon(OutpubProcess.run(log, jvm, all.toArray(String[]::new)), log);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The lines of its log that hold a text. */
    List<String> told(String text) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains(text))
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    void awaitTold(String text) {
        awaitTold(text, 1);
    }

    void awaitTold(String text, int times) {
        await("the log has '" + text + "'")
                .atMost(LONGEST)
                .until(() -> told(text).size() >= times || !process.isAlive());
        assertTrue(told(text).size() >= times, () -> "the daemon ended with: " + told(""));
    }

    void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Ends it without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    }

    /** Ends it in peace. */
    void end() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), () -> "it does not end: " + told(""));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs a command of the system, which must succeed. */
    static void run(String... command) throws IOException, InterruptedException {
        assertTrue(succeeds(command), () -> String.join(" ", command));
    }

    static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process own = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return own.waitFor(20, TimeUnit.SECONDS) && own.exitValue() == 0;
    }
}
