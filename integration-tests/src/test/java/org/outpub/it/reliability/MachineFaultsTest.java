package org.outpub.it.reliability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What machines do to a daemon: disks that are full, gone or silent, too few handles, little memory, a process that is stopped.
 * After every recovery comes the next ordinary edit, twice, and at the end the server holds what is wished, and nothing else.
 * Every build does some of it; the rest is asked for as docs/reliability.md says.
 */
@EnabledOnOs(OS.LINUX)
class MachineFaultsTest {
    private static final Duration LONGEST = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private final Deque<Path> mounted = new ArrayDeque<>();
    private CopyServer server;
    private WishedState state;
    private RunningDaemon daemon;
    private int starts;

    @BeforeEach
    void begin() throws IOException {
        server = new CopyServer();
    }

    @AfterEach
    void end() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        server.close();
        while (!mounted.isEmpty()) {
            RunningDaemon.run("umount", "-l", mounted.pop().toString());
        }
    }

    private Path conf() {
        return folder.resolve("conf");
    }

    private void configure(int publications) throws IOException {
        state = new WishedState(Files.createDirectories(conf()), server.port(), publications, new Random(1));
    }

    private void start(List<String> jvm, String... more) throws IOException {
        daemon = RunningDaemon.start(
                folder.resolve("log" + starts++),
                jvm,
                Stream.concat(Stream.of("--config", conf().toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private void converges(String when) {
        Map<String, String> wished = state.wished();
        await("the server holds what is wished " + when)
                .atMost(LONGEST)
                .until(() -> server.held().equals(wished) || !daemon.isAlive());
        assertEquals(wished, server.held(), () -> daemon.told("").toString());
    }

    private void twoMoreEdits() throws IOException {
        for (int i = 0; i < 2; i++) {
            state.edit(10);
            converges("after the next edits");
        }
    }

    /** Whoever comes after the one that is killed knows all that it had: nothing is left twice, no tag is out of date. */
    private void killAndGoOn(String... more) throws Exception {
        TimeUnit.MILLISECONDS.sleep(500); // what was confirmed some time ago is on the disk
        daemon.kill();
        long failed = server.conditionsFailed();
        start(List.of(), more);
        daemon.awaitTold("running with");
        twoMoreEdits();
        assertEquals(failed, server.conditionsFailed());
        daemon.end();
        assertEquals(Map.of(), server.held());
    }

    private Path mount(String name, String... options) throws Exception {
        Path at = Files.createDirectories(folder.resolve(name));
        String all = String.join(",", options);
        assumeTrue(
                RunningDaemon.succeeds("mount", "-t", "tmpfs", "-o", all, "tmpfs", at.toString()),
                "a file system can be mounted by root only");
        mounted.push(at);
        return at;
    }

    @Test
    void aFullDiskIsToldOnceAndAllIsWrittenOnceThereIsRoom() throws Exception {
        Path disk = mount("disk", "size=256k");
        configure(60);
        start(List.of(), "--state-dir", disk.toString());
        converges("at the start");
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space"), full.toString());
        }
        await("the disk is full").atMost(LONGEST).until(() -> {
            state.edit(20);
            converges("while the disk is full");
            return !daemon.told("cannot be kept over a restart").isEmpty();
        });
        state.edit(20);
        converges("while the disk is full");
        Files.delete(filler);
        daemon.awaitTold("entity-tags are kept over a restart again");
        assertEquals(1, daemon.told("cannot be kept over a restart").size());
        twoMoreEdits();
        killAndGoOn("--state-dir", disk.toString());
    }

    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void aDiskThatMayNotBeWrittenIsToldAndPublishingGoesOn() throws Exception {
        configure(20);
        mount("conf/.outpub", "ro");
        start(List.of());
        converges("at the start");
        daemon.awaitTold("entity-tags do not outlive a restart");
        twoMoreEdits();
        daemon.end();
        assertEquals(Map.of(), server.held());
    }

    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void aStateFolderThatIsDeletedIsMadeAnewWithAllThatIsKnown() throws Exception {
        configure(60);
        start(List.of());
        converges("at the start");
        Path journal = conf().resolve(".outpub/publication-state.journal");
        await("the entity-tags are on the disk")
                .until(() ->
                        Files.exists(journal) && Files.readAllLines(journal).size() > 60);
        for (int i = 0; i < 2; i++) {
            RunningDaemon.run("rm", "-rf", conf().resolve(".outpub").toString());
            state.edit(10);
            converges("without the folder");
            daemon.awaitTold("was taken away", i + 1);
            daemon.awaitTold("keeps other processes out again", i + 1);
        }
        twoMoreEdits();
        killAndGoOn();
    }

    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void withoutHandlesWhatIsPublishedStaysAndWithThemEditsAreTaken() throws Exception {
        configure(60);
        start(List.of());
        converges("at the start");
        twoMoreEdits();
        String pid = Long.toString(daemon.pid());
        long open;
        try (Stream<Path> handles = Files.list(Path.of("/proc", pid, "fd"))) {
            open = handles.count();
        }
        assumeTrue(RunningDaemon.succeeds("prlimit", "--pid", pid, "--nofile=" + open + ":"), "there is prlimit");
        Map<String, String> before = state.wished();
        state.edit(20);
        daemon.awaitTold("Too many open files");
        assertTrue(daemon.isAlive());
        Map<String, String> still = new TreeMap<>(before);
        still.keySet().retainAll(state.wished().keySet()); // that a file was deleted is seen without a handle
        Map<String, String> held = server.held();
        assertTrue(held.entrySet().containsAll(still.entrySet()), () -> held + " has not all of " + still);
        assertTrue(before.entrySet().containsAll(held.entrySet()), () -> held + " is not of " + before);
        RunningDaemon.run("prlimit", "--pid", pid, "--nofile=4096:");
        converges("with handles");
        twoMoreEdits();
        killAndGoOn();
    }

    /** As a machine that slept, or a virtual one that was paused. */
    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void aProcessThatIsStoppedForLongerThanItsGrantsPublishesAllAnew() throws Exception {
        server.close();
        server = new CopyServer(3);
        configure(60);
        start(List.of());
        converges("at the start");
        for (int i = 0; i < 2; i++) {
            daemon.signal("STOP");
            state.edit(10);
            await("all has expired").atMost(LONGEST).until(() -> server.held().isEmpty());
            daemon.signal("CONT");
            converges("after it went on");
        }
        twoMoreEdits();
        daemon.end();
        assertEquals(Map.of(), server.held());
    }

    /**
     * A file system of which nobody answers a question, as one of the network whose server is gone.
     *
     * @return closing its input lets what is below answer
     */
    private static Process silence(Path at) throws IOException {
        Process own = new ProcessBuilder(
                        "bash",
                        "-c",
                        "exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 silent \"$0\""
                                + " && echo mounted && read -r line; umount -l \"$0\"",
                        at.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue("mounted".equals(own.inputReader().readLine()), "a file system can be mounted by root only");
        return own;
    }

    private static void answer(Process silent) throws IOException, InterruptedException {
        silent.getOutputStream().close();
        assertTrue(silent.waitFor(20, TimeUnit.SECONDS));
    }

    private String section(String name, String file) {
        return "[" + name + "]\ntype=outbound-publish\nserver_uri=sip:" + name + "@127.0.0.1:" + server.port()
                + "\nevent=presence\nexpiration=600\n@content_type=text/plain\n@content_file=" + file + "\n";
    }

    private void publishes(String name, String file, String text) throws IOException {
        Files.writeString(conf().resolve(file), text);
        String resource = "sip:" + name + "@127.0.0.1:" + server.port() + " presence";
        await(name + " is '" + text + "'")
                .atMost(LONGEST)
                .until(() -> text.equals(server.held().get(resource)));
    }

    private String reload() throws Exception {
        daemon.awaitTold("status page: ");
        String page = daemon.told("status page: ").get(0).replaceAll(".*status page: ", "");
        HttpRequest request = HttpRequest.newBuilder(URI.create(page + "reload"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(LONGEST)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aFileSystemThatIsSilentHoldsUpNothingElseAndIsTakenInWhenItAnswers() throws Exception {
        Path net = Files.createDirectories(conf().resolve("net"));
        Files.writeString(net.resolve("far.txt"), "far away");
        Files.writeString(conf().resolve("pjsip.conf"), section("near", "near.txt") + section("far", "net/far.txt"));
        Process silent = silence(net);
        try {
            start(List.of(), "--http", "127.0.0.1:0");
            for (String text : List.of("here", "busy", "away")) {
                publishes("near", "near.txt", text);
            }
            daemon.awaitTold("net/far.txt does not answer");
            String report = reload();
            assertTrue(report.contains("far.txt does not answer"), report);
            assertEquals(1, server.held().size());
        } finally {
            answer(silent);
        }
        publishes("far", "net/far.txt", "far away");
        for (String text : List.of("here", "busy")) {
            publishes("far", "net/far.txt", text);
            publishes("near", "near.txt", text);
        }
        assertTrue(
                daemon.told("does not answer").size() <= 2,
                () -> daemon.told("").toString());
        assertTrue(!reload().contains("does not answer"));
        daemon.end();
        assertEquals(Map.of(), server.held());
    }

    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void aConfigurationThatIsSilentIsToldAndTakenInWhenItAnswers() throws Exception {
        Path net = Files.createDirectories(conf().resolve("net"));
        Files.writeString(net.resolve("more.conf"), section("a", "a.txt"));
        Files.writeString(conf().resolve("pjsip.conf"), "#include net/more.conf\n");
        Process silent = silence(net);
        try {
            start(List.of(), "--http", "127.0.0.1:0");
            daemon.awaitTold("more.conf does not answer");
            assertTrue(reload().contains("more.conf does not answer"));
        } finally {
            answer(silent);
        }
        publishes("a", "net/a.txt", "here");
        for (String file : List.of("b.txt", "c.txt")) {
            Files.writeString(net.resolve("more.conf"), section("a", file));
            publishes("a", "net/" + file, file);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "faults.long", matches = "true")
    void with64MegabytesTwoThousandArePublishedEditedAndRemoved() throws Exception {
        configure(2_000);
        start(List.of("-Xmx64m"));
        converges("at the start");
        for (int i = 0; i < 20; i++) {
            state.edit(200);
            converges("after many edits");
        }
        killAndGoOn();
    }
}
