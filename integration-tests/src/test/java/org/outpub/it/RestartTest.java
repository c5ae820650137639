package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** A daemon that is killed, and the one that comes after it (RFC 3903 §4.2). */
class RestartTest {
    /** A tag that would begin another header. */
    private static final String UNSENDABLE = "a\\r\\nX: y";

    private static final String JOURNAL = ".outpub/publication-state.journal";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private ConfigFolder config;
    private ScriptedCompositor esc;
    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "open");
        esc = new ScriptedCompositor();
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private Process run(String... options) throws IOException {
        log = folder.resolve("log" + started.size());
        List<String> arguments =
                new ArrayList<>(List.of("run", "--config", config.path().toString()));
        arguments.addAll(List.of(options));
        Process process = OutpubProcess.run(log, arguments.toArray(String[]::new));
        started.add(process);
        return process;
    }

    /** Runs a daemon until what it published is on the disk, and kills it. */
    private void runAndKill(int publications) throws Exception {
        Process first = run();
        for (int i = 0; i < publications; i++) {
            esc.next("initial");
        }
        await("the entity-tags are on the disk").atMost(Duration.ofSeconds(20)).until(() -> kept(publications));
        first.destroyForcibly();
        assertTrue(first.waitFor(10, TimeUnit.SECONDS));
        assertEquals(List.of(), esc.drain());
    }

    /** A line of the journal says that an object is stored, or removed, and ends with the line's end. */
    private boolean kept(int publications) throws IOException {
        Path journal = config.path().resolve(JOURNAL);
        if (!Files.exists(journal)) {
            return publications == 0;
        }
        Set<String> ids = new HashSet<>();
        String text = Files.readString(journal);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            String change = line.substring(line.indexOf(' ') + 1);
            if (change.startsWith("+") && !change.contains(UNSENDABLE)) {
                ids.add(change.substring(1, change.indexOf('\t')));
            } else {
                ids.remove(change.substring(1));
            }
        }
        return ids.size() == publications;
    }

    @Test
    void theEntityTagIsUsedFirstWithTheFullDocument() throws Exception {
        esc.script(
                request -> ScriptedCompositor.Reply.of(200, "OK", "SIP-ETag: kept-" + request.cseq(), "Expires: 600"));
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        run();
        ReceivedPublish modify = esc.next("modify");
        assertEquals("kept-1", modify.header("SIP-If-Match"));
        assertEquals("open", modify.body());
    }

    @Test
    void aServerThatForgotItMeanwhileGetsItAnew() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        esc.script(
                request -> request.has("SIP-If-Match") ? ScriptedCompositor.Reply.of(412, "Gone") : esc.grant(request));
        run();
        esc.next("modify");
        assertEquals("open", esc.next("initial").body());
    }

    /** As if an earlier version, or somebody else, had kept it. */
    @Test
    void whatWasKeptAndCannotBeSentIsForgottenAndToldOnce() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        Path journal = config.path().resolve(JOURNAL);
        String[] lines = Files.readString(journal).split("\n");
        String change = lines[1].substring(lines[1].indexOf(' ') + 1)
                .replaceFirst("entity_tag=[^\t]*", "entity_tag=" + Matcher.quoteReplacement(UNSENDABLE));
        CRC32C sum = new CRC32C();
        sum.update(change.getBytes(StandardCharsets.UTF_8));
        Files.writeString(journal, lines[0] + String.format("%n%08x %s%n", sum.getValue(), change));
        runAndKill(1);
        List<String> told = Files.readAllLines(log).stream()
                .filter(line -> line.contains("cannot be") || line.contains("left out"))
                .toList();
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).contains("entity_tag"), told::toString);
        run();
        esc.next("modify");
    }

    @Test
    void whatIsNotToBePublishedAnyMoreIsRemoved() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        Files.delete(config.path().resolve("state.txt"));
        run();
        esc.next("remove");
    }

    @Test
    void usersWhoseFilesAreGoneAreRemovedToo() throws Exception {
        config.content("users/ann.txt", "ann is here");
        config.content("users/bob.txt", "bob is here");
        config.section(
                        "team",
                        "type=outbound-publish",
                        "server_uri=sip:127.0.0.1:" + esc.port(),
                        "event=presence",
                        "multi_user=yes",
                        "@content_type=text/plain",
                        "@content_dir=users")
                .write();
        runAndKill(2);
        Files.delete(config.path().resolve("users/bob.txt"));
        run();
        List<String> sent = new ArrayList<>();
        sent.add(describe(esc.next()));
        sent.add(describe(esc.next()));
        assertEquals(
                List.of("modify " + esc.uri("ann"), "remove " + esc.uri("bob")),
                sent.stream().sorted().toList());
    }

    private static String describe(ReceivedPublish request) {
        return request.operation() + " " + request.requestUri();
    }

    private Set<String> next(int requests) throws InterruptedException {
        Set<String> sent = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            sent.add(describe(esc.next()));
        }
        return sent;
    }

    @Test
    void whatMovedMeanwhileIsPublishedAnewAndRemovedWhereItWas() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        config.publication("a", esc.uri("b")).write();
        run();
        assertEquals(Set.of("initial " + esc.uri("b"), "remove " + esc.uri("a")), next(2));
        await("what was removed is forgotten").atMost(Duration.ofSeconds(20)).until(() -> kept(1));
    }

    @Test
    void aSectionThatWasDeletedMeanwhileIsRemovedAtItsServerAndTold() throws Exception {
        config.publication("a", esc.uri("a")).publication("b", esc.uri("b")).write();
        runAndKill(2);
        config.without("b").write();
        run();
        assertEquals(Set.of("modify " + esc.uri("a"), "remove " + esc.uri("b")), next(2));
        await("it is told")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log)
                        .contains("of publications that are not configured any more, 1 removed, 0 could not be"));
        await("it is forgotten").atMost(Duration.ofSeconds(20)).until(() -> kept(1));
    }

    @Test
    void whileASectionIsNotUnderstoodNothingIsTakenForDeleted() throws Exception {
        config.publication("a", esc.uri("a")).publication("b", esc.uri("b")).write();
        runAndKill(2);
        config.publication("a", esc.uri("a")).publication("b", "nonsense").write();
        run();
        assertEquals(Set.of("modify " + esc.uri("a")), next(1));
        await("it is told")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log)
                        .contains("neither refreshed nor removed until configuration has no errors"));
        config.publication("a", esc.uri("a")).publication("b", esc.uri("b")).write();
        assertEquals(Set.of("modify " + esc.uri("b")), next(1));
        config.without("b").write();
        assertEquals(Set.of("remove " + esc.uri("b")), next(1));
    }

    @Test
    void anEmptiedConfigurationIsTakenForAnAccident() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        config.without("a").write();
        run();
        await("it is told")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log).contains("an empty one is taken for an accident"));
        config.publication("b", esc.uri("b")).write();
        assertEquals(Set.of("initial " + esc.uri("b"), "remove " + esc.uri("a")), next(2));
    }

    @Test
    void anEndThatLeavesWhatIsPublishedIsGoneOnFrom() throws Exception {
        config.publication("a", esc.uri("a")).write();
        Process first = run("--leave");
        esc.next("initial");
        await("it is published")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log).contains("a: published"));
        first.destroy();
        assertTrue(first.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, first.exitValue());
        assertTrue(Files.readString(log).contains("1 publications stay at their servers"));
        run("--leave");
        esc.next("modify");
    }

    @Test
    void aSecondDaemonOnTheSameFolderIsRefusedAndTheFirstIsNamed() throws Exception {
        config.publication("a", esc.uri("a")).write();
        Process first = run();
        esc.next("initial");
        Process second = run();
        assertTrue(second.waitFor(20, TimeUnit.SECONDS));
        assertEquals(3, second.exitValue());
        String said = Files.readString(log);
        assertTrue(said.contains("is in use by process " + first.pid()), said);
        assertTrue(said.contains(config.path().toString()), said);
        assertTrue(first.isAlive());
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void theStateIsForItsOwnerAlone() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        Path state = config.path().resolve(".outpub");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state)));
        for (String name : List.of("lock", "publication-state.journal")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(name))),
                    name);
        }
    }

    @Test
    void aJournalThatCannotBeReadIsSetAsideAndTold() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        Path journal = config.path().resolve(JOURNAL);
        Files.writeString(journal, "\0\0\0 no journal at all");
        run();
        esc.next("initial");
        await("it is kept again").atMost(Duration.ofSeconds(20)).until(() -> kept(1));
        assertTrue(Files.exists(journal.resolveSibling("publication-state.journal.bad-1")));
        assertTrue(Files.readString(log).contains("is damaged from its first line on"), Files.readString(log));
    }

    @Test
    void afterAnEndInPeaceNothingIsKept() throws Exception {
        config.publication("a", esc.uri("a")).write();
        Process first = run();
        esc.next("initial");
        await("it is published")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log).contains("a: published"));
        first.destroy();
        esc.next("remove");
        assertTrue(first.waitFor(20, TimeUnit.SECONDS));
        assertTrue(kept(0));
        run();
        esc.next("initial");
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldAndPublishingGoesOn() throws Exception {
        config.publication("a", esc.uri("a")).write();
        config.content(".outpub", "a file in the place of the folder");
        run();
        esc.next("initial");
        await("it is told")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log)
                        .contains("entity-tags do not outlive a restart: "
                                + config.path().resolve(".outpub")));
    }
}
