package org.outpub.api.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OriginTest {
    @Test
    void printsWhatAnEditorCanJumpTo() {
        assertEquals("conf/pjsip.conf:42", Origin.of("conf/pjsip.conf", 42).toString());
        assertEquals("pjsip.json:3:7", new Origin("pjsip.json", 3, 7).toString());
        assertEquals("pjsip.conf", Origin.of(Path.of("pjsip.conf")).toString());
    }

    @Test
    void relativePathsAreRelativeToTheFileTheyStandIn() {
        assertEquals(Path.of("conf/alice.xml"), Origin.of("conf/pjsip.conf", 1).resolve("alice.xml"));
        assertEquals(Path.of("/etc/alice.xml"), Origin.of("conf/pjsip.conf", 1).resolve("/etc/alice.xml"));
        assertEquals(Path.of("alice.xml"), Origin.of("pjsip.conf", 1).resolve("alice.xml"));
    }

    @Test
    void refusesNegativePlaces() {
        assertThrows(IllegalArgumentException.class, () -> Origin.of("pjsip.conf", -1));
    }
}
