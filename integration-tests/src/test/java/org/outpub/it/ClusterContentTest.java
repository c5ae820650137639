package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.sorcery.realtime.PostgresServer;

/** Documents that are given to any node of a cluster, or written into its database. */
class ClusterContentTest {
    private static final List<String> SECTIONS = List.of("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7");

    @TempDir
    Path folder;

    /** By URI, what the server gave last. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    private ScriptedCompositor esc;
    private ClusterNodes nodes;

    @BeforeEach
    void configure() throws IOException {
        esc = new ScriptedCompositor();
        esc.script(this::answer);
        nodes = new ClusterNodes(folder);
        StringBuilder sections = new StringBuilder();
        for (String name : SECTIONS) {
            sections.append("[" + name + "]\ntype=outbound-publish\nserver_uri=" + esc.uri(name)
                    + "\nevent=presence\nexpiration=600\n");
        }
        sections.append("[all]\ntype=outbound-publish\nserver_uri=" + esc.uri("all")
                + "\nevent=presence\nmulti_user=yes\nexpiration=600\n");
        Files.writeString(folder.resolve("pjsip.conf"), sections);
    }

    @AfterEach
    void end() throws InterruptedException {
        nodes.close();
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private void awaitAll(String text) throws InterruptedException {
        for (String name : SECTIONS) {
            assertEquals(text, esc.awaitDocument(esc.uri(name), "presence", text::equals), name);
        }
    }

    /** Gives all sections the same document, and says who published them at once. */
    private Map<String, Integer> putAll(String node, String text) throws Exception {
        Map<String, Integer> answers = new HashMap<>();
        for (String name : SECTIONS) {
            HttpResponse<String> answer = nodes.put(node, name, text);
            answers.put(name, answer.statusCode());
            assertTrue(
                    answer.statusCode() == 200 && answer.body().contains("confirmed")
                            || answer.statusCode() == 202 && answer.body().contains("\"node\""),
                    answer::body);
        }
        awaitAll(text);
        return answers;
    }

    /** What was answered a moment before a kill may not be written yet. */
    private void awaitKept() {
        await("the entity-tags to be kept")
                .atMost(Duration.ofSeconds(20))
                .until(() -> new HashSet<>(
                                nodes.database().query("SELECT state->>'entity_tag' FROM outpub_publication_state"))
                        .equals(new HashSet<>(tags.values())));
    }

    private ScriptedCompositor.Reply answer(ReceivedPublish request) {
        ScriptedCompositor.Reply reply = esc.grant(request);
        tags.put(request.requestUri(), reply.headers().get(0).substring("SIP-ETag: ".length()));
        return reply;
    }

    @Test
    void aDocumentThatAnyNodeTookOutlivesTheDeathOfAnyNode() throws Exception {
        nodes.start("a", "b", "c");
        nodes.awaitSpread("a", "b", "c");
        Map<String, Integer> answers = putAll("a", "1");
        assertEquals(Set.of(200, 202), new HashSet<>(answers.values()), "some are a's, and some are not");
        awaitKept();

        nodes.signal("a", "KILL");
        nodes.awaitSpread("b", "c");
        putAll("b", "2");
        awaitKept();
        assertEquals("2", nodes.get("c", "/publications/p0/content").body());
        nodes.signal("b", "KILL");
        nodes.awaitSpread("c");
        assertEquals(200, nodes.put("c", "p0", "3").statusCode());
        nodes.start("a");
        nodes.awaitSpread("a", "c");
        putAll("a", "4");
        putAll("c", "5");

        // each went on with the entity-tag of the one before
        long anew = esc.drain().stream()
                .filter(request -> request.operation().equals("initial"))
                .count();
        assertEquals(SECTIONS.size(), anew);
    }

