package org.outpub.publish.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.Outpub;
import org.outpub.publish.testkit.ScriptedCompositor.Reply;

/** The kit, as whoever embeds Outpub tests with it; docs/embedding.md shows some of it. */
@ExtendWith(CompositorExtension.class)
class CompositorExtensionTest {
    private final Outpub outpub = Outpub.builder().inMemory().build();

    @BeforeEach
    void load() {
        outpub.load();
    }

    @AfterEach
    void end() {
        outpub.close();
    }

    private PublishClient desk(ScriptedCompositor server) {
        assertEquals(
                List.of(),
                outpub.put(
                        "outbound-publish",
                        "desk",
                        Map.of("server_uri", server.uri("desk"), "event", "presence", "expiration", "600")));
        return outpub.client("desk").join().orElseThrow();
    }

    private static PublicationBody text(String text) {
        return PublicationBody.of("text/plain", text);
    }

    @Test
    void whatIsPublishedIsAwaitedAndSoIsItsEnd(ScriptedCompositor server) throws Exception {
        PublishClient desk = desk(server);
        desk.publish(text("open"));
        assertEquals("open", server.awaitDocument(server.uri("desk"), "presence", "open"::equals));
        desk.publish(text("closed"));
        server.awaitDocument(server.uri("desk"), "presence", "closed"::equals);
        desk.remove();
        server.awaitRemoved(server.uri("desk"), "presence");
        for (String operation : List.of("initial", "modify", "remove")) {
            server.next(operation);
        }
    }

    @Test
    void answersComeFromAScript(ScriptedCompositor server) throws Exception {
        server.script(request -> request.operation().equals("modify")
                ? Reply.of(412, "Conditional Request Failed")
                : server.grant(request));
        PublishClient desk = desk(server);
        desk.publish(text("open"));
        server.next("initial");
        desk.publish(text("closed"));
        server.next("modify");
        assertEquals("closed", server.next("initial").body());
    }

    @Test
    void lostDatagramsAreSentAgain(ScriptedCompositor server) throws Exception {
        server.loseRequests(1);
        PublishClient desk = desk(server);
        PublishResult first = desk.publish(text("open")).toCompletableFuture().get();
        assertTrue(first instanceof PublishResult.Confirmed, first::toString);
        server.loseAnswers(1);
        PublishResult second =
                desk.publish(text("closed")).toCompletableFuture().get();
        assertTrue(second instanceof PublishResult.Confirmed, second::toString);
        assertEquals(Optional.of("closed"), server.document(server.uri("desk"), "presence"));
    }

    @Test
    void eachParameterIsAServerOfItsOwn(ScriptedCompositor one, ScriptedCompositor other) {
        assertNotEquals(one.port(), other.port());
    }

    @Test
    void whatTheRfcsForbidIsToldWithTheRequest() throws Exception {
        try (ScriptedCompositor server = new ScriptedCompositor()) {
            RawDatagram.send(
                    server.port(), "PUBLISH sip:desk@127.0.0.1 SIP/2.0\r\nCSeq: 1 PUBLISH\r\nExpires: 0\r\n\r\n");
            server.next();
            assertTrue(server.violations().stream().anyMatch(told -> told.startsWith("via stands 0 times")));
        }
    }

    @Test
    void whatIsNotTakenInTimeFailsWithWhatThereIs() throws Exception {
        try (ScriptedCompositor server = new ScriptedCompositor()) {
            RawDatagram.send(
                    server.port(), "PUBLISH sip:desk@127.0.0.1 SIP/2.0\r\nCSeq: 1 PUBLISH\r\nExpires: 60\r\n\r\nopen");
            AssertionError wrong = assertThrows(AssertionError.class, () -> server.next("refresh"));
            assertTrue(wrong.getMessage().contains("expected refresh, got "), wrong.getMessage());
        }
    }

    /** Bytes that no agent would send. */
    private static final class RawDatagram {
        static void send(int port, String text) throws java.io.IOException {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            try (java.net.DatagramSocket socket = new java.net.DatagramSocket()) {
                socket.send(new java.net.DatagramPacket(
                        bytes, bytes.length, java.net.InetAddress.getLoopbackAddress(), port));
            }
        }
    }
}
