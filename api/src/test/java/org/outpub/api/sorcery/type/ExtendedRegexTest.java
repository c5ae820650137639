package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendedRegexTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    # regex,                 name,            matches
                    20,                      1200,            true
                    ^20,                     1200,            false
                    ^2[0-9]+$,               2001,            true
                    ^2[0-9]+$,               2001a,           false
                    ^pjsip/,                 PJSIP/1000,      true
                    ^PJSIP/(1000|1001)$,     pjsip/1001,      true
                    ^PJSIP/(1000|1001)$,     PJSIP/1002,      false
                    ^[[:digit:]]{4}$,        2001,            true
                    ^[[:digit:]]{4}$,        d:gt,            false
                    ^[[:upper:]]+$,          abc,             true
                    ^[^[:alpha:]_]+$,        12-3,            true
                    ^[^[:alpha:]_]+$,        a,               false
                    ^[]x]+$,                 x]x,             true
                    ^[^]x]+$,                x]x,             false
                    ^[a&&b]+$,               a&b,             true
                    ^[[x]+$,                 [x,              true
                    ^[a^]+$,                 a^,              true
                    "^[\\d]+$",              "\\d",           true
                    "^[\\d]+$",              7,               false
                    "^2\\.1$",               2.1,             true
                    "^2\\.1$",               2x1,             false
                    "a\\$",                  a$,              true
                    @default$,               1000@default,    true
                    @default$,               1000@default2,   false
                    "",                      anything,        true
                    """)
    void matchesAsAsteriskDoes(String regex, String name, boolean matches) {
        assertEquals(
                matches, ExtendedRegex.compileIgnoringCase(regex).matcher(name).find());
    }

    @ParameterizedTest
    @CsvSource({
        "^desk-[[:digit:]]+$, desk-12, true",
        "^desk-[[:digit:]]+$, Desk-12, false",
        "^[[:upper:]]+$,      ABC,     true",
        "^[[:upper:]]+$,      abc,     false",
        "^[^[:lower:]]+$,     A-1,     true"
    })
    void upperAndLowerCaseDifferUnlessToldOtherwise(String regex, String name, boolean matches) {
        assertEquals(matches, ExtendedRegex.compile(regex).matcher(name).find());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "[a",
                "[]",
                "[[:digit:]",
                "[[:nonsense:]]",
                "[[.ab.]]",
                "a{2,1}",
                "a{",
                "\\",
                "*a",
                "^*",
                "(?:a)",
                "\\d",
                "\\1(a)"
            })
    void whatIsNoExpressionIsRefused(String regex) {
        assertThrows(PatternSyntaxException.class, () -> ExtendedRegex.compile(regex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "\na"})
    void aLineEndIsACharacterAsAnyOther(String name) {
        assertEquals(false, ExtendedRegex.compile("^a$").matcher(name).find());
        assertEquals(true, ExtendedRegex.compile("^..$").matcher(name).find());
    }

    /** What glibc's regcomp and regexec say, with REG_EXTENDED, REG_ICASE and REG_NOSUB, in the C locale. */
    static Stream<String[]> recorded() throws IOException {
        try (InputStream rows = ExtendedRegexTest.class.getResourceAsStream("regcomp.tsv")) {
            String all = new String(Objects.requireNonNull(rows).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().map(row -> row.split("\t", -1)).toList().stream();
        }
    }

    @Test
    void readsAndMatchesAsTheSystemsOwnLibrary() throws IOException {
        List<String> wrong = recorded()
                .filter(row -> !outcome(row[0], row[1]).equals(row[2]))
                .map(row -> String.join(" ", row) + ", not " + outcome(row[0], row[1]))
                .toList();
        assertEquals(List.of(), wrong);
    }

    private static String outcome(String regex, String name) {
        try {
            return String.valueOf(
                    ExtendedRegex.compileIgnoringCase(regex).matcher(name).find());
        } catch (PatternSyntaxException refused) {
            return "refused";
        }
    }
}
