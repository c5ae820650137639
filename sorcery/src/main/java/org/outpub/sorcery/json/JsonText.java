package org.outpub.sorcery.json;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers of JSON as options have them. Pure. */
final class JsonText {
    private static final int LONGEST_NUMBER = 400;

    private JsonText() {}

    /**
     * A number as options have it: without a power of ten.
     *
     * @param literal as JSON has it
     * @return empty if it is too large to write out
     */
    static Optional<String> plain(String literal) {
        boolean power = literal.indexOf('e') >= 0 || literal.indexOf('E') >= 0;
        if (!power) {
            return Optional.of(literal);
        }
        if (literal.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(literal);
            // A scale out of these bounds would be written as that many zeros.
            return Math.abs((long) number.scale()) > LONGEST_NUMBER
                    ? Optional.empty()
                    : Optional.of(number.toPlainString());
        } catch (NumberFormatException powerOutOfRange) {
            return Optional.empty();
        }
    }
}
