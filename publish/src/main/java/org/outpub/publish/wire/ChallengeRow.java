package org.outpub.publish.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a row of challenges. RFC 3261 §7.3.1 forbids several on one row; some peers do it. One pass: each character is
 * looked at twice at most. Pure.
 */
final class ChallengeRow {
    private ChallengeRow() {}

    /**
     * Splits a row before each scheme.
     *
     * @param row without control characters
     * @param most how many are wanted
     * @return the challenges in their order, none of them empty
     */
    static List<String> split(String row, int most) {
        List<String> values = new ArrayList<>(1);
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < row.length() && values.size() < most; i++) {
            char c = row.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted && beginsChallenge(row, i + 1)) {
                add(row.substring(start, i), values);
                start = i + 1;
            }
        }
        if (values.size() < most) {
            add(row.substring(start), values);
        }
        return values;
    }

    private static void add(String value, List<String> values) {
        String stripped = value.strip();
        if (!stripped.isEmpty()) {
            values.add(stripped);
        }
    }

    /** A scheme is a word that another one follows without an equals sign between them. */
    private static boolean beginsChallenge(String row, int from) {
        int scheme = skipBlanks(row, from);
        int schemeEnd = skipWord(row, scheme);
        int name = skipBlanks(row, schemeEnd);
        int nameEnd = skipWord(row, name);
        int equals = skipBlanks(row, nameEnd);
        return schemeEnd > scheme
                && name > schemeEnd
                && nameEnd > name
                && equals < row.length()
                && row.charAt(equals) == '=';
    }

    private static int skipBlanks(String row, int from) {
        int at = from;
        while (at < row.length() && Ascii.isBlank(row.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipWord(String row, int from) {
        int at = from;
        while (at < row.length() && Ascii.isToken(row.charAt(at))) {
            at++;
        }
        return at;
    }
}
