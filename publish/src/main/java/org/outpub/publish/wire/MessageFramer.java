package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 §18.3), however the stream is split, and finds the
 * keep-alives between them (RFC 5626 §3.5.1). Holds no more than one message's bytes. Made by {@link Branches#framer}.
 * Confined to the loop.
 */
public final class MessageFramer {
    /** The longest message. */
    static final int LONGEST_MESSAGE = 256 << 10;

    private static final int FIRST_SIZE = 2048;
    private static final byte[] NOTHING = {};
    private final MessageHead head;
    private byte[] bytes = NOTHING;
    private int length;
    /** How far the end of the head was looked for, so that a dribbling peer costs no second look at each byte. */
    private int scanned;
    /** Of the message that is complete up to its head; 0 before. */
    private int messageLength;

    private boolean halfPing;

    /** Takes what is found. */
    public interface Sink {
        /**
         * A whole message.
         *
         * @param message to be read during the call
         */
        void message(ByteBuf message);

        /** Two line breaks between messages, which want to be answered by one. */
        void ping();
    }

    /** The stream holds what cannot be a SIP message; nothing after it can be found. */
    public static final class FramingException extends Exception {
        FramingException(String message) {
            super(message, null, false, false);
        }
    }

    MessageFramer(MessageHead head) {
        this.head = head;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param more consumed whole
     * @param sink takes what is complete now
     * @throws FramingException if the stream is no SIP
     */
    public void feed(ByteBuf more, Sink sink) throws FramingException {
        while (more.isReadable()) {
            append(more, Math.min(more.readableBytes(), LONGEST_MESSAGE - length));
            cut(sink);
            if (length == LONGEST_MESSAGE) {
                throw new FramingException("a message is longer than " + LONGEST_MESSAGE + " bytes");
            }
        }
        if (length == 0 && bytes.length > FIRST_SIZE) {
            bytes = NOTHING;
        }
    }

    /**
     * Whether a message has begun and is not whole yet.
     *
     * @return true if so
     */
    public boolean isWithinMessage() {
        return length > 0;
    }

    private void append(ByteBuf more, int part) {
        if (length + part > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + part, Math.max(FIRST_SIZE, 2 * bytes.length)));
        }
        more.readBytes(bytes, length, part);
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
            int message = start;
            start += messageLength;
            scanned = 0;
            int whole = messageLength;
            messageLength = 0;
            sink.message(Unpooled.wrappedBuffer(bytes, message, whole));
        }
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, length - start);
            length -= start;
        }
    }

    private int skipLineBreaks(int from, Sink sink) {
        int at = from;
        while (at < length && (bytes[at] == '\n' || at + 1 < length && bytes[at] == '\r' && bytes[at + 1] == '\n')) {
            at += bytes[at] == '\n' ? 1 : 2;
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
        for (int i = start + Math.max(1, scanned); i < length; i++) {
            if (bytes[i] == '\n' && endsHead(start, i)) {
                return wholeLength(start, i + 1 - start);
            }
        }
        if (length - start > MessageHead.LONGEST) {
            throw new FramingException("a message's head is longer than " + MessageHead.LONGEST + " bytes");
        }
        scanned = Math.max(0, length - start);
        return 0;
    }

    /** Whether a line feed stands behind another one, but for a carriage return. */
    private boolean endsHead(int start, int lineFeed) {
        int before = bytes[lineFeed - 1] == '\r' ? lineFeed - 2 : lineFeed - 1;
        return before >= start && bytes[before] == '\n';
    }

    private int wholeLength(int start, int headLength) throws FramingException {
        head.begin(bytes, start, headLength);
        if (head.readAll() != MessageHead.End.COMPLETE) {
            throw new FramingException("a message's head is longer than " + MessageHead.LONGEST + " bytes, or has"
                    + " more than " + MessageHead.MOST_ROWS + " headers");
        }
        long announced = head.contentLength();
        if (announced < -1 || head.isRepeated(Field.CONTENT_LENGTH)) {
            throw new FramingException("a Content-Length is no number, or there are two");
        }
        if (announced > LONGEST_MESSAGE - headLength) {
            throw new FramingException("a message is longer than " + LONGEST_MESSAGE + " bytes");
        }
        return headLength + (int) Math.max(0, announced);
    }
}
