package org.outpub.it.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that a client has to do for publications: writes each request from one template, and takes the entity-tag out
 * of its answer. Confined to one thread.
 */
final class FloorRequests {
    static final int LARGEST = 4096;
    private static final int HEX_DIGITS = 8;
    /** So that no two floors of one run use the same branch. */
    private static final AtomicInteger FLOORS = new AtomicInteger();

    private static final byte[] BRANCH = ascii("branch=z9hG4bK");
    private static final byte[] ENTITY_TAG = ascii("SIP-ETag: ");
    private static final byte[] CONDITION = ascii("SIP-If-Match: ");
    private final Template[] templates;
    private final byte[][] tags;
    private final int[] numbers;
    private final byte[] tail;

    /** The head of one publication's requests, and where in it the changing parts stand. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Template(byte[] head, int branch, int cseq) {}

    FloorRequests(int publications, Acceptor.Ports server) {
        templates = new Template[publications];
        tags = new byte[publications][];
        numbers = new int[publications];
        String body = SampleState.TEXTS.get(0);
        tail = ascii("Content-Type: " + SampleState.CONTENT_TYPE + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body);
        int floor = FLOORS.incrementAndGet();
        for (int i = 0; i < publications; i++) {
            templates[i] = template(floor, i, server);
        }
    }

    private static Template template(int floor, int publication, Acceptor.Ports server) {
        String desk = "sip:desk-" + publication + "@127.0.0.1:" + server.udp();
        String head = """
                PUBLISH %s SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK%s.%d
                Max-Forwards: 70
                From: <%s>;tag=5f2c7f6f7b41
                To: <%s>
                Call-ID: 8f1f3bd2a3c94e5e9a0f-%d
                CSeq: %s PUBLISH
                Event: presence
                Expires: 3600
                User-Agent: Floor/1.0
                """.formatted(
                        desk, "0".repeat(2 * HEX_DIGITS), floor, desk, desk, publication, "0".repeat(HEX_DIGITS))
                .replace("\n", "\r\n");
        int branch = head.indexOf("z9hG4bK") + "z9hG4bK".length();
        return new Template(ascii(head), branch, head.indexOf("CSeq: ") + "CSeq: ".length());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int publications() {
        return tags.length;
    }

    /** Writes the next request of a publication; its length. */
    int render(int publication, byte[] out) {
        Template template = templates[publication];
        int number = ++numbers[publication];
        int length = append(template.head, out, 0);
        hex(publication, out, template.branch);
        hex(number, out, template.branch + HEX_DIGITS);
        decimal(number, out, template.cseq);
        byte[] tag = tags[publication];
        if (tag != null) {
            length = append(CONDITION, out, length);
            length = append(tag, out, length);
            out[length++] = '\r';
            out[length++] = '\n';
        }
        return append(tail, out, length);
    }

    private static int append(byte[] part, byte[] out, int length) {
        System.arraycopy(part, 0, out, length, part.length);
        return length + part.length;
    }

    private static void hex(int number, byte[] out, int at) {
        int rest = number;
        for (int i = HEX_DIGITS - 1; i >= 0; i--) {
            out[at + i] = (byte) HexFormat.of().toLowHexDigit(rest);
            rest >>>= 4;
        }
    }

    private static void decimal(int number, byte[] out, int at) {
        int rest = number;
        for (int i = HEX_DIGITS - 1; i >= 0; i--) {
            out[at + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Finds whose answer it is by the branch, and keeps the tag. */
    int take(byte[] answer, int length) {
        int branch = after(BRANCH, answer, 0, length);
        int publication = HexFormat.fromHexDigits(new Characters(answer, branch, HEX_DIGITS));
        int number = HexFormat.fromHexDigits(new Characters(answer, branch + HEX_DIGITS, HEX_DIGITS));
        if (number != numbers[publication]) {
            throw new IllegalStateException("an answer to something else");
        }
        int tag = after(ENTITY_TAG, answer, branch, length);
        int end = tag;
        while (answer[end] != '\r') {
            end++;
        }
        tags[publication] = Arrays.copyOfRange(answer, tag, end);
        return publication;
    }

    private static int after(byte[] wanted, byte[] in, int from, int length) {
        for (int i = from; i + wanted.length <= length; i++) {
            int same = 0;
            while (same < wanted.length && in[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i + same;
            }
        }
        throw new IllegalStateException("no " + new String(wanted, StandardCharsets.US_ASCII) + " in "
                + new String(in, 0, length, StandardCharsets.US_ASCII));
    }

    /** Some ASCII bytes as they stand. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Characters(byte[] bytes, int start, int length) implements CharSequence {
        @Override
        public char charAt(int index) {
            return (char) bytes[start + index];
        }

        @Override
        public CharSequence subSequence(int from, int until) {
            return new Characters(bytes, start + from, until - from);
        }
    }
}
