package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** A whole agent on one side of the wire, and a server on a bare socket, which checks every request, on the other. */
abstract class WireTestCase {
    @TempDir
    Path folder;

    ScriptedCompositor esc;
    ConfigFolder config;
    Outpub outpub;

    @BeforeEach
    void prepare() throws IOException {
        esc = new ScriptedCompositor();
        config = new ConfigFolder(folder);
        config.content("state.txt", "open");
    }

    @AfterEach
    void endAndCheck() {
        if (outpub != null) {
            outpub.unload(Duration.ofSeconds(2));
        }
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    void start() throws IOException {
        config.write();
        outpub = Outpub.builder().configuration(folder).build();
        outpub.load();
    }

    /** Publishes one thing of one user, and takes the request. */
    ReceivedPublish startOne(String... more) throws Exception {
        config.publication("a", esc.uri("a"), more);
        start();
        return esc.next("initial");
    }

    /** Publishes by hand what an object of an event has for its state. */
    PublishClient client(String event) throws Exception {
        CompletableFuture<PublishClient> given = new CompletableFuture<>();
        outpub.register(EventPublisherHandler.of(event, client -> {
            given.complete(client);
            return () -> {};
        }));
        return given.get(20, TimeUnit.SECONDS);
    }

    static PublicationBody text(String text) {
        return PublicationBody.of("text/plain", text);
    }

    PublicationStatus status(String id) throws Exception {
        return outpub.statuses().get().stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    void awaitPhase(String id, PublicationStatus.Phase phase) {
        await(id + " is " + phase)
                .until(() -> outpub.statuses().get().stream()
                        .anyMatch(status -> status.id().equals(id) && status.phase() == phase));
    }

    static org.awaitility.core.ConditionFactory await(String what) {
        return org.awaitility.Awaitility.await(what).atMost(Duration.ofSeconds(20));
    }

    static ScriptedCompositor.Reply reply(int status, String... headers) {
        return ScriptedCompositor.Reply.of(status, "Because", headers);
    }
}
