package org.outpub.sorcery.json;

import java.math.BigDecimal;
import java.util.Optional;

/** What text an object may hold. Pure. */
final class JsonText {
    /** The INI reader's bound too. */
    static final int LONGEST = 65_536;

    private static final int LONGEST_NUMBER = 400;

    private JsonText() {}

    /**
     * What keeps text from being an option's name or value or an object's id. A line end in a value could end a line of
     * a message that it becomes part of, and INI could not say it.
     *
     * @return a clause that does not repeat the text
     */
    static Optional<String> flaw(String text) {
        if (text.length() > LONGEST) {
            return Optional.of("longer than " + LONGEST + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                return Optional.of("a control character at position " + (i + 1) + "; expected text of one line");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return Optional.of("half of a surrogate pair at position " + (i + 1));
                }
                i++;
            }
        }
        return Optional.empty();
    }

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
