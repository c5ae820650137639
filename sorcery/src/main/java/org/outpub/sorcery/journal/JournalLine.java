package org.outpub.sorcery.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.zip.CRC32C;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * One line of a journal: a checksum, what happened, and to what.
 *
 * <pre>
 * 1b2c3d4e +ID⇥name=value⇥name=value    the object is this from now on
 * 5f6a7b8c -ID                          there is no such object any more
 * </pre>
 *
 * <p>The checksum (CRC-32C, of all behind it) tells a line that was half written, or damaged later, from a whole one. Tabs,
 * line ends, backslashes, and equals signs in names, stand behind a backslash. Pure.
 */
final class JournalLine {
    /** Beyond so many bytes, it is no line of ours. */
    static final int LONGEST = 1 << 20;

    private static final int CHECKSUM = 8;
    private static final int SHORTEST = CHECKSUM + 2;
    private static final char STORED = '+';
    private static final char REMOVED = '-';
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private JournalLine() {}

    /**
     * What is read of a line at first.
     *
     * @param stored false if it was removed
     * @param id whose
     */
    record Entry(boolean stored, String id) {}

    /**
     * Writes that an object is this now.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    static byte[] stored(ObjectSet set) {
        StringBuilder text = new StringBuilder(256).append(STORED);
        escape(set.id(), false, text);
        for (int i = 0; i < set.size(); i++) {
            text.append('\t');
            escape(set.name(i), true, text);
            text.append('=');
            escape(set.value(i), false, text);
        }
        return line(text);
    }

    /** Writes that there is no such object any more. */
    static byte[] removed(String id) {
        StringBuilder text = new StringBuilder(64).append(REMOVED);
        escape(id, false, text);
        return line(text);
    }

    private static byte[] line(StringBuilder text) {
        byte[] payload = text.append('\n').toString().getBytes(UTF_8);
        byte[] line = new byte[CHECKSUM + 1 + payload.length];
        if (line.length > LONGEST) {
            throw new IllegalArgumentException(
                    "journal: an object of more than " + LONGEST + " bytes cannot be stored");
        }
        System.arraycopy(payload, 0, line, CHECKSUM + 1, payload.length);
        writeChecksum(line, checksum(line, line.length - 1));
        return line;
    }

    private static int checksum(byte[] line, int end) {
        CRC32C sum = new CRC32C();
        sum.update(line, CHECKSUM + 1, end - CHECKSUM - 1);
        return (int) sum.getValue();
    }

    private static void writeChecksum(byte[] line, int sum) {
        for (int i = 0; i < CHECKSUM; i++) {
            line[i] = HEX[(sum >>> (28 - 4 * i)) & 0xf];
        }
        line[CHECKSUM] = ' ';
    }

    /** A lone half of a surrogate pair has no form in UTF-8. */
    private static void escape(String any, boolean isName, StringBuilder to) {
        for (int i = 0; i < any.length(); i++) {
            char c = any.charAt(i);
            switch (c) {
                case '\\' -> to.append("\\\\");
                case '\t' -> to.append("\\t");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '=' -> to.append(isName ? "\\e" : "=");
                default -> {
                    if (Character.isSurrogate(c)) {
                        if (!Character.isSurrogatePair(c, i + 1 < any.length() ? any.charAt(i + 1) : 'x')) {
                            throw new IllegalArgumentException(
                                    "journal: a text with half a surrogate pair cannot be stored");
                        }
                        to.append(c);
                        i++;
                        c = any.charAt(i);
                    }
                    to.append(c);
                }
            }
        }
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                c = switch (text.charAt(i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 'e' -> '=';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /**
     * Reads what a line is about.
     *
     * @param line without its end
     * @return empty if it is damaged
     */
    static Optional<Entry> entry(byte[] line) {
        return isWhole(line)
                ? Optional.of(new Entry(line[CHECKSUM + 1] == STORED, unescaped(fields(line)[0])))
                : Optional.empty();
    }

    private static boolean isWhole(byte[] line) {
        if (line.length < SHORTEST || (line[CHECKSUM + 1] != STORED && line[CHECKSUM + 1] != REMOVED)) {
            return false;
        }
        byte[] expected = new byte[CHECKSUM + 1];
        writeChecksum(expected, checksum(line, line.length));
        return java.util.Arrays.equals(expected, 0, CHECKSUM + 1, line, 0, CHECKSUM + 1);
    }

    private static String[] fields(byte[] line) {
        return new String(line, SHORTEST, line.length - SHORTEST, UTF_8).split("\t", -1);
    }

    /**
     * Reads an object.
     *
     * @param line one that was stored and is whole, without its end
     * @param origin told as the place of every value
     */
    static ObjectSet set(byte[] line, Origin origin) {
        String[] fields = fields(line);
        ObjectSet.Builder set = ObjectSet.builder(unescaped(fields[0]), origin, fields.length - 1);
        for (int i = 1; i < fields.length; i++) {
            int equals = fields[i].indexOf('=');
            if (equals > 0) {
                set.add(unescaped(fields[i].substring(0, equals)), unescaped(fields[i].substring(equals + 1)), origin);
            }
        }
        return set.build();
    }
}
