package org.outpub.publish.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contact headers, usual and odd ones (RFC 3261 §20.10). */
class ContactReaderTest {
    private static String read(String row) {
        return ContactReader.read(row, 16).stream()
                .map(contact -> contact.uri() + " " + contact.permille()
                        + (contact.expiresSeconds().isPresent()
                                ? " " + contact.expiresSeconds().getAsLong()
                                : ""))
                .collect(Collectors.joining(" | "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "<sip:b@there> # sip:b@there 1000",
                "sip:b@there # sip:b@there 1000",
                "Bob <sip:b@there>;q=0.5 # sip:b@there 500",
                "Bob and Ann <sip:b@there;x=1?h=2>;q=0.5;expires=60 # sip:b@there;x=1?h=2 500 60",
                "\"B, <sip:no@where>\\\" b\" <sip:b@there> # sip:b@there 1000",
                "sip:b@there;q=0.25 # sip:b@there 250",
                "sip:b@there;transport=tcp # sip:b@there 1000",
                "<sip:a,b@there>, <sip:c@there>;q=0 # sip:a,b@there 1000 | sip:c@there 0",
                "<sip:b@there> ; Q = 0.123 ;EXPIRES= 7 # sip:b@there 123 7",
                "<sip:b@there>;q=1.000 # sip:b@there 1000",
                "<sip:b@there>;q=7 # sip:b@there 1000",
                "<sip:b@there>;q=0.12345 # sip:b@there 1000",
                "<sip:b@there>;expires=soon # sip:b@there 1000",
                "<tel:+4930>, mailto:b@there, *, <sips:b@there> # sips:b@there 1000",
                "<sip:b@there # ``",
                "< sip:b@there > # sip:b@there 1000",
                "`` # ``"
            })
    void aRowIsRead(String row, String expected) {
        assertEquals(expected, read(row));
    }

    @Test
    void noMoreAreReadThanAreWanted() {
        assertEquals(16, ContactReader.read("<sip:a@b>,".repeat(1000), 16).size());
    }
}
