package org.outpub.it.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * An answer, as it is meant and as bytes.
 *
 * @param status 100 to 699
 * @param request what it answers
 * @param headers its own, each a whole row
 * @param retryAfter seconds; negative for none
 * @param minExpires seconds; negative for none
 * @param rejects whether it says that credentials were wrong
 * @param isClean whether it is read as it is meant; false for what is garbled
 * @param bytes what is sent
 */
record SimulatedAnswer(
        int status,
        SimulatedRequest request,
        List<String> headers,
        long retryAfter,
        long minExpires,
        boolean rejects,
        boolean isClean,
        byte[] bytes) {
    private static final String MANY_BLANKS = " ".repeat(3_000);

    /** Puts an answer together. */
    static final class Builder {
        private final int status;
        private final SimulatedRequest request;
        private final List<String> headers = new ArrayList<>();
        private long retryAfter = -1;
        private long minExpires = -1;
        private boolean rejects;
        private boolean isClean = true;

        Builder(int status, SimulatedRequest request) {
            this.status = status;
            this.request = request;
        }

        Builder with(String row) {
            headers.add(row);
            return this;
        }

        Builder retryAfter(long seconds) {
            retryAfter = seconds;
            return with("Retry-After: " + seconds + (seconds % 2 == 0 ? "" : " (busy);duration=5"));
        }

        Builder minExpires(long seconds) {
            minExpires = seconds;
            return with("Min-Expires: " + seconds);
        }

        Builder rejecting() {
            rejects = true;
            return this;
        }

        Builder unclean() {
            isClean = false;
            return this;
        }

        /**
         * As a server may write it.
         *
         * @param odd chooses unusual wording; null for the usual one
         */
        SimulatedAnswer write(@Nullable Random odd) {
            StringBuilder text = new StringBuilder(400);
            boolean small = odd != null && odd.nextInt(4) == 0;
            text.append(small ? "sip/2.0 " : "SIP/2.0 ").append(status).append(status == 200 ? " OK" : " Answer");
            rows(text, odd, small);
            headers.forEach(row -> text.append("\r\n").append(row));
            text.append(odd != null && odd.nextInt(4) == 0 ? "\r\nContent-Length:\r\n 0" : "\r\nContent-Length: 0");
            text.append("\r\n\r\n");
            String whole = odd != null && odd.nextInt(8) == 0 ? text.toString().replace("\r\n", "\n") : text.toString();
            return of(whole);
        }

        private void rows(StringBuilder text, @Nullable Random odd, boolean small) {
            text.append(small ? "\r\nv: " : "\r\nVia: ").append(request.via()).append(";received=192.0.2.7");
            text.append(small ? "\r\nf: " : "\r\nFrom: ").append(request.from());
            text.append(small ? "\r\nt: " : "\r\nTo: ").append(request.to()).append(";tag=s");
            text.append(small ? "\r\ni:" : "\r\nCall-ID: ").append(request.callId());
            text.append("\r\nCSeq: ").append(request.cseq()).append(small ? "   PUBLISH" : " PUBLISH");
            if (odd != null) {
                switch (odd.nextInt(5)) {
                    case 0 -> text.append("\r\nX-Odd: a\u0001b");
                    case 1 -> text.append("\r\nX-Folded: a,\r\n\tb");
                    case 2 -> text.append("\r\nServer: \"unclosed");
                    case 3 -> text.append("\r\nno header at all");
                    default ->
                        text.append("\r\nWarning: 399 h \"").append(MANY_BLANKS).append('"');
                }
            }
        }

        private SimulatedAnswer of(String whole) {
            return new SimulatedAnswer(
                    status,
                    request,
                    headers,
                    retryAfter,
                    minExpires,
                    rejects,
                    isClean,
                    whole.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The same, spoilt on its way: cut short, or about something else. */
    SimulatedAnswer garbled(Random random) {
        String whole = new String(bytes, StandardCharsets.ISO_8859_1);
        String spoilt = switch (random.nextInt(6)) {
            case 0 -> whole.substring(0, random.nextInt(whole.length()));
            case 1 -> whole.replace("z9hG4bK", "z9hG4bK" + random.nextInt(10));
            case 2 -> whole.replaceFirst(" PUBLISH", " INVITE");
            case 3 -> whole.replace("tag=", "tag=x");
            case 4 -> whole.replace("Content-Length: 0", "Content-Length: 99999");
            default -> "\u0000\u0001" + whole;
        };
        return new SimulatedAnswer(
                status, request, headers, -1, -1, false, false, spoilt.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return request.callId().substring(0, 4) + " " + request.cseq() + " <- " + status + (isClean ? "" : " (garbled)")
                + " " + headers;
    }
}
