package org.outpub.it.load;

import java.nio.charset.StandardCharsets;

/** An answer's bytes, written anew for each. Confined to one thread. */
final class AnswerBuffer {
    private static final byte[] FROM = ascii("\r\nFrom: ");
    private static final byte[] TO = ascii("\r\nTo: ");
    private static final byte[] CALL_ID = ascii(";tag=load\r\nCall-ID: ");
    private static final byte[] CSEQ = ascii("\r\nCSeq: ");
    private static final byte[] ENTITY_TAG = ascii("\r\nSIP-ETag: ");
    private static final byte[] EXPIRES = ascii("\r\nExpires: ");
    private static final byte[] END = ascii("\r\nContent-Length: 0\r\n\r\n");
    final byte[] bytes = new byte[65_536];
    private int length;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    AnswerBuffer begin(byte[] head, PublishHead request) {
        length = 0;
        return write(head)
                .write(request.via)
                .write(FROM)
                .write(request.from)
                .write(TO)
                .write(request.to)
                .write(CALL_ID)
                .write(request.callId)
                .write(CSEQ)
                .write(request.cseq);
    }

    AnswerBuffer entityTag(int publication, int version) {
        write(ENTITY_TAG).write(publication);
        bytes[length++] = '.';
        return write(version);
    }

    AnswerBuffer expires(int seconds) {
        return write(EXPIRES).write(seconds);
    }

    AnswerBuffer header(String start, String value) {
        return write(ascii(start)).write(ascii(value));
    }

    AnswerBuffer end() {
        return write(END);
    }

    int length() {
        return length;
    }

    private AnswerBuffer write(byte[] more) {
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    private AnswerBuffer write(PublishHead.Span span) {
        System.arraycopy(span.bytes(), span.start, bytes, length, span.length);
        length += span.length;
        return this;
    }

    private AnswerBuffer write(int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        length += digits;
        int at = length;
        int rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }
}
