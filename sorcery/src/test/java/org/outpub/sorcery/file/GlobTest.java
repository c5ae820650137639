package org.outpub.sorcery.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.conf, a.conf, true",
        "*.conf, .hidden.conf, false",
        ".*.conf, .hidden.conf, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "[]]x, ]x, true",
        "[ab, [ab, true",
        "\\*x, *x, true",
        "\\*x, ax, false",
        "a*b*c, a--b--b-c, true",
        "a*b*c, a--b--b-, false",
        "*, '', true"
    })
    void matchesAsShellsDo(String pattern, String name, boolean matches) {
        assertEquals(matches, new Glob(pattern).matches(name));
    }

    @Test
    void bracesAreWrittenOutInTheirOrderNestedOnesToo() {
        assertEquals(List.of("ac", "abd", "abe"), Glob.alternatives("a{c,b{d,e}}"));
        assertEquals(List.of("a{b"), Glob.alternatives("a{b"));
    }

    @Test
    void tooManyBracesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Glob.alternatives("{a,b}".repeat(20)));
    }

    @Test
    void hostilePatternsTakeNoTime() {
        Glob glob = new Glob("*a".repeat(100) + "b");
        assertTimeout(Duration.ofSeconds(5), () -> assertFalse(glob.matches("a".repeat(255))));
    }
}
