package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.testkit.ReceivedPublish;

/** A pjsip.json and its edits, seen on the wire. */
class JsonConfigurationTest extends ReloadTestCase {
    private final Map<String, Integer> expirations = new TreeMap<>();

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
        ReceivedPublish request = esc.next("refresh");
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
