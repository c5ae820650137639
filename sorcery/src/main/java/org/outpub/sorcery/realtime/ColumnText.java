package org.outpub.sorcery.realtime;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of one column, as Asterisk's realtime drivers read and write it: values are separated by {@code ;}, and {@code
 * ^3B} stands for the character of that hexadecimal code. Null and the empty text mean that the option is left to its
 * default, and a single space that it is there and empty. Pure.
 */
final class ColumnText {
    private static final char SEPARATOR = ';';
    private static final char ESCAPE = '^';
    private static final String EMPTY = " ";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ColumnText() {}

    /** The values of a column; none if the option is left to its default. */
    static List<String> read(@Nullable String column) {
        if (column == null || column.isEmpty()) {
            return List.of();
        }
        if (column.indexOf(SEPARATOR) < 0) {
            return value(column, new ArrayList<>(1));
        }
        List<String> values = new ArrayList<>();
        for (String part : column.split(String.valueOf(SEPARATOR))) {
            value(part, values);
        }
        return values;
    }

    private static List<String> value(String part, List<String> values) {
        String stripped = part.strip();
        if (!stripped.isEmpty() || part.equals(EMPTY)) {
            values.add(decode(stripped));
        }
        return values;
    }

    private static String decode(String text) {
        int at = text.indexOf(ESCAPE);
        if (at < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == ESCAPE && isCode(text, i + 1)) {
                decoded.append((char) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                decoded.append(next);
            }
        }
        return decoded.toString();
    }

    private static boolean isCode(String text, int from) {
        return from + 1 < text.length()
                && HexFormat.isHexDigit(text.charAt(from))
                && HexFormat.isHexDigit(text.charAt(from + 1));
    }

    /** The text of a column with these values; null if there are none. */
    static @Nullable String write(List<String> values) {
        return values.isEmpty()
                ? null
                : values.stream().map(ColumnText::encode).collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    private static String encode(String value) {
        if (value.isEmpty()) {
            return EMPTY;
        }
        StringBuilder encoded = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char next = value.charAt(i);
            boolean edge = i == 0 || i == value.length() - 1;
            // readers strip blanks, and databases have no character 0
            if (next == SEPARATOR || next == ESCAPE || next == 0 || edge && next <= ' ') {
                encoded.append(ESCAPE).append(HEX.toHexDigits((byte) next));
            } else {
                encoded.append(next);
            }
        }
        return encoded.toString();
    }
}
