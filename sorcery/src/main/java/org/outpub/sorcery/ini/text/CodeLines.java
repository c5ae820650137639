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
    private final byte[] file;
    private int next;
    private int line;
    private int depth;
    private int openedAt;
    private boolean cutsUri;

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

    Kind advance() {
        if (next >= file.length) {
            return Kind.END;
        }
        line++;
        int from = next;
        int semicolon = -1;
        boolean nul = false;
        int at = from;
        for (; at < file.length && file[at] != '\n'; at++) {
            if (file[at] == ';' && semicolon < 0) {
                semicolon = at;
            }
            nul |= file[at] == 0;
        }
        next = at + 1;
        if (nul) {
            return Kind.NOT_TEXT;
        }
        if (at - from > LONGEST_LINE) {
            return Kind.TOO_LONG;
        }
        return take(from, at, semicolon);
    }

    private Kind take(int from, int to, int semicolon) {
        cutsUri = false;
        if (depth == 0 && semicolon < 0) {
            buffer = file;
            start = from;
            end = to;
        } else if (!strip(from, to)) {
            return Kind.TOO_DEEP;
        }
        trim();
        return start == end ? Kind.NOTHING : Kind.CODE;
    }

    /** Whether a comment on the line begins like a parameter of a SIP URI, as where a semicolon should be escaped. */
    boolean cutsUri() {
        return cutsUri;
    }

    private boolean isUriParameter(int from, int to) {
        for (byte[] parameter : URI_PARAMETERS) {
            int end = from + parameter.length;
            boolean named = end <= to && Arrays.equals(file, from, end, parameter, 0, parameter.length);
            boolean whole = named && (file[end - 1] == '=' || end == to || file[end] <= ' ' || file[end] == ';');
            if (whole) {
                return true;
            }
        }
        return false;
    }

    /** Copies what is not comment; false if comments nest too deeply. */
    private boolean strip(int from, int to) {
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
                cutsUri = at > from && file[at - 1] > ' ' && isUriParameter(at + 1, to);
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
