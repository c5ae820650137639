package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.publish.config.ObjectTypes;

class OptionsCommandTest {
    private static final String FROM = "<!-- outpub options -->\n";
    private static final String TO = "<!-- end of outpub options -->";

    private static Path page() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        return root.resolve("docs/configuration.md");
    }

    /** With OUTPUB_WRITE=yes in the environment the page is written anew instead. */
    @Test
    void theReferenceInTheDocumentationIsTheGeneratedOne() throws IOException {
        String text = Files.readString(page());
        int from = text.indexOf(FROM) + FROM.length();
        int to = text.indexOf(TO);
        if ("yes".equals(System.getenv("OUTPUB_WRITE"))) {
            Files.writeString(page(), text.substring(0, from) + OptionsCommand.reference() + text.substring(to));
            return;
        }
        assertEquals(
                OptionsCommand.reference(),
                text.substring(from, to),
                "write it anew: run this test with OUTPUB_WRITE=yes in the environment");
    }

    @Test
    void everyOptionThatHasAnEffectSaysWhich() {
        for (ObjectType<?> type : ObjectTypes.ALL) {
            for (Field<?, ?> field : type.fields()) {
                if (field.kind() != Field.Kind.IGNORED) {
                    assertNotEquals("", field.about(), type.name() + ": " + field.name());
                }
            }
        }
    }
}
