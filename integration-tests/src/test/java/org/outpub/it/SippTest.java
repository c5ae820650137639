package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.Outpub;

/** Against SIPp as the server, which checks what it gets and fails if it is not what its scenario says. */
class SippTest {
    private static final Path BINARY = Path.of("/usr/bin/sipp");
    private static final String MISSING =
            "sipp is not installed: the tests against its scenarios are SKIPPED (apt-get install sip-tester)";

    @TempDir
    Path folder;

    private ConfigFolder config;
    private Outpub outpub;
    private Process sipp;
    private int port;

    @BeforeAll
    static void needSipp() {
        if (!Files.isExecutable(BINARY)) {
            System.err.println(MISSING);
        }
        assumeTrue(Files.isExecutable(BINARY), MISSING);
    }

    @BeforeEach
    void prepare() throws IOException {
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "0");
    }

    @AfterEach
    void end() {
        if (outpub != null) {
            outpub.unload(Duration.ofSeconds(1));
        }
        if (sipp != null) {
            sipp.destroyForcibly();
        }
    }

    private void start(String scenario, String... options) throws Exception {
        try (DatagramSocket probe = new DatagramSocket()) {
            port = probe.getLocalPort();
        }
        Path file = folder.resolve(scenario + ".xml");
        try (InputStream resource = SippTest.class.getResourceAsStream("/sipp/" + scenario + ".xml")) {
            Files.copy(Objects.requireNonNull(resource, scenario), file);
        }
        ProcessBuilder command = new ProcessBuilder(
                        BINARY.toString(),
                        "-sf",
                        file.toString(),
                        "-i",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(port),
                        "-m",
                        "1",
                        "-nostdin",
                        "-skip_rlimit",
                        "-trace_err",
                        "-error_file",
                        folder.resolve("errors").toString(),
                        "-timeout",
                        "60s",
                        "-timeout_error")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("screen").toFile());
        command.environment().put("TERM", "dumb");
        sipp = command.start();
        awaitPort();
        config.publication("a", "sip:a@127.0.0.1:" + port, options).write();
        outpub = Outpub.builder().configuration(config.path()).build();
        outpub.load();
    }

    /** It has bound its port once nobody else can. */
    private void awaitPort() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (DatagramSocket probe = new DatagramSocket(
                    new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port))) {
                return !probe.isBound();
            } catch (IOException taken) {
                return true;
            }
        });
    }

    private void awaitPhase(Phase phase) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertTrue(sipp.isAlive(), this::said);
            return outpub.statuses().get().stream().anyMatch(status -> status.phase() == phase);
        });
    }

    private String said() {
        try {
            return Files.exists(folder.resolve("errors"))
                    ? Files.readString(folder.resolve("errors"))
                    : Files.readString(folder.resolve("screen"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void assertScenarioEnds() throws Exception {
        assertTrue(sipp.waitFor(60, TimeUnit.SECONDS), "the scenario has not ended");
        assertEquals(0, sipp.exitValue(), this::said);
    }

    @Test
    void failuresThatMayPassCostNothingButTime() throws Exception {
        start("passing");
        awaitPhase(Phase.PUBLISHED);
        config.content("state.txt", "1");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> outpub.statuses().get().get(0).entityTag().equals(java.util.Optional.of("two")));
        config.without("a").write();
        assertScenarioEnds();
    }

    @Test
    void aLifetimeThatIsTooBriefIsRaised() throws Exception {
        start("too-brief", "expiration=60");
        awaitPhase(Phase.PUBLISHED);
        config.content("state.txt", "1");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> outpub.statuses().get().get(0).entityTag().equals(java.util.Optional.of("long")));
        config.without("a").write();
        assertScenarioEnds();
    }

    @Test
    void aRefusalWaitsForACureAndAnEditOfTheConfigurationIsTriedAtOnce() throws Exception {
        start("refused");
        int lifetime = 600;
        for (String refusal : new String[] {"403", "404", "405", "415", "420", "485", "489", "501", "604"}) {
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                assertTrue(sipp.isAlive(), this::said);
                return outpub.statuses().get().stream()
                        .anyMatch(status -> status.phase() == Phase.RETRYING
                                && status.last().startsWith(refusal));
            });
            config.content("state.txt", "after " + refusal);
            config.publication("a", "sip:a@127.0.0.1:" + port, "expiration=" + ++lifetime)
                    .write();
        }
        awaitPhase(Phase.PUBLISHED);
        config.without("a").write();
        assertScenarioEnds();
    }

    @Test
    void everyRequestIsAuthenticatedAndAStaleNonceReplaced() throws Exception {
        config.section("desk", "type=auth", "username=desk", "password=secret-9137");
        start("challenging", "outbound_auth=desk");
        awaitPhase(Phase.PUBLISHED);
        config.content("state.txt", "1");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> outpub.statuses().get().get(0).entityTag().equals(java.util.Optional.of("still-in")));
        config.without("a").write();
        assertScenarioEnds();
    }
}
