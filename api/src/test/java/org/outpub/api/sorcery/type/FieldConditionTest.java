package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outpub.api.config.Origin;

class FieldConditionTest {
    private static final ObjectSet OBJECT =
            ObjectSet.of("a", Map.of("joe", "10", "color", "dark red", "empty", "", "path", "a.b%c"));

    @ParameterizedTest
    @CsvSource({
        // no operator: the same number or the same text
        "joe, 10, true",
        "joe, 10.0, true",
        "JOE, 10, true",
        "joe, 9, false",
        "joe, ten, false",
        "color, dark red, true",
        "color, Dark Red, false",
        "empty, '', true",
        "absent, '', false",
        // no operator and slashes: a regular expression that is found somewhere
        "joe, /^1/, true",
        "color, /k r/, true",
        "color, /^red/, false",
        // numbers compare as numbers, anything else as text
        "joe >, 9, true",
        "joe >, 10, false",
        "joe >=, 10, true",
        "joe <, 9, false",
        "joe <, 9x, true",
        "joe <=, 10, true",
        "joe !=, 11, true",
        "joe !=, 10, false",
        "color =, dark red, true",
        // like: whole text, only % is special
        "joe like, 1%, true",
        "joe LIKE, 10, true",
        "joe like, 1, false",
        "path like, a.b%, true",
        "path like, axb%, false",
        "color like, %red, true",
        "color regex, '^dark', true",
        "color Regex, '^red', false",
    })
    void comparesAsAsteriskDoes(String name, String value, boolean matches) {
        assertEquals(matches, FieldCondition.parse(name, value).test(OBJECT));
    }

    @Test
    void ofRepeatedValuesTheFirstCounts() {
        ObjectSet twice = ObjectSet.builder("a", Origin.MEMORY)
                .add("jim", "1", Origin.MEMORY)
                .add("jim", "2", Origin.MEMORY)
                .build();
        assertEquals(true, FieldCondition.parse("jim", "1").test(twice));
        assertEquals(false, FieldCondition.parse("jim", "2").test(twice));
    }

    @Test
    void anUnknownOperatorIsRefusedWithTheKnownOnes() {
        assertEquals(
                "'~' is no operator; expected one of =, !=, <, <=, >, >=, like, regex",
                assertThrows(IllegalArgumentException.class, () -> FieldCondition.parse("joe ~", "1"))
                        .getMessage());
    }

    @Test
    void whatIsNoRegularExpressionIsRefusedAtOnce() {
        assertEquals(
                "'(' is not a regular expression: a ( has no )",
                assertThrows(IllegalArgumentException.class, () -> FieldCondition.parse("joe regex", "("))
                        .getMessage());
    }

    @Test
    void printsAsItIsRead() {
        assertEquals("joe >= 9", FieldCondition.parse("joe >=", "9").toString());
    }
}
