package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityIdTest {
    @Test
    void isReadInEitherCaseAndToldInLowerCase() {
        assertEquals(Optional.of(new EntityId("00:1b:63:84:45:e6")), EntityId.parse("00:1B:63:84:45:E6"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "001b638445e6",
                "00:1b:63:84:45",
                "00:1b:63:84:45:e6:01",
                "00-1b-63-84-45-e6",
                "00:1b:63:84:45:g6"
            })
    void whatIsNotSixOctetsIsRefused(String text) {
        assertEquals(Optional.empty(), EntityId.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new EntityId(text));
    }

    @Test
    void everyHostHasOne() {
        assertTrue(EntityId.parse(EntityId.ofThisHost().text()).isPresent());
    }
}
