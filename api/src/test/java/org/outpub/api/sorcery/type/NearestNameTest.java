package org.outpub.api.sorcery.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("server_uri", "from_uri", "to_uri", "expiration", "event");

    @ParameterizedTest
    @CsvSource({
        "expirtion, expiration",
        "expirationn, expiration",
        "exipration, expiration",
        "EXPIRATON, expiration",
        "server-uri, server_uri",
        "form_uri, from_uri",
        "vent, event"
    })
    void aMisspeltNameFindsTheOneThatWasMeant(String misspelt, String meant) {
        assertEquals(Optional.of(meant), NearestName.of(misspelt, KNOWN));
        assertEquals("did you mean '" + meant + "'?", NearestName.hint(misspelt, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"transport", "x", "''", "max_auth_attempts"})
    void aNameThatIsFarFromAllFindsNone(String stranger) {
        assertEquals(Optional.empty(), NearestName.of(stranger, KNOWN));
        assertEquals("", NearestName.hint(stranger, KNOWN));
    }

    @Test
    void ofEquallyNearNamesTheFirstIsGiven() {
        assertEquals(Optional.of("abc"), NearestName.of("abd", List.of("abc", "abe")));
    }

    @Test
    void aHugeNameCostsNothing() {
        String huge = "x".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertEquals(Optional.empty(), NearestName.of(huge, KNOWN)));
    }
}
