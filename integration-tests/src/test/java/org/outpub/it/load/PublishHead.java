package org.outpub.it.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the acceptor needs of a PUBLISH, found in place in one pass over its head. Used for message after message. Confined
 * to one thread.
 */
final class PublishHead {
    static final int WHOLE_MESSAGE_MISSING = -1;
    private static final byte[] BRANCH = "branch=".getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = {};
    final Span requestUri = new Span();
    final Span via = new Span();
    final Span from = new Span();
    final Span to = new Span();
    final Span callId = new Span();
    final Span cseq = new Span();
    final Span condition = new Span();
    final Span authorization = new Span();
    int expires;
    int bodyStart;
    int end;
    private final Span name = new Span();
    private int contentLength;

    /** A part of the message; of no length if it is not there. */
    final class Span {
        int start;
        int length;

        private void clear() {
            length = 0;
        }

        private void set(int from, int until) {
            start = from;
            length = until - from;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean isThere() {
            return length > 0;
        }

        @Override
        public String toString() {
            return new String(bytes, start, length, StandardCharsets.UTF_8);
        }

        private boolean isNamed(String header) {
            if (length != header.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (Character.toLowerCase((char) bytes[start + i]) != header.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int number() {
            int value = 0;
            for (int i = start; i < start + length; i++) {
                value = value * 10 + bytes[i] - '0';
            }
            return value;
        }
    }

    /**
     * Reads one message.
     *
     * @param source holds it, perhaps with more behind it
     * @param offset where it begins
     * @param limit where what has come ends
     * @return where the message ends, or {@link #WHOLE_MESSAGE_MISSING}
     */
    int read(byte[] source, int offset, int limit) {
        bytes = source;
        clear();
        int line = endOfLine(offset, limit);
        requestLine(offset, line);
        int next = line + 2;
        while (line >= 0 && next < limit) {
            line = endOfLine(next, limit);
            if (line == next) {
                bodyStart = next + 2;
                end = bodyStart + contentLength;
                return end <= limit ? end : WHOLE_MESSAGE_MISSING;
            }
            header(next, line);
            next = line + 2;
        }
        return WHOLE_MESSAGE_MISSING;
    }

    private void clear() {
        for (Span span : new Span[] {requestUri, via, from, to, callId, cseq, condition, authorization}) {
            span.clear();
        }
        expires = 0;
        contentLength = 0;
    }

    private int endOfLine(int offset, int limit) {
        for (int i = offset; i + 1 < limit; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return WHOLE_MESSAGE_MISSING;
    }

    private void requestLine(int offset, int until) {
        int first = indexOf((byte) ' ', offset, until);
        int second = first < 0 ? -1 : indexOf((byte) ' ', first + 1, until);
        if (second > 0) {
            requestUri.set(first + 1, second);
        }
    }

    private void header(int offset, int until) {
        int colon = indexOf((byte) ':', offset, until);
        if (colon < 0) {
            return;
        }
        name.set(offset, colon);
        int value = colon + 1;
        while (value < until && bytes[value] == ' ') {
            value++;
        }
        Span kept = kept();
        if (kept != null) {
            kept.set(value, until);
        } else if (name.isNamed("expires")) {
            name.set(value, until);
            expires = name.number();
        } else if (name.isNamed("content-length") || name.isNamed("l")) {
            name.set(value, until);
            contentLength = name.number();
        }
    }

    private @Nullable Span kept() {
        return switch (name.length) {
            case 1 -> compact();
            case 2 -> name.isNamed("to") ? to : null;
            case 3 -> name.isNamed("via") ? via : null;
            case 4 -> name.isNamed("from") ? from : name.isNamed("cseq") ? cseq : null;
            case 7 -> name.isNamed("call-id") ? callId : null;
            case 12 -> name.isNamed("sip-if-match") ? condition : null;
            case 13 -> name.isNamed("authorization") ? authorization : null;
            default -> null;
        };
    }

    private @Nullable Span compact() {
        return switch (bytes[name.start]) {
            case 'v' -> via;
            case 'f' -> from;
            case 't' -> to;
            case 'i' -> callId;
            default -> null;
        };
    }

    private int indexOf(byte wanted, int offset, int until) {
        for (int i = offset; i < until; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    boolean hasBody() {
        return end > bodyStart;
    }

    /** A hash of the topmost branch, which names the transaction (RFC 3261 17.2.3). */
    long branch() {
        int start = via.start;
        int until = via.start + via.length;
        while (start + BRANCH.length < until && !isBranch(start)) {
            start++;
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = start; i < until && bytes[i] != ';' && bytes[i] != ','; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        return hash;
    }

    private boolean isBranch(int start) {
        for (int i = 0; i < BRANCH.length; i++) {
            if (bytes[start + i] != BRANCH[i]) {
                return false;
            }
        }
        return true;
    }
}
