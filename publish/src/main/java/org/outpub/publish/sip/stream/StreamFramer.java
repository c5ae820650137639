package org.outpub.publish.sip.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 §18.3), however the stream is split, and finds the
 * keep-alives between them (RFC 5626 §3.5.1). Holds no more than one message's bytes. Confined to one thread.
 */
final class StreamFramer {
    /** The longest start line and headers together. */
    static final int LONGEST_HEAD = 64 << 10;
    /** The longest message. */
    static final int LONGEST_MESSAGE = 256 << 10;

    private static final byte[] NOTHING = {};
    private static final int FIRST_SIZE = 1024;
    private byte[] bytes = NOTHING;
    private int length;
    /** Where the end of the head is looked for, so that a dribbling peer costs no second look at each byte. */
    private int scanned;
    /** Of the message that is complete up to its head; 0 before. */
    private int messageLength;

    private boolean halfPing;

    /** Takes what is found. */
    interface Sink {
        /** A whole message; the bytes are the receiver's. */
        void message(byte[] message);

        /** Two line breaks between messages, which want to be answered by one. */
        void ping();
    }

    /** The stream holds what cannot be a SIP message; nothing after it can be found. */
    static final class FramingException extends Exception {
        FramingException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param more consumed whole
     * @param sink takes what is complete now
     * @throws FramingException if the stream is no SIP
     */
    void feed(ByteBuffer more, Sink sink) throws FramingException {
        while (more.hasRemaining()) {
            int part = Math.min(more.remaining(), LONGEST_MESSAGE - length);
            append(more, part);
            cut(sink);
            if (length == LONGEST_MESSAGE) {
                throw new FramingException("a message is longer than " + LONGEST_MESSAGE + " bytes");
            }
        }
        if (length == 0) {
            bytes = NOTHING;
        }
    }

    private void append(ByteBuffer more, int part) {
        if (length + part > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + part, Math.max(FIRST_SIZE, 2 * bytes.length)));
        }
        more.get(bytes, length, part);
        length += part;
    }

    private void cut(Sink sink) throws FramingException {
        int start = 0;
        while (true) {
            if (messageLength == 0) {
                start = skipLineBreaks(start, sink);
                messageLength = measure(start);
            }
            if (messageLength == 0 || length - start < messageLength) {
                break;
            }
            byte[] message = Arrays.copyOfRange(bytes, start, start + messageLength);
            start += messageLength;
            messageLength = 0;
            scanned = 0;
            sink.message(message);
        }
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, length - start);
            length -= start;
        }
    }

    private int skipLineBreaks(int from, Sink sink) {
        int at = from;
        while (at + 1 < length && bytes[at] == '\r' && bytes[at + 1] == '\n') {
            at += 2;
            halfPing = !halfPing;
            if (!halfPing) {
                sink.ping();
            }
        }
        if (at < length && bytes[at] != '\r') {
            halfPing = false;
        }
        return at;
    }

    /** The whole length of the message that begins there; 0 while its head is not complete. */
    private int measure(int start) throws FramingException {
        for (int i = Math.max(start + 3, start + scanned); i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                int head = i + 1 - start;
                int whole = head + contentLength(start, i);
                if (whole > LONGEST_MESSAGE) {
                    throw new FramingException("a message is longer than " + LONGEST_MESSAGE + " bytes");
                }
                return whole;
            }
        }
        if (length - start > LONGEST_HEAD) {
            throw new FramingException("a message's head is longer than " + LONGEST_HEAD + " bytes");
        }
        scanned = Math.max(0, length - start);
        return 0;
    }

    private int contentLength(int start, int end) throws FramingException {
        int line = start;
        while (line < end) {
            int next = line;
            while (next < end && bytes[next] != '\n') {
                next++;
            }
            int value = valueOfContentLength(line, next);
            if (value >= 0) {
                return number(value, next);
            }
            line = next + 1;
        }
        return 0;
    }

    /** Where the value begins if the line is that header; else -1. */
    private int valueOfContentLength(int line, int end) {
        int colon = line;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > line && (bytes[nameEnd - 1] == ' ' || bytes[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        boolean named = isName(line, nameEnd, "content-length") || isName(line, nameEnd, "l");
        return named && colon < end ? colon + 1 : -1;
    }

    private boolean isName(int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int c = bytes[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int number(int from, int to) throws FramingException {
        long value = 0;
        boolean digits = false;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (c >= '0' && c <= '9') {
                value = Math.min(Integer.MAX_VALUE, value * 10 + c - '0');
                digits = true;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                throw new FramingException("a Content-Length is no number");
            }
        }
        if (!digits || value > LONGEST_MESSAGE) {
            throw new FramingException("a Content-Length is " + (digits ? "too large" : "empty"));
        }
        return (int) value;
    }
}
