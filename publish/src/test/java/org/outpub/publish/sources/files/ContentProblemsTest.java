package org.outpub.publish.sources.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.mapping.SorceryConf;

class ContentProblemsTest {
    @TempDir
    Path folder;

    private List<String> told(String... options) throws Exception {
        String section = "[a]\ntype=outbound-publish\nserver_uri=sip:a@b\nevent=presence\n@content_type=text/plain\n";
        Files.writeString(folder.resolve("pjsip.conf"), section + String.join("\n", options) + "\n");
        try (SorceryStore store =
                SorceryStore.builder().folder(folder).executor(Runnable::run).build()) {
            ObjectTypes.register(store, SorceryConf.none(), Path.of("pjsip.conf"), null);
            store.reload();
            return ContentProblems.check(store).stream()
                    .map(problem -> problem.toString().replace(folder + "/", ""))
                    .toList();
        }
    }

    private static List<String> file(String wrong) {
        return List.of("pjsip.conf:6: outbound-publish 'a': @content_file: " + wrong
                + "; nothing is published until that is mended");
    }

    @Test
    void aFileThatCannotBePublishedIsToldAtItsOption() throws Exception {
        assertEquals(file("there is no file x.xml"), told("@content_file=x.xml"));
        Files.writeString(folder.resolve("x.xml"), "");
        assertEquals(file("x.xml is empty"), told("@content_file=x.xml"));
        Files.writeString(folder.resolve("x.xml"), "x".repeat(60_001));
        assertEquals(file("x.xml is larger than 60000 bytes"), told("@content_file=x.xml"));
        Files.createDirectory(folder.resolve("users"));
        assertEquals(file("users is a folder"), told("@content_file=users"));
        Files.writeString(folder.resolve("x.xml"), "open");
        assertEquals(List.of(), told("@content_file=x.xml"));
    }

    @Test
    void aFolderThatIsNoneIsToldAtItsOption() throws Exception {
        String about = "pjsip.conf:7: outbound-publish 'a': @content_dir: ";
        String until = "; nothing is published until that is mended";
        assertEquals(List.of(about + "there is no folder users" + until), told("multi_user=yes", "@content_dir=users"));
        Files.writeString(folder.resolve("users"), "");
        assertEquals(List.of(about + "users is no folder" + until), told("multi_user=yes", "@content_dir=users"));
        Files.delete(folder.resolve("users"));
        Files.createDirectory(folder.resolve("users"));
        assertEquals(List.of(), told("multi_user=yes", "@content_dir=users"));
    }
}
