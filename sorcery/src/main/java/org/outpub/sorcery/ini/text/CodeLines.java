package org.outpub.sorcery.ini.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The lines of one file without their comments and without the blanks around what is left. A line comment begins with a
 * semicolon; a block comment stands between {@code ;--} and {@code --;}, may nest and span lines; a backslash makes a
 * semicolon literal. Lines are kept as bytes: a line without a semicolon is not copied. Confined to one thread.
 */
final class CodeLines {
    /** Asterisk skips longer lines too. */
    static final int LONGEST_LINE = 8190;

    private static final int DEEPEST_COMMENT = 128;
    private static final List<byte[]> URI_PARAMETERS = Stream.of(
                    "lr", "transport=", "maddr=", "user=", "ttl=", "method=")
            .map(text -> text.getBytes(StandardCharsets.US_ASCII))
            .toList();
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    /** The bytes that mean something to this class, by their unsigned value. */
    private static final boolean[] SPECIAL = special();

    private final byte[] file;
    private int next;
    private int line;
    private int depth;
    private int openedAt;

    private int lineStart;
    private boolean beganOutsideComments;
    private boolean holdsControls;
    /** Where a comment begins right behind a character; 0 if it does not. */
    private int cut;

    private int lineEnd;

    /** The current line's code lies between these in {@link #buffer}. */
    private byte[] buffer;

    private int start;
    private int end;
    private byte[] scratch = new byte[0];

    /** What a line turned out to be. */
    enum Kind {
        /** Something to interpret. */
        CODE,
        /** Only blanks or comment. */
        NOTHING,
        /** Longer than {@link #LONGEST_LINE}. */
        TOO_LONG,
        /** Holds a NUL byte: the file is not text. */
        NOT_TEXT,
        /** Opens one block comment too many. */
        TOO_DEEP,
        /** There are no more lines. */
        END
    }

    CodeLines(byte[] file) {
        this.file = file;
        this.buffer = file;
        boolean marked = file.length >= 3 && Arrays.equals(file, 0, 3, BYTE_ORDER_MARK, 0, 3);
        this.next = marked ? 3 : 0;
    }

    private static boolean[] special() {
        boolean[] special = new boolean[256];
        Arrays.fill(special, 0, ' ', true);
        special['\t'] = false;
        special[';'] = true;
        special[0x7F] = true;
        return special;
    }

    Kind advance() {
        if (next >= file.length) {
            return Kind.END;
        }
        line++;
        lineStart = next;
        beganOutsideComments = depth == 0;
        holdsControls = false;
        int semicolon = -1;
        boolean nul = false;
        int at = next;
        for (; at < file.length; at++) {
            byte octet = file[at];
            if (SPECIAL[octet & 0xFF]) {
                if (octet == '\n') {
                    break;
                } else if (octet == ';') {
                    semicolon = semicolon < 0 ? at : semicolon;
                } else if (octet != '\r' || at + 1 < file.length && file[at + 1] != '\n') {
                    nul |= octet == 0;
                    holdsControls = true;
                }
            }
        }
        next = at + 1;
        lineEnd = at;
        if (nul) {
            return Kind.NOT_TEXT;
        }
        if (at - lineStart > LONGEST_LINE) {
            return Kind.TOO_LONG;
        }
        return take(semicolon);
    }

    private Kind take(int semicolon) {
        cut = 0;
        if (depth == 0 && semicolon < 0) {
            buffer = file;
            start = lineStart;
            end = lineEnd;
        } else if (!strip()) {
            return Kind.TOO_DEEP;
        }
        trim();
        return start == end ? Kind.NOTHING : Kind.CODE;
    }

    /** Passes over lines whose meaning is known. */
    void skip(int bytes, int lines) {
        next += bytes;
        line += lines;
    }

    /** Where the next line begins. */
    int next() {
        return next;
    }

    /** Where the current line begins. */
    int lineStart() {
        return lineStart;
    }

    /** Whether the current line began outside all block comments. */
    boolean beganOutsideComments() {
        return beganOutsideComments;
    }

    boolean isOutsideComments() {
        return depth == 0;
    }

    /** Whether there are control characters on the line, in code or comment, other than tabs and what ends it. */
    boolean holdsControls() {
        return holdsControls;
    }

    /** Whether a comment on the line begins like a parameter of a SIP URI, as where a semicolon should be escaped. */
    boolean cutsUri() {
        return cut > 0
                && URI_PARAMETERS.stream().anyMatch(parameter -> {
                    int after = cut + parameter.length;
                    boolean named = after <= lineEnd && Arrays.equals(file, cut, after, parameter, 0, parameter.length);
                    return named
                            && (file[after - 1] == '=' || after == lineEnd || file[after] <= ' ' || file[after] == ';');
                });
    }

    /** Whether a comment on the line stands like a part of a word: a character before it, and no blank behind. */
    boolean cutsWord() {
        return cut > 0 && (cut == lineEnd || !isBlank(file[cut]));
    }

    /** Copies what is not comment; false if comments nest too deeply. */
    private boolean strip() {
        int from = lineStart;
        int to = lineEnd;
        if (scratch.length < to - from) {
            scratch = new byte[Math.max(256, to - from)];
        }
        int length = 0;
        int unscanned = from;
        for (int at = from; at < to; at++) {
            if (file[at] != ';') {
                length = keep(file[at], length);
            } else if (at > unscanned && file[at - 1] == '\\') {
                length = depth == 0 ? keep((byte) ';', length - 1) : length;
                unscanned = at + 1;
            } else if (opensBlock(at, to)) {
                if (depth == DEEPEST_COMMENT) {
                    return false;
                }
                openedAt = depth++ == 0 ? line : openedAt;
                at += 2;
                unscanned = at + 1;
            } else if (depth > 0) {
                boolean closes = at >= unscanned + 2 && file[at - 1] == '-' && file[at - 2] == '-';
                depth -= closes ? 1 : 0;
                unscanned = at + 1;
            } else {
                cut = at > from && !isBlank(file[at - 1]) ? at + 1 : 0;
                break;
            }
        }
        buffer = scratch;
        start = 0;
        end = length;
        return true;
    }

    private int keep(byte octet, int length) {
        if (depth > 0) {
            return length;
        }
        scratch[length] = octet;
        return length + 1;
    }

    private boolean opensBlock(int at, int to) {
        boolean dashes = at + 2 < to && file[at + 1] == '-' && file[at + 2] == '-';
        return dashes && (at + 3 >= to || file[at + 3] != '-');
    }

    private void trim() {
        while (start < end && isBlank(buffer[start])) {
            start++;
        }
        while (end > start && isBlank(buffer[end - 1])) {
            end--;
        }
    }

    /** Everything up to and including the space; bytes of other alphabets are negative and no blanks. */
    static boolean isBlank(byte octet) {
        return octet >= 0 && octet <= ' ';
    }

    /** The current line's number, from 1. */
    int line() {
        return line;
    }

    /** The line where the outermost open block comment began; 0 if none is open. */
    int openComment() {
        return depth > 0 ? openedAt : 0;
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