    @Test
    void isPublishedAndRemovedByWhoeverOwnsTheSection() throws Exception {
        nodes.start("a", "b");
        nodes.awaitSpread("a", "b");
        Set<String> nothing = new HashSet<>();
        for (String node : List.of("a", "b")) {
            String answer = nodes.get(node, "/publications/p0/content").body();
            nothing.add(
                    answer.contains("nothing is published")
                            ? "here"
                            : answer.contains("database has no") ? "there" : answer);
        }
        assertEquals(Set.of("here", "there"), nothing);
        putAll("b", "here");
        for (String node : List.of("a", "b")) {
            for (String name : SECTIONS) {
                HttpResponse<String> document = nodes.get(node, "/publications/" + name + "/content");
                assertEquals("here", document.body());
                assertEquals(
                        "text/plain",
                        document.headers().firstValue("Content-Type").orElse(""));
            }
        }
        for (String name : SECTIONS) {
            nodes.ask("a", "DELETE", "/publications/" + name + "/content", null, null);
            esc.awaitRemoved(esc.uri(name), "presence");
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            nodes.get("b", "/publications/" + name + "/content").statusCode() == 404);
        }
        putAll("a", "here again");
        usersHaveTheirOwn();
        refusals();
    }

    private void usersHaveTheirOwn() throws Exception {
        for (String node : List.of("a", "b")) {
            String user = "/publications/all/users/" + node + "/content";
            nodes.ask(node, "PUT", user, "text/plain", "of " + node);
            esc.awaitDocument(esc.uri(node), "presence", ("of " + node)::equals);
            assertEquals("of " + node, nodes.get("a", user).body());
            assertEquals("of " + node, nodes.get("b", user).body());
        }
        nodes.ask("a", "DELETE", "/publications/all/content", null, null);
        esc.awaitRemoved(esc.uri("a"), "presence");
        esc.awaitRemoved(esc.uri("b"), "presence");
    }

    private void refusals() throws Exception {
        for (String node : List.of("a", "b")) {
            assertRefused(404, "there is no publication 'p9'", nodes.put(node, "p9", "x"));
            assertRefused(400, "has users", nodes.put(node, "all", "x"));
            assertRefused(
                    400,
                    "multi_user=yes",
                    nodes.ask(node, "PUT", "/publications/p0/users/x/content", "text/plain", "x"));
            assertRefused(
                    400, "expected the document's type", nodes.ask(node, "PUT", "/publications/p0/content", null, "x"));
            assertRefused(400, "expected a document", nodes.put(node, "p0", ""));
        }
        nodes.server().stop();
        assertRefused(503, "try again", nodes.put("a", "p0", "x"));
        nodes.server().start();
        nodes.awaitSpread("a", "b");
        putAll("b", "after the outage");
        putAll("a", "after the outage, again");
    }

    private static void assertRefused(int status, String message, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains(message), answer::body);
    }

    @Test
    void whatIsWrittenIntoTheDatabaseIsOnTheWireInHalfASecond() throws Exception {
        nodes.start("a", "b");
        nodes.awaitSpread("a", "b");
        for (String node : List.of("a", "b")) {
            await().until(() -> nodes.page(node) != null);
        }
        List<Long> took = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String name : SECTIONS) {
                String text = name + " " + round;
                long begun = System.nanoTime();
                nodes.database()
                        .execute(
                                "INSERT INTO outpub_content (cluster, publication, content_type, body) VALUES ('pbx', '"
                                        + name + "', 'text/plain', '" + text
                                        + "') ON CONFLICT (cluster, publication, username)"
                                        + " DO UPDATE SET body = EXCLUDED.body");
                ReceivedPublish request = esc.next(round == 0 ? "initial" : "modify");
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                assertEquals(text, request.body());
                took.add(millis);
            }
        }
        took.sort(null);
        assertTrue(took.get(took.size() / 2) < 500, () -> took + " ms");
        nodes.database().execute("UPDATE outpub_content SET content_type = 'nonsense' WHERE publication = 'p0'");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> nodes.said("a", "not usable") || nodes.said("b", "not usable"));
        nodes.database().execute("DELETE FROM outpub_content WHERE publication = 'p0'");
        esc.awaitRemoved(esc.uri("p0"), "presence");
        nodes.database().execute("TRUNCATE outpub_content");
        for (String name : SECTIONS) {
            esc.awaitRemoved(esc.uri(name), "presence");
        }
    }

    @Test
    void aNodeNeedsNoRightToCreateTablesWhereTheyAre() throws Exception {
        assertEquals(
                0,
                OutpubProcess.command(
                                "database",
                                "install",
                                "--cluster",
                                "--database",
                                nodes.database().url(),
                                "--database-password-file",
                                nodes.password().toString())
                        .start()
                        .waitFor());
        nodes.database()
                .execute(
                        "REVOKE CREATE ON SCHEMA public FROM public",
                        "CREATE USER node PASSWORD '" + PostgresServer.PASSWORD + "'",
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO node");
        String url = nodes.database().url().replace(PostgresServer.USER + "@", "node@");
        nodes.startAs("a", url, nodes.password());
        nodes.awaitSpread("a");
        putAll("a", "without a right to create");
    }
}
