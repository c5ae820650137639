package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.Outpub;

/** A pjsip.json and its edits, seen on the wire. */
class JsonConfigurationTest {
    @TempDir
    Path folder;

    private final BlockingQueue<ReloadReport> reloads = new LinkedBlockingQueue<>();
    private final Map<String, Integer> expirations = new TreeMap<>();
    private RawEsc esc;
    private Outpub outpub;

    @BeforeEach
    void prepare() throws IOException {
        esc = new RawEsc();
        Files.writeString(folder.resolve("state.txt"), "open");
    }

    @AfterEach
    void endAndCheck() {
        if (outpub != null) {
            outpub.unload(Duration.ofSeconds(5));
        }
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private String text() {
        List<String> objects = new ArrayList<>();
        expirations.forEach((id, expiration) -> objects.add("\"" + id + "\": {\"server_uri\": \"" + esc.uri(id)
                + "\", \"event\": \"presence\", \"expiration\": " + expiration
                + ", \"@content_type\": \"text/plain\", \"@content_file\": \"state.txt\"}"));
        return "{\"outbound-publish\": {\n" + String.join(",\n", objects) + "\n}}\n";
    }

    private void write(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, folder.resolve("pjsip.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> load(Path configuration) {
        outpub = Outpub.builder()
                .configuration(configuration)
                .reloads(reloads::add)
                .build();
        return outpub.load().objects().problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    private ReloadReport awaitReload() throws InterruptedException {
        ReloadReport report = reloads.poll(20, TimeUnit.SECONDS);
        assertTrue(report != null, "no reload within 20 s");
        return report;
    }

    private void tenPublications() {
        for (int i = 0; i < 10; i++) {
            expirations.put("p" + i, 600);
        }
    }

    @Test
    void editingOneOfTenSendsExactlyOneRequest() throws Exception {
        tenPublications();
        write(text());
        assertEquals(List.of(), load(folder));
        for (int i = 0; i < 10; i++) {
            esc.next("initial");
        }
        expirations.put("p7", 900);
        write(text());
        RawPublish request = esc.next("refresh");
        assertEquals(esc.uri("p7"), request.requestUri());
        assertEquals(900, request.expires());
        assertEquals(
                "1 updated, 9 unchanged", String.valueOf(awaitReload().types().get("outbound-publish")));
        expirations.put("marker", 600);
        write(text());
        assertEquals(esc.uri("marker"), esc.next("initial").requestUri());
    }

    @Test
    void aFileCutInTheMiddleUnpublishesNothing() throws Exception {
        tenPublications();
        write(text());
        load(folder.resolve("pjsip.json"));
        for (int i = 0; i < 10; i++) {
            esc.next("initial");
        }
        write(text().substring(0, text().length() / 2));
        ReloadReport report = awaitReload();
        assertTrue(report.hasErrors());
        assertFalse(report.changedAnything());
        expirations.put("marker", 600);
        write(text());
        assertEquals(esc.uri("marker"), esc.next("initial").requestUri());
    }

    @Test
    void whereBothFormatsStandTheIniFileIsReadAndTheOtherIsTold() throws Exception {
        expirations.put("json", 600);
        write(text());
        Files.writeString(
                folder.resolve("pjsip.conf"),
                "[ini]\ntype=outbound-publish\nserver_uri=" + esc.uri("ini")
                        + "\nevent=presence\n@content_type=text/plain\n@content_file=state.txt\n");
        assertEquals(
                List.of("pjsip.json: not read, because there is a pjsip.conf beside it; keep one of them"),
                load(folder));
        assertEquals(esc.uri("ini"), esc.next("initial").requestUri());
    }

    @Test
    void aJsonFileThatIsMappedIsNotToldAsUnread() throws Exception {
        expirations.put("json", 600);
        write(text());
        Files.writeString(folder.resolve("pjsip.conf"), "; nothing here\n");
        Files.writeString(
                folder.resolve("sorcery.conf"), "[res_pjsip_outbound_publish]\noutbound-publish=json,pjsip.json\n");
        assertEquals(List.of(), load(folder));
        assertEquals(esc.uri("json"), esc.next("initial").requestUri());
    }
}
