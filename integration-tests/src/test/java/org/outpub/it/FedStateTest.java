package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** A daemon whose states are fed over HTTP, and what the server gets of it. */
class FedStateTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigFolder config;
    private ScriptedCompositor esc;
    private Process daemon;
    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        esc = new ScriptedCompositor();
    }

    @AfterEach
    void end() throws Exception {
        daemon.destroy();
        daemon.waitFor();
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private URI start() throws IOException {
        config.write();
        log = folder.resolve("log");
        daemon = OutpubProcess.run(log, "run", "--config", config.path().toString(), "--http", "127.0.0.1:0");
        return OutpubProcess.page(log);
    }

    private void put(URI page, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(page.resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertEquals(200, http.send(request, BodyHandlers.ofString()).statusCode());
    }

    private void publication(String name, String event, String... more) {
        config.section(
                name,
                "type=outbound-publish",
                "server_uri=sip:127.0.0.1:" + esc.port(),
                "event=" + event,
                String.join("\n", more));
    }

    @Test
    void devicesMailboxesAndExtensionsArePublishedAsTheyAreFed() throws Exception {
        publication("devices", "asterisk-devicestate");
        publication("lamps", "dialog", "multi_user=yes", "@body=application/dialog-info+xml");
        publication("waiting", "message-summary", "@mailboxes=1000@default");
        URI page = start();
        put(page, "device-states/PJSIP/1000", "INUSE");
        ReceivedPublish device = esc.next("initial");
        assertEquals("asterisk-devicestate", device.header("Event"));
        assertTrue(device.body().contains("\"device\":\"PJSIP/1000\",\"state\":\"INUSE\""), device.body());
        put(page, "extension-states/phones/2001", "RINGING");
        ReceivedPublish lamp = esc.next("initial");
        assertEquals(esc.uri("2001"), lamp.requestUri());
        assertTrue(lamp.body().contains("<state>early</state>"), lamp.body());
        put(page, "mailboxes/1000@default", "{\"new\":1,\"old\":0}");
        ReceivedPublish mailbox = esc.next();
        assertTrue(mailbox.body().contains("Voice-Message: 1/0"), mailbox.body());
    }

    @Test
    void aSectionWithAFileIsServedByTheFileWhateverIsFed() throws Exception {
        config.content("state.txt", "from the file");
        config.publication("desk", esc.uri("desk"), "multi_user=no", "@body=application/pidf+xml");
        start();
        assertEquals("from the file", esc.next("initial").body());
        assertFalse(Files.readString(log).contains("WARN"), Files.readString(log));
    }

    @Test
    void anOptionThatDoesNotFitIsToldWithItsPlace() throws Exception {
        publication("lamps", "dialog", "multi_user=yes", "@body=application/pidf");
        start();
        await("the message")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log)
                        .contains(
                                "pjsip.conf:6: outbound-publish 'lamps': @body: 'application/pidf' is no document of"));
        assertFalse(Files.readString(log).contains("Exception"), Files.readString(log));
    }

    private String ask(int exit, String... arguments) throws Exception {
        ProcessBuilder command = OutpubProcess.command(arguments);
        Path output = folder.resolve("answer");
        Process asking = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(exit, asking.waitFor(), () -> String.join(" ", arguments));
        return Files.readString(output);
    }

    @Test
    void theCommandsThatAskADaemonPrintForPeopleAndForPrograms() throws Exception {
        config.content("state.txt", "open");
        config.publication("desk", esc.uri("desk"));
        URI page = start();
        esc.next("initial");
        String http = "--http=" + page.getAuthority();
        await("published")
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask(0, "status", http).contains("1 published"));
        assertTrue(ask(0, "status", http).startsWith("PUBLICATION  EVENT     STATE      SINCE"), "the heading");
        String desk = ask(0, "show", http, "desk");
        assertTrue(desk.contains("server:         udp:127.0.0.1:" + esc.port()), desk);
        assertEquals("there is no publication 'dask'; did you mean 'desk'?\n", ask(1, "show", http, "dask"));
        assertTrue(ask(0, "show", "--json", http, "desk").startsWith("[ {"), "JSON as it came");
        assertTrue(ask(0, "why", http, "desk").contains("That is what it should have."), "sentences");
        assertTrue(ask(0, "history", http, "desk").contains("initial  confirmed 200"), "what happened");
        assertEquals("none has failed\n", ask(0, "status", "--failed", http));
        assertEquals("", ask(0, "trace", http, "desk"));
        assertEquals("1 publication is sent now\n", ask(0, "retry", http, "desk"));
        assertEquals("open", esc.next("modify").body());
        await("both messages")
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask(0, "trace", http, "desk").contains("SIP/2.0 200 OK"));
        String plan = ask(0, "reload", "--dry-run", "--exit-code", http);
        assertTrue(plan.contains("nothing would change"), plan);
        assertEquals("nothing is sent: no request failed last\n", ask(0, "retry", "--all", http));
        config.publication("desk", esc.uri("desk"), "expiration=600").write();
        String changed = ask(0, "reload", http);
        assertTrue(
                changed.equals("outbound-publish: 1 updated: desk\n") || changed.equals("nothing changed\n"), changed);
        assertEquals(600, esc.next("refresh").expires());
        assertTrue(ask(2, "status", "--http=127.0.0.1:1").contains("is it running with --http?"), "nobody is there");
    }
}
