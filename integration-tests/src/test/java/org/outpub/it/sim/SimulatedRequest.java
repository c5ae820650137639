package org.outpub.it.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as a server reads it from its bytes. Strict: what is not as RFC 3261 wants it is told, since it is the
 * agent's fault.
 */
final class SimulatedRequest {
    private final List<String> faults = new ArrayList<>(0);
    private final List<String> credentials = new ArrayList<>(1);
    private String requestUri = "";
    private String via = "";
    private String branch = "";
    private String from = "";
    private String to = "";
    private String callId = "";
    private long cseq = -1;
    private String event = "";
    private long expires = -1;
    private long length = -1;
    private @Nullable String entityTag;
    private @Nullable String contentType;
    private String body = "";

    static SimulatedRequest read(byte[] bytes) {
        SimulatedRequest request = new SimulatedRequest();
        request.parse(new String(bytes, StandardCharsets.ISO_8859_1));
        return request;
    }

    private void parse(String text) {
        int line = text.indexOf("\r\n");
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("PUBLISH sip:") || !text.startsWith(" SIP/2.0", line - 8)) {
            faults.add("no PUBLISH with a head: " + text);
            return;
        }
        requestUri = text.substring("PUBLISH ".length(), line - " SIP/2.0".length());
        int seen = 0;
        while (line < end) {
            int next = text.indexOf("\r\n", line + 2);
            seen = header(text.substring(line + 2, next), seen);
            line = next;
        }
        body = text.substring(end + 4);
        check(length == body.length(), "Content-Length " + length + " where " + body.length() + " bytes follow");
        check((contentType != null) == !body.isEmpty(), "Content-Type does not go with the body");
        check(seen == Integer.parseInt("11111111", 2), "a header is missing: " + Integer.toBinaryString(seen));
        check(entityTag != null || !body.isEmpty(), "an initial request without a body");
        check(entityTag != null || expires > 0, "a removal without an entity-tag");
        check(expires > 0 || body.isEmpty(), "a removal with a body");
    }

    private int header(String row, int seen) {
        int colon = row.indexOf(": ");
        check(colon > 0, "no header: " + row);
        String name = row.substring(0, Math.max(0, colon));
        String value = row.substring(colon + 2);
        int bit = 0;
        switch (name) {
            case "Via" -> {
                via = value;
                branch = after(value, ";branch=");
                bit = 1;
            }
            case "Max-Forwards" -> bit = 2;
            case "From" -> {
                from = value;
                check(value.contains(">;tag="), "From without a tag");
                bit = 4;
            }
            case "To" -> {
                to = value;
                check(!value.contains(";tag="), "To with a tag");
                bit = 8;
            }
            case "Call-ID" -> {
                callId = value;
                bit = 16;
            }
            case "CSeq" -> {
                check(value.endsWith(" PUBLISH"), "CSeq: " + value);
                cseq = Long.parseLong(value.substring(0, value.indexOf(' ')));
                bit = 32;
            }
            case "Expires" -> {
                expires = Long.parseLong(value);
                bit = 64;
            }
            case "Content-Length" -> {
                length = Long.parseLong(value);
                bit = 128;
            }
            case "Event" -> event = value;
            case "SIP-If-Match" -> {
                check(entityTag == null, "two entity-tags");
                entityTag = value;
            }
            case "Content-Type" -> contentType = value;
            case "Authorization", "Proxy-Authorization" -> credentials.add(value);
            case "User-Agent" -> check(!value.isEmpty(), "an empty User-Agent");
            default -> faults.add("an unexpected header: " + row);
        }
        check((seen & bit) == 0, "two of " + name);
        return seen | bit;
    }

    private static String after(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    private void check(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }

    List<String> faults() {
        return faults;
    }

    List<String> credentials() {
        return credentials;
    }

    String requestUri() {
        return requestUri;
    }

    String via() {
        return via;
    }

    String branch() {
        return branch;
    }

    String from() {
        return from;
    }

    String to() {
        return to;
    }

    String callId() {
        return callId;
    }

    long cseq() {
        return cseq;
    }

    String event() {
        return event;
    }

    long expires() {
        return expires;
    }

    @Nullable
    String entityTag() {
        return entityTag;
    }

    String body() {
        return body;
    }

    @Override
    public String toString() {
        return callId.substring(0, 4) + " " + cseq + " " + requestUri + " Expires: " + expires
                + (entityTag == null ? "" : " If-Match: " + entityTag)
                + (credentials.isEmpty() ? "" : " with credentials")
                + (body.isEmpty() ? "" : " [" + body.strip() + "]");
    }
}
