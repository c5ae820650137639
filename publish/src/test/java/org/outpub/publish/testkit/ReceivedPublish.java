package org.outpub.publish.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A PUBLISH as it came off the wire, read by a small parser of its own that knows no leniency. Immutable.
 *
 * @param requestLine the first line
 * @param headers by their names in small letters, each with its values in order
 * @param body the document; empty if there is none
 */
public record ReceivedPublish(String requestLine, Map<String, List<String>> headers, String body) {
    /**
     * Reads a datagram.
     *
     * @param datagram a buffer
     * @param length how many bytes of it are the message
     * @return what it says
     * @throws RuntimeException if that is no SIP request
     */
    public static ReceivedPublish parse(byte[] datagram, int length) {
        String text = new String(datagram, 0, length, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            headers.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 2));
        }
        return new ReceivedPublish(lines[0], headers, text.substring(end + 4));
    }

    /**
     * The Request-URI: whose state it is.
     *
     * @return as it stands in the request line
     */
    public String requestUri() {
        return requestLine.split(" ")[1];
    }

    /**
     * The event package.
     *
     * @return the Event header without its parameters
     */
    public String event() {
        return header("Event").split(";", 2)[0].strip();
    }

    /**
     * Whether there is a header.
     *
     * @param name in any case
     * @return true if it stands there, empty or not
     */
    public boolean has(String name) {
        return headers.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The first value of a header.
     *
     * @param name in any case
     * @return empty if there is none
     */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /**
     * The branch of the topmost Via, which names the transaction (RFC 3261 §17.2.3).
     *
     * @return with its magic cookie
     */
    public String branch() {
        return header("Via").replaceAll(".*;branch=([^;]*).*", "$1");
    }

    /**
     * The sequence number.
     *
     * @return from CSeq
     */
    public long cseq() {
        return Long.parseLong(header("CSeq").split(" ")[0]);
    }

    /**
     * The lifetime that is asked for.
     *
     * @return seconds
     */
    public long expires() {
        return Long.parseLong(header("Expires"));
    }

    /**
     * Which of the four operations of RFC 3903 table 1 it is.
     *
     * @return {@code initial}, {@code refresh}, {@code modify}, {@code remove}; {@code invalid} for none of them
     */
    public String operation() {
        boolean condition = has("SIP-If-Match");
        boolean document = !body.isEmpty();
        if (expires() == 0) {
            return condition && !document ? "remove" : "invalid";
        }
        if (condition) {
            return document ? "modify" : "refresh";
        }
        return document ? "initial" : "invalid";
    }

    /**
     * What RFC 3903 §4 and RFC 3261 §8.1.1 forbid about it.
     *
     * @return empty if nothing
     */
    public List<String> violations() {
        List<String> found = new ArrayList<>();
        for (String once :
                List.of("via", "max-forwards", "from", "to", "call-id", "cseq", "event", "expires", "content-length")) {
            if (headers.getOrDefault(once, List.of()).size() != 1) {
                found.add(once + " stands "
                        + headers.getOrDefault(once, List.of()).size() + " times");
            }
        }
        for (String never : List.of(
                "contact",
                "record-route",
                "reply-to",
                "alert-info",
                "in-reply-to",
                "require",
                "proxy-require",
                "supported",
                "suppress-if-match")) {
            if (has(never)) {
                found.add(never + " is there");
            }
        }
        check(found, requestLine.matches("PUBLISH sips?:\\S+ SIP/2\\.0"), "request line " + requestLine);
        check(found, !operation().equals("invalid"), "not an operation of RFC 3903 table 1");
        check(found, header("To").matches("<[^>]+>"), "To " + header("To"));
        check(found, header("From").matches("<[^>]+>;tag=[0-9A-Za-z.!%*_+`'~-]{8,}"), "From " + header("From"));
        check(found, header("CSeq").matches("[0-9]+ PUBLISH"), "CSeq " + header("CSeq"));
        check(found, header("Max-Forwards").equals("70"), "Max-Forwards " + header("Max-Forwards"));
        check(found, branch().matches("z9hG4bK\\S{8,}"), "branch " + branch());
        check(found, header("Via").matches("SIP/2\\.0/UDP \\S+:[0-9]+;rport;branch=\\S+"), "Via " + header("Via"));
        check(found, has("content-type") == !body.isEmpty(), "Content-Type without a body, or the reverse");
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        check(found, header("Content-Length").equals(String.valueOf(length)), "Content-Length is not " + length);
        return found;
    }

    private static void check(List<String> found, boolean right, String violation) {
        if (!right) {
            found.add(violation);
        }
    }
}
