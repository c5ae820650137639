package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** Edits of files, seen on the wire. */
class HotReloadTest extends ReloadTestCase {
    private void thirtyPublications() {
        for (int i = 0; i < 30; i++) {
            config.publication("p" + i, esc.uri("p" + i), "expiration=600");
        }
    }

    /** Publishes once more and takes the request: what went out before it is what the edit caused. */
    private List<ReceivedPublish> sentUntilMarker() throws IOException, InterruptedException {
        config.publication("marker", esc.uri("marker")).write();
        List<ReceivedPublish> sent = new java.util.ArrayList<>();
        ReceivedPublish request = esc.next();
        while (!request.requestUri().contains("marker")) {
            sent.add(request);
            request = esc.next();
        }
        return sent;
    }

    @Test
    void editingTheExpirationOfOneOfThirtySendsExactlyOneRequestThatCarriesTheEntityTag() throws Exception {
        thirtyPublications();
        Map<String, String> tags = new HashMap<>();
        esc.script(request -> {
            ScriptedCompositor.Reply reply = esc.grant(request);
            tags.put(request.requestUri(), reply.headers().get(0).replace("SIP-ETag: ", ""));
            return reply;
        });
        start();
        Set<String> published = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            published.add(esc.next("initial").requestUri());
        }
        assertEquals(30, published.size());
        String tag = tags.get(esc.uri("p17"));

        config.publication("p17", esc.uri("p17"), "expiration=900").write();

