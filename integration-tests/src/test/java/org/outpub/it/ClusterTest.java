package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.publish.testkit.ScriptedCompositor.Reply;

/**
 * Three daemons that share publications. The server keeps a record: who sends for a publication (each owner has a Call-ID of
 * its own), that none sends after another took over, and that each goes on with the entity-tag and the CSeq of the one before.
 */
class ClusterTest {
    private static final int PUBLICATIONS = 60;

    @TempDir
    Path folder;

    private final ScriptedCompositor esc = open();
    private ClusterNodes nodes;
    /** By URI: the Call-ID that sends now. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> formerOwners = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new ConcurrentHashMap<>();
    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final List<String> faults = java.util.Collections.synchronizedList(new ArrayList<>());

    private static ScriptedCompositor open() {
        try {
            return new ScriptedCompositor();
        } catch (IOException noSocket) {
            throw new AssertionError(noSocket);
        }
    }

    @BeforeEach
    void configure() throws IOException {
        nodes = new ClusterNodes(folder);
        Files.writeString(folder.resolve("state.txt"), "0");
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < PUBLICATIONS; i++) {
            sections.append("[p" + i + "]\ntype=outbound-publish\nserver_uri=" + esc.uri("p" + i)
                    + "\nevent=presence\n@content_type=text/plain\n@content_file=state.txt\n");
        }
        Files.writeString(folder.resolve("pjsip.conf"), sections);
        esc.script(this::answer);
    }

    /** On the compositor's thread. */
    private Reply answer(ReceivedPublish request) {
        String uri = request.requestUri();
        String owner = request.header("Call-ID");
        String before = owners.put(uri, owner);
        if (before != null && !before.equals(owner)) {
            formerOwners.computeIfAbsent(uri, first -> new HashSet<>()).add(before);
        }
        if (formerOwners.getOrDefault(uri, Set.of()).contains(owner)) {
            faults.add("one that another took over from sends again: " + request.requestUri());
        }
        String known = tags.get(uri);
        if (known != null && !known.equals(request.header("SIP-If-Match"))) {
            faults.add("not with " + known + " but " + request.header("SIP-If-Match") + ": " + request.requestUri());
        }
        long number = Long.parseLong(request.header("CSeq").split(" ")[0]);
        if (numbers.getOrDefault(uri, 0L) > number) {
            faults.add("CSeq " + number + " after " + numbers.get(uri) + ": " + request.requestUri());
        }
        numbers.put(uri, number);
        Reply reply = esc.grant(request);
        tags.put(uri, reply.headers().get(0).substring("SIP-ETag: ".length()));
        return reply;
    }

    @AfterEach
    void end() throws InterruptedException {
        nodes.close();
        esc.close();
        assertEquals(List.of(), List.copyOf(faults));
        assertEquals(List.of(), esc.violations());
    }

    /** Changes the document that all have, and waits until each is published with it. */
    private void change(String text) throws Exception {
        Files.writeString(folder.resolve("state.txt"), text);
        for (int i = 0; i < PUBLICATIONS; i++) {
            esc.awaitDocument(esc.uri("p" + i), "presence", text::equals);
        }
        // what was answered a moment before a kill may not be written yet
        await("the entity-tags to be kept")
                .atMost(Duration.ofSeconds(20))
                .until(() -> new HashSet<>(
                                nodes.database().query("SELECT state->>'entity_tag' FROM outpub_publication_state"))
                        .equals(new HashSet<>(tags.values())));
    }

    @Test
    void goOnWithEachOthersEntityTagsWhenOneIsKilledEndsOrIsStopped() throws Exception {
        nodes.start("a", "b", "c");
        nodes.awaitSpread("a", "b", "c");
        change("1");

        nodes.signal("a", "KILL");
        nodes.awaitSpread("b", "c");
        change("2");
        nodes.start("a");
        nodes.awaitSpread("a", "b", "c");
        change("3");

        nodes.signal("b", "TERM");
        nodes.awaitEnd("b");
        assertTrue(nodes.said("b", "went to other nodes"));
        nodes.awaitSpread("a", "c");
        change("4");

        nodes.signal("c", "STOP");
        nodes.awaitSpread("a");
        change("5");
        nodes.signal("c", "CONT");
        nodes.awaitSpread("a", "c");
        change("6");

        nodes.server().stop();
        await("leases to be over")
                .atMost(Duration.ofSeconds(20))
                .until(() -> nodes.said("a", "this node sends nothing"));
        nodes.server().start();
        nodes.awaitSpread("a", "c");
        change("7");
        change("8");
    }
}
