package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed, and the one that comes after it (RFC 3903 §4.2). */
class RestartTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private ConfigFolder config;
    private RawEsc esc;
    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "open");
        esc = new RawEsc();
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private Process run() throws IOException {
        log = folder.resolve("log" + started.size());
        Process process =
                OutpubProcess.run(log, "run", "--config", config.path().toString());
        started.add(process);
        return process;
    }

    /** Runs a daemon until what it published is on the disk, and kills it. */
    private void runAndKill(int publications) throws Exception {
        Process first = run();
        for (int i = 0; i < publications; i++) {
            esc.next("initial");
        }
        // The database is Asterisk's; what is in its files is there for another process too.
        await("the entity-tags are on the disk").atMost(Duration.ofSeconds(20)).until(() -> kept(publications));
        first.destroyForcibly();
        assertTrue(first.waitFor(10, TimeUnit.SECONDS));
        assertEquals(List.of(), esc.drain());
    }

    private boolean kept(int publications) throws Exception {
        Path database = config.path().resolve(".outpub/state.sqlite3");
        if (!Files.exists(database)) {
            return false;
        }
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from astdb where key like '/outpub/publication-state/%'")) {
            return rows.getInt(1) == publications;
        } catch (java.sql.SQLException notYet) {
            return false;
        }
    }

    @Test
    void theEntityTagIsUsedFirstWithTheFullDocument() throws Exception {
        esc.script(request -> RawEsc.Reply.of(200, "OK", "SIP-ETag: kept-" + request.cseq(), "Expires: 600"));
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        run();
        RawPublish modify = esc.next("modify");
        assertEquals("kept-1", modify.header("SIP-If-Match"));
        assertEquals("open", modify.body());
    }

    @Test
    void aServerThatForgotItMeanwhileGetsItAnew() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        esc.script(request -> request.has("SIP-If-Match") ? RawEsc.Reply.of(412, "Gone") : esc.grant(request));
        run();
        esc.next("modify");
        assertEquals("open", esc.next("initial").body());
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

    private static String describe(RawPublish request) {
        return request.operation() + " " + request.requestUri();
    }

    @Test
    void anotherTargetHasNoUseForTheEntityTag() throws Exception {
        config.publication("a", esc.uri("a")).write();
        runAndKill(1);
        config.publication("a", esc.uri("b")).write();
        run();
        assertEquals(esc.uri("b"), esc.next("initial").requestUri());
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
