package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a network namespace of its own, with a neighbour that swallows what it gets. Needs Linux, root and {@code ip}. */
class BadNetworkTest {
    private static final String HOLE = "10.9.9.2";
    private static final String SKIPPED =
            "no network namespaces here (Linux, root and ip are needed): the test of a black-holed server is SKIPPED";

    @TempDir
    Path folder;

    private final String inside = "outpub-" + ProcessHandle.current().pid() + "a";
    private final String outside = "outpub-" + ProcessHandle.current().pid() + "b";

    @BeforeEach
    void open() throws Exception {
        boolean opened = Files.exists(Path.of("/usr/sbin/ip"))
                && ip("netns add " + inside)
                && ip("netns add " + outside)
                && ip("link add hole0 netns " + inside + " type veth peer name hole1 netns " + outside)
                && ip("-n " + inside + " link set lo up")
                && ip("-n " + inside + " addr add 10.9.9.1/24 dev hole0")
                && ip("-n " + inside + " link set hole0 up")
                && ip("-n " + outside + " link set hole1 up")
                && ip("-n " + inside + " neigh add " + HOLE + " lladdr 02:00:00:00:00:01 dev hole0");
        if (!opened) {
            System.out.println(SKIPPED);
        }
        assumeTrue(opened, SKIPPED);
    }

    @AfterEach
    void close() throws Exception {
        ip("netns del " + inside);
        ip("netns del " + outside);
    }

    private boolean ip(String arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("/usr/sbin/ip"), Stream.of(arguments.split(" ")))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ip").toFile())
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void lossesLoseNoStateAndABlackHoleHoldsUpNobody() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        "/usr/sbin/ip",
                        "netns",
                        "exec",
                        inside,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BadNetworkScenario.class.getName(),
                        HOLE)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertTrue(process.waitFor(4, TimeUnit.MINUTES), () -> "it never ended: " + read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
