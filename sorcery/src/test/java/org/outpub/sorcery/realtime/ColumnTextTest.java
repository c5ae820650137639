package org.outpub.sorcery.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values in the text of a column, as Asterisk's drivers have them. */
class ColumnTextTest {
    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of(null, List.of()),
                Arguments.of("", List.of()),
                Arguments.of(" ", List.of("")),
                Arguments.of("   ", List.of()),
                Arguments.of("yes", List.of("yes")),
                Arguments.of(" yes ", List.of("yes")),
                Arguments.of("a;b", List.of("a", "b")),
                Arguments.of("a; b ;;c;", List.of("a", "b", "c")),
                Arguments.of("a; ;b", List.of("a", "", "b")),
                Arguments.of("sip:a@b^3Btransport=tcp", List.of("sip:a@b;transport=tcp")),
                Arguments.of("^5e^5E", List.of("^^")),
                Arguments.of("^", List.of("^")),
                Arguments.of("^3", List.of("^3")),
                Arguments.of("^3x", List.of("^3x")),
                Arguments.of("^20", List.of(" ")));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void areRead(String column, List<String> values) {
        assertEquals(values, ColumnText.read(column));
    }

    @Test
    void areWrittenSoThatTheyAreReadAgain() {
        for (String text : Arrays.asList("", " ", "a", ";", "^", "^3B", " a ", "a;b^c", "\0", "\t", "Zoë")) {
            assertEquals(List.of(text), ColumnText.read(ColumnText.write(List.of(text))), text);
            assertEquals(List.of(text, "x", text), ColumnText.read(ColumnText.write(List.of(text, "x", text))), text);
        }
        assertNull(ColumnText.write(List.of()));
    }
}
