package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** What a person at a terminal sees of many publications, and what a file gets. */
class ProgressTest {
    private static final int PUBLICATIONS = 30;
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    Path folder;

    private ConfigFolder config;
    private ScriptedCompositor esc;
    private Path log;
    private Process process;

    @BeforeEach
    void prepare() throws IOException {
        esc = new ScriptedCompositor().amongOthers();
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "open");
        for (int i = 0; i < PUBLICATIONS; i++) {
            config.publication("desk" + i, esc.uri("desk" + i));
        }
        config.write();
        log = folder.resolve("log");
    }

    @AfterEach
    void end() throws Exception {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private void told(String what) {
        await(what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(log).contains(what));
    }

    /** Runs a command with a terminal of its own, whose screen goes to a file. */
    private void runAtTerminal() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(SCRIPT), "script is not installed: no terminal to look at");
        List<String> command = OutpubProcess.command(
                        "run", "--config", config.path().toString())
                .command();
        process = new ProcessBuilder(SCRIPT.toString(), "-qefc", "exec " + String.join(" ", command), log.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aTerminalShowsHowFarTheFirstWaveAndTheRemovalHaveCome() throws Exception {
        AtomicReference<ReceivedPublish> held = new AtomicReference<>();
        esc.script(request -> {
            if (request.requestUri().contains("desk7")) {
                held.set(request);
                return null;
            }
            return esc.grant(request);
        });
        runAtTerminal();
        told("published 29 of 30");
        esc.answer(held.get(), esc.grant(held.get()));
        told("INFO  published 30 of 30 (");
        assertFalse(Files.readString(log).contains("desk1: published"), Files.readString(log));
        process.descendants().forEach(ProcessHandle::destroy);
        told("1 still to be removed");
        esc.answer(held.get(), esc.grant(held.get()));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        String screen = Files.readString(log);
        assertTrue(screen.contains("stopped: 30 ended, 0 left behind"), screen);
    }

    @Test
    void aFileGetsALineForEachOfTheFirstPublicationsAndNoProgress() throws Exception {
        process = OutpubProcess.run(log, "run", "--config", config.path().toString());
        await("the first twenty")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readAllLines(log).stream()
                                .filter(line -> line.contains(": published ("))
                                .count()
                        == 20);
        process.destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        String text = Files.readString(log);
        assertFalse(text.contains("\r") || text.contains("\033"), text);
        assertFalse(text.contains("published 30 of 30"), text);
    }
}
