package org.outpub.publish.config;

import java.util.Locale;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/**
 * Text that goes into a header as it is written. INI keeps line ends out of values, JSON and code do not; so each such
 * value is looked at here, whichever way it came (RFC 3261 §25.1: TEXT-UTF8, and no lone surrogates, which UTF-8 lacks).
 */
final class HeaderText {
    private static final String TOKEN_MARKS = "-.!%*_+`'~";

    private HeaderText() {}

    /**
     * Text without control characters.
     *
     * @param expects a noun phrase that says what it is
     * @return the codec; empty text is refused
     */
    static FieldCodec<String> codec(String expects) {
        return FieldCodecs.of(
                expects,
                text -> {
                    if (text.isBlank()) {
                        throw new InvalidValueException("it is empty");
                    }
                    check(text);
                    return text;
                },
                text -> text);
    }

    /**
     * Finds what must not stand in a header.
     *
     * @param text any
     * @throws InvalidValueException if there is such a character; the message names it
     */
    static void check(String text) throws InvalidValueException {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                throw new InvalidValueException(name(c) + " must not stand there");
            }
        }
    }

    /**
     * Whether a text is a token (RFC 3261 §25.1).
     *
     * @param text any
     * @return false for empty text
     */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Names a character so that it can be found: as it is if it can be seen.
     *
     * @param c a code point
     * @return such as {@code '^'} or {@code the control character U+000D}
     */
    static String name(int c) {
        if (c == ' ') {
            return "a blank";
        }
        if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
            return String.format(Locale.ROOT, "the control character U+%04X", c);
        }
        return "'" + Character.toString(c) + "'";
    }
}