        ReceivedPublish request = esc.next("refresh");
        assertEquals(esc.uri("p17"), request.requestUri());
        assertEquals(900, request.expires());
        assertEquals(tag, request.header("SIP-If-Match"));
        assertEquals("outbound-publish: 1 updated, 29 unchanged", outboundPublish(awaitReload()));
        assertEquals(List.of(), sentUntilMarker());
    }

    private static String outboundPublish(ReloadReport report) {
        return "outbound-publish: " + report.types().get("outbound-publish");
    }

    @Test
    void aFolderThatIsNotThereIsToldAndFollowedOnceItIs() throws Exception {
        publishesOnceItIsThere(folder.resolve("later"), folder.resolve("later"));
    }

    @Test
    void aFileThatIsNotThereIsToldAndFollowedOnceItIs() throws Exception {
        publishesOnceItIsThere(folder.resolve("pjsip.conf"), folder);
    }

    private void publishesOnceItIsThere(Path given, Path holder) throws Exception {
        List<String> told = load(given);
        String file = folder.relativize(holder.resolve("pjsip.conf")).toString();
        assertEquals(List.of(), outpub.statuses().join());
        assertTrue(
                told.stream().anyMatch(problem -> problem.startsWith(file) && problem.contains("no such file")),
                told::toString);
        assertTrue(told.stream().anyMatch(problem -> problem.contains("put the file there")), told::toString);

        Files.createDirectories(holder);
        ConfigFolder late = new ConfigFolder(holder);
        late.content("state.txt", "open");
        late.publication("a", esc.uri("a"), "expiration=600").write();
        esc.next("initial");
        assertEquals(List.of(), awaitReload().problems());
        for (String expiration : List.of("700", "800")) {
            late.publication("a", esc.uri("a"), "expiration=" + expiration).write();
            assertEquals(Integer.parseInt(expiration), esc.next("refresh").expires());
        }
    }

    @Test
    void addingASectionPublishesAndRemovingItRemoves() throws Exception {
        config.publication("a", esc.uri("a"));
        start();
        esc.next("initial");
        config.publication("b", esc.uri("b")).write();
        assertEquals(esc.uri("b"), esc.next("initial").requestUri());
        config.without("b").write();
        ReceivedPublish removal = esc.next("remove");
        assertEquals(esc.uri("b"), removal.requestUri());
        assertEquals(List.of(), sentUntilMarker());
    }

    @Test
    void removingTheLastSectionRemovesItsPublication() throws Exception {
        config.publication("a", esc.uri("a"));
        start();
        esc.next("initial");
        config.without("a").write();
        esc.next("remove");
    }

    @Test
    void aConfigurationThatIsEmptiedUnpublishesNothingUntilSomebodySaysThatItIsMeant() throws Exception {
        thirtyPublications();
        start();
        for (int i = 0; i < 30; i++) {
            esc.next("initial");
        }
        String whole = config.text();
        for (String nothing : List.of("", "; made by a script\n")) {
            config.writeRaw(nothing);
            ReloadReport report = awaitReload();
            assertEquals("outbound-publish: 30 kept as before", outboundPublish(report));
            assertTrue(report.problems().toString().contains("outpub reload --accept-empty"), report.toString());
            config.writeRaw(whole);
            awaitReload();
        }
        Files.writeString(config.file(), "");
        assertEquals("outbound-publish: 30 kept as before", outboundPublish(awaitReload()));
        assertEquals(List.of(), esc.drain());
        assertEquals("outbound-publish: 30 deleted", outboundPublish(outpub.reloadAcceptingEmpty()));
        for (int i = 0; i < 30; i++) {
            esc.next("remove");
        }
    }

    @Test
    void aSectionThatBreaksStaysAsItWasAndMendingItAppliesIt() throws Exception {
        config.publication("a", esc.uri("a"), "expiration=600");
        start();
        esc.next("initial");
        config.publication("a", esc.uri("a"), "expiration=soon").write();
        ReloadReport report = awaitReload();
        assertEquals("outbound-publish: 1 kept as before", outboundPublish(report));
        String problem = report.problems().get(0).toString();
        assertTrue(
                problem.endsWith(
                        "pjsip.conf:7: outbound-publish 'a': expiration: 'soon' is not a number of seconds from 1 to"
                                + " 4294967295; keeping the previous one"),
                problem);
        config.publication("a", esc.uri("a"), "expiration=700").write();
        assertEquals(700, esc.next("refresh").expires());
    }

    @Test
    void aFileCutInTheMiddleOfAHeaderUnpublishesNothing() throws Exception {
        thirtyPublications();
        start();
        for (int i = 0; i < 30; i++) {
            esc.next("initial");
        }
        String whole = config.text();
        config.writeRaw(whole.substring(0, whole.indexOf("[p20]") + 3));
        ReloadReport report = awaitReload();
        assertTrue(report.hasErrors());
        assertFalse(report.changedAnything());
        config.writeRaw(whole);
        awaitReload();
        assertEquals(List.of(), sentUntilMarker());
    }

    @Test
    void aChangedContentFileModifiesADeletedOneRemovesAndANewOnePublishes() throws Exception {
        config.publication("a", esc.uri("a"));
        start();
        assertEquals("open", esc.next("initial").body());
        Path state = config.content("state.txt", "closed");
        assertEquals("closed", esc.next("modify").body());
        Files.delete(state);
        esc.next("remove");
        config.content("state.txt", "back");
        assertEquals("back", esc.next("initial").body());
    }

    @Test
    void aFolderHoldsAFileForEachUser() throws Exception {
        config.content("lamps/2001.xml", "one");
        config.content("lamps/2002.xml", "two");
        config.content("lamps/.2003.xml.swp", "hidden");
        config.section(
                "lamps",
                "type=outbound-publish",
                "server_uri=sip:pbx@127.0.0.1:" + esc.port(),
                "from_uri=sip:from@example.org",
                "to_uri=sip:to@example.org",
                "event=dialog",
                "multi_user=yes",
                "@content_type=text/plain",
                "@content_dir=lamps");
        start();
        Map<String, ReceivedPublish> byUri = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            ReceivedPublish request = esc.next("initial");
            byUri.put(request.requestUri(), request);
        }
        ReceivedPublish first = byUri.get(esc.uri("2001"));
        assertEquals("one", first.body());
        assertTrue(first.header("From").startsWith("<sip:2001@example.org>;tag="), first.header("From"));
        assertEquals("<sip:2001@example.org>", first.header("To"));
        config.content("lamps/2003.xml", "three");
        assertEquals(esc.uri("2003"), esc.next("initial").requestUri());
        Files.delete(folder.resolve("lamps/2001.xml"));
        assertEquals(esc.uri("2001"), esc.next("remove").requestUri());
    }

    @Test
    void aUserWhoseStateIsPutStaysWhenFilesOfOthersChange() throws Exception {
        Files.createDirectories(folder.resolve("lamps"));
        config.content("lamps/2001.xml", "one");
        config.section(
                "lamps",
                "type=outbound-publish",
                "server_uri=sip:pbx@127.0.0.1:" + esc.port(),
                "event=dialog",
                "multi_user=yes",
                "@content_type=text/plain",
                "@content_dir=lamps");
        start();
        esc.next("initial");
        PublishClient lamps = outpub.client("lamps").join().orElseThrow();
        lamps.user("zed").publish(PublicationBody.of("text/plain", "put"));
        assertEquals(esc.uri("zed"), esc.next("initial").requestUri());
        for (int i = 0; i < 2; i++) {
            config.content("lamps/2001.xml", "changed " + i);
            assertEquals(esc.uri("2001"), esc.next("modify").requestUri());
            outpub.reload();
        }
        Files.delete(folder.resolve("lamps/2001.xml"));
        assertEquals(esc.uri("2001"), esc.next("remove").requestUri());
        lamps.user("zed").remove();
        assertEquals(esc.uri("zed"), esc.next("remove").requestUri());
    }

    @Test
    void aChangedServerIsPublishedToBeforeTheOldPublicationIsRemoved() throws Exception {
        config.publication("a", esc.uri("old"));
        start();
        String callId = esc.next("initial").header("Call-ID");
        config.publication("a", esc.uri("new")).write();
        ReceivedPublish made = esc.next("initial");
        assertEquals(esc.uri("new"), made.requestUri());
        assertNotEquals(callId, made.header("Call-ID"));
        ReceivedPublish broken = esc.next("remove");
        assertEquals(esc.uri("old"), broken.requestUri());
        assertEquals(callId, broken.header("Call-ID"));
    }

    @Test
    void aChangedTransportKeepsThePublicationAndIsUsedFromTheNextRequestOn() throws Exception {
        int port = freePort();
        config.publication("a", esc.uri("a"));
        start();
        String callId = esc.next("initial").header("Call-ID");
        config.section("mine", "type=transport", "bind=127.0.0.1:" + port)
                .publication("a", esc.uri("a"), "transport=mine")
                .write();
        awaitReload();
        config.content("state.txt", "closed");
        ReceivedPublish modify = esc.next("modify");
        assertEquals(callId, modify.header("Call-ID"));
        assertTrue(modify.header("Via").startsWith("SIP/2.0/UDP 127.0.0.1:" + port + ";"), modify.header("Via"));
    }

    @Test
    void aTransportThatCannotBeOpenedIsToldOnceAndIsOpenOnceItCan() throws Exception {
        try (CapturedLog log = new CapturedLog();
                DatagramSocket other = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            config.section("mine", "type=transport", "bind=127.0.0.1:" + other.getLocalPort())
                    .section("named", "type=transport", "bind=nowhere.invalid")
                    .publication("a", esc.uri("a"), "transport=mine");
            start();
            await("it is told").until(() -> log.warnings().size() >= 2);
            other.close();
            esc.next("initial");
            assertEquals(
                    2,
                    log.warnings().stream()
                            .filter(line -> line.contains("WARNING: transport '"))
                            .count(),
                    log.warnings()::toString);
        }
    }

    private static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            return probe.getLocalPort();
        }
    }

    @Test
    void unloadingRemovesEverythingAndReportsIt() throws Exception {
        config.publication("a", esc.uri("a")).publication("b", esc.uri("b"));
        start();
        esc.next("initial");
        esc.next("initial");
        await("all have an entity-tag")
                .until(() -> outpub.statuses().get().stream()
                        .allMatch(status -> status.entityTag().isPresent()));
        var report = outpub.unload(Duration.ofSeconds(5));
        outpub = null;
        assertEquals(2, report.ended());
        assertEquals(List.of(), report.leftBehind());
        assertEquals(
                List.of("remove", "remove"),
                esc.drain().stream().map(ReceivedPublish::operation).toList());
    }

    @Test
    void whatAServerDoesNotLetGoIsReportedAsLeftBehind() throws Exception {
        config.publication("a", esc.uri("a"));
        start();
        esc.next("initial");
        await("it has an entity-tag")
                .until(() -> outpub.statuses().get().get(0).entityTag().isPresent());
        esc.script(request -> null);
        var report = outpub.unload(Duration.ofMillis(500));
        outpub = null;
        assertEquals(List.of("a: the server had not answered in time"), report.leftBehind());
    }
}
