package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a SIP message, looked at where it stands (RFC 3261 §7): one pass over at most {@value #LONGEST} bytes finds
 * its rows, joins folded ones, and leaves out those that hold a control character. Lines may end in a bare line feed. One
 * object reads one message after the other. Confined to the loop.
 */
final class MessageHead {
    /** The longest start line and headers together. */
    static final int LONGEST = 16 << 10;
    /** How many headers there may be. */
    static final int MOST_ROWS = 128;

    private final byte[] bytes = new byte[LONGEST];
    private final @Nullable Field[] fields = new Field[MOST_ROWS];
    private final int[] from = new int[MOST_ROWS];
    private final int[] to = new int[MOST_ROWS];
    private final int[] first = new int[Field.COUNT];
    private int available;
    private boolean cut;
    private int limit;
    private int at;
    private int startLine;
    private int startLineEnd;
    private int rows;
    private boolean ended;

    /** How a head ends. */
    enum End {
        /** In an empty line, or with the datagram. */
        COMPLETE,
        /** Too late, or after too many headers. */
        OUT_OF_BOUNDS
    }

    /** Begins with a message; it is copied as far as a head may reach. */
    void begin(ByteBuf message) {
        available = message.readableBytes();
        limit = Math.min(available, LONGEST);
        message.getBytes(message.readerIndex(), bytes, 0, limit);
        begin();
    }

    void begin(byte[] message, int offset, int length) {
        available = length;
        limit = Math.min(length, LONGEST);
        System.arraycopy(message, offset, bytes, 0, limit);
        begin();
    }

    private void begin() {
        cut = available > limit;
        rows = 0;
        ended = false;
        for (int i = 0; i < first.length; i++) {
            first[i] = -1;
        }
        at = 0;
        while (at < limit && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        startLine = at;
        while (at < limit && bytes[at] != '\n') {
            at++;
        }
        startLineEnd = at > startLine && at < limit && bytes[at - 1] == '\r' ? at - 1 : at;
        at = Math.min(limit, at + 1);
    }

    /** Reads up to the first row of a field, and no further. */
    boolean readTo(Field field) {
        while (first[field.ordinal()] < 0) {
            if (rows == MOST_ROWS || !readRow()) {
                return false;
            }
        }
        return true;
    }

    /** Reads what is left. */
    End readAll() {
        while (rows < MOST_ROWS) {
            if (!readRow()) {
                return cut && !ended ? End.OUT_OF_BOUNDS : End.COMPLETE;
            }
        }
        return !cut && at == limit || isEmptyLine() ? End.COMPLETE : End.OUT_OF_BOUNDS;
    }

    private boolean isEmptyLine() {
        if (at >= limit) {
            return false;
        }
        int lineFeed = bytes[at] == '\r' ? at + 1 : at;
        if (lineFeed < limit && bytes[lineFeed] == '\n') {
            at = lineFeed + 1;
            ended = true;
        }
        return ended;
    }

    private boolean readRow() {
        if (ended || at >= limit || isEmptyLine()) {
            return false;
        }
        int start = at;
        int colon = -1;
        int end = at; // of the row, once folded lines are joined
        boolean control = false;
        while (at < limit) {
            end = takePlain(end);
            if (at == limit) {
                break;
            }
            byte c = bytes[at];
            if (c == '\n' || c == '\r' && at + 1 < limit && bytes[at + 1] == '\n') {
                at += c == '\n' ? 1 : 2;
                if (at >= limit || !Ascii.isBlank(bytes[at])) {
                    break;
                }
                end = fold(start, end);
                continue;
            }
            if (c == ':' && colon < 0) {
                colon = end;
            }
            control |= Ascii.isControl(c);
            bytes[end++] = c;
            at++;
        }
        if (at >= limit && cut) {
            return false;
        }
        add(start, colon, end, control);
        return true;
    }

    /** Goes over what needs no second look; behind a fold it moves up. */
    private int takePlain(int end) {
        int stop = at;
        while (stop < limit && !Ascii.isSpecial(bytes[stop])) {
            stop++;
        }
        int length = stop - at;
        if (end != at) {
            System.arraycopy(bytes, at, bytes, end, length);
        }
        at = stop;
        return end + length;
    }

    /** Joins the next line to the one before with one blank (RFC 3261 §7.3.1). */
    private int fold(int start, int lineEnd) {
        int end = lineEnd;
        while (end > start && Ascii.isBlank(bytes[end - 1])) {
            end--;
        }
        at = Ascii.skipBlanks(bytes, at, limit);
        bytes[end] = ' ';
        return end + 1;
    }

    private void add(int start, int colon, int end, boolean control) {
        int nameEnd = colon;
        while (nameEnd > start && Ascii.isBlank(bytes[nameEnd - 1])) {
            nameEnd--;
        }
        Field field = colon < 0 || control ? null : Field.named(bytes, start, nameEnd);
        int valueStart = Ascii.skipBlanks(bytes, colon + 1, end);
        int valueEnd = end;
        while (valueEnd > valueStart && Ascii.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        fields[rows] = field;
        from[rows] = valueStart;
        to[rows] = valueEnd;
        if (field != null && first[field.ordinal()] < 0) {
            first[field.ordinal()] = rows;
        }
        rows++;
    }

    byte[] bytes() {
        return bytes;
    }

    int startLine() {
        return startLine;
    }

    int startLineEnd() {
        return startLineEnd;
    }

    int rows() {
        return rows;
    }

    /** The field of a row; null if it is none that is read. */
    @Nullable
    Field field(int row) {
        return fields[row];
    }

    int from(int row) {
        return from[row];
    }

    int to(int row) {
        return to[row];
    }

    /** The first row of a field; -1 for none. */
    int first(Field field) {
        return first[field.ordinal()];
    }

    /** Whether there is another row of a field behind the first one. */
    boolean isRepeated(Field field) {
        for (int row = first(field) + 1; row < rows; row++) {
            if (fields[row] == field) {
                return true;
            }
        }
        return false;
    }

    String text(int row) {
        return new String(bytes, from[row], to[row] - from[row], StandardCharsets.UTF_8);
    }

    /** How much follows the head. */
    int bodyLength() {
        return available - at;
    }

    /** Bytes up to the body. */
    int length() {
        return at;
    }

    /**
     * What the message says of its body (RFC 3261 §20.14).
     *
     * @return -1 if it says nothing, -2 if it says nonsense
     */
    long contentLength() {
        int row = first(Field.CONTENT_LENGTH);
        if (row < 0) {
            return -1;
        }
        long length = number(from[row], to[row]);
        return length < 0 ? -2 : length;
    }

    /** Digits and nothing else, up to 2^32-1; -1 if it is no such number. */
    long number(int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            if (!Ascii.isDigit(bytes[i]) || number > 0xFFFF_FFFFL) {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return start == end || number > 0xFFFF_FFFFL ? -1 : number;
    }

    /** The status of a response, 100 to 699; -1 if the start line is no status line. Any case will do (§7.1). */
    int status() {
        int version = startLine + 7;
        if (startLineEnd < version || !Ascii.equalsLower(bytes, startLine, version, "sip/2.0")) {
            return -1;
        }
        int code = Ascii.skipBlanks(bytes, version, startLineEnd);
        int end = code + 3;
        boolean framed = code > version && end <= startLineEnd && (end == startLineEnd || Ascii.isBlank(bytes[end]));
        long status = framed ? number(code, end) : -1;
        return status >= 100 && status <= 699 ? (int) status : -1;
    }

    /**
     * Whether it may be a request that can be answered (RFC 3261 §7.1, §8.1.1): it ends its first line like one, and has what
     * an answer must repeat. Tells most of what is none at little cost.
     */
    boolean looksLikeRequest() {
        int version = startLineEnd - " sip/2.0".length();
        return version > startLine
                && Ascii.equalsLower(bytes, version, startLineEnd, " sip/2.0")
                && first(Field.VIA) >= 0
                && first(Field.FROM) >= 0
                && first(Field.CALL_ID) >= 0
                && first(Field.CSEQ) >= 0;
    }

    /** Where the reason phrase begins; only of a response. */
    int reason() {
        int code = Ascii.skipBlanks(bytes, startLine + 7, startLineEnd);
        return Ascii.skipBlanks(bytes, code + 3, startLineEnd);
    }
}
