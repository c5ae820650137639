package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.ReloadReport;

/** Objects that sorcery.conf maps elsewhere than to pjsip.conf, seen on the wire. */
class MappedConfigurationTest extends ReloadTestCase {
    private Path write(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of(lines));
    }

    private String[] publication(String name) {
        return new String[] {
            "[" + name + "]",
            "type=outbound-publish",
            "server_uri=" + esc.uri(name),
            "event=presence",
            "@content_type=text/plain",
            "@content_file=state.txt"
        };
    }

    private List<String> load() {
        return load(folder);
    }

    @Test
    void publicationsComeFromEveryMappedFileAndEachIsWatched() throws Exception {
        write(
                "sorcery.conf",
                "[res_pjsip_outbound_publish]",
                "outbound-publish=config,sites/north.conf,criteria=type=outbound-publish",
                "outbound-publish=config,sites/south.conf,criteria=type=outbound-publish");
        write("pjsip.conf", "; nothing");
        write("sites/state.txt", "open");
        write("sites/north.conf", publication("north"));
        write("sites/south.conf", publication("south"));
        List<String> problems = load();
        assertEquals(
                Set.of(esc.uri("north"), esc.uri("south")),
                Set.of(esc.next().requestUri(), esc.next().requestUri()));
        assertEquals(
                List.of("sorcery.conf:3: a second config mapping of the type, after sorcery.conf:2: both are searched"
                        + " here, but Asterisk uses the first only"),
                problems);
        write("sites/south.conf", publication("southwest"));
        Set<String> sent = Set.of(esc.next().requestUri(), esc.next().requestUri());
        assertEquals(Set.of(esc.uri("south"), esc.uri("southwest")), sent);
    }

    @Test
    void aTypeOfWhichNoMappingCanBeUsedHasNoObjectsAndThatIsTold() throws Exception {
        write("sorcery.conf", "[res_pjsip_outbound_publish]", "outbound-publish=confg,pjsip.conf");
        write("pjsip.conf", publication("a"));
        write("state.txt", "open");
        assertEquals(
                List.of(
                        "sorcery.conf:2: object type 'outbound-publish': unknown wizard 'confg'; did you mean 'config'?;"
                                + " the mapping is not used",
                        "sorcery.conf:2: no mapping of outbound-publish can be used: it has no objects until the file"
                                + " is mended and read at the next start"),
                load());
        assertEquals(List.of(), esc.within(Duration.ofMillis(500)));
    }

    @Test
    void aChangeOfSorceryConfIsToldAndDisturbsNothing() throws Exception {
        write("sorcery.conf", "[res_pjsip]", "auth=config,pjsip.conf,criteria=type=auth");
        write("pjsip.conf", publication("a"));
        write("state.txt", "open");
        assertEquals(List.of(), load());
        esc.next();
        write("sorcery.conf", "[res_pjsip]", "auth=config,other.conf,criteria=type=auth");
        ReloadReport report = awaitReload();
        assertEquals(
                List.of(folder.resolve("sorcery.conf") + ": changed; it is read again at the next start"),
                report.problems().stream().map(ConfigProblem::toString).toList());
        write("state.txt", "closed");
        assertEquals("closed\n", esc.next("modify").body());
    }
}
