package org.outpub.publish.sip.jain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.sip.PublishRequest;

/**
 * Writes PUBLISH requests (RFC 3903 §4, RFC 3261 §7). URIs and credentials go out as they are given. What a proxy needs
 * comes first (RFC 3261 §7.3.1). Immutable.
 */
final class PublishEncoder {
    private static final int MAX_FORWARDS = 70;
    private final Supplier<String> userAgent;

    /**
     * For requests of one agent.
     *
     * @param userAgent value of User-Agent; empty for none
     */
    PublishEncoder(Supplier<String> userAgent) {
        this.userAgent = userAgent;
    }

    /**
     * Writes a request.
     *
     * @param request what to send
     * @param protocol what it goes by
     * @param sentBy host and port of the Via header
     * @param branch of the Via header
     * @return the message
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    byte[] encode(PublishRequest request, Protocol protocol, String sentBy, String branch) {
        Head head = new Head("PUBLISH " + request.requestUri() + " SIP/2.0");
        head.add("Via", "SIP/2.0/" + protocol + " " + sentBy + ";rport;branch=" + branch);
        for (SipUri route : request.routes()) {
            head.add("Route", "<" + route + ">");
        }
        head.add("Max-Forwards", String.valueOf(MAX_FORWARDS));
        for (Credential credential : request.credentials()) {
            head.add(credential.toString(), credential.value());
        }
        head.add("From", "<" + request.from() + ">;tag=" + request.fromTag());
        head.add("To", "<" + request.to() + ">");
        head.add("Call-ID", request.callId());
        head.add("CSeq", request.cseq() + " PUBLISH");
        head.add("Event", request.event());
        head.add("Expires", String.valueOf(request.expiresSeconds()));
        if (request.entityTag() != null) {
            head.add("SIP-If-Match", request.entityTag());
        }
        String product = userAgent.get();
        if (!product.isEmpty()) {
            head.add("User-Agent", product);
        }
        return head.with(request.body());
    }

    /** The rows so far. */
    private static final class Head {
        private final StringBuilder rows = new StringBuilder(768);

        Head(String startLine) {
            check("request line", startLine);
            rows.append(startLine).append("\r\n");
        }

        void add(String name, String value) {
            check(name, value);
            rows.append(name).append(": ").append(value).append("\r\n");
        }

        // The value may be secret and stays out of the message.
        private static void check(String name, String value) {
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F)) {
                throw new IllegalArgumentException("the value of " + name + " holds a control character");
            }
        }

        byte[] with(@Nullable PublicationBody body) {
            byte[] document = body == null ? new byte[0] : body.bytes();
            if (body != null) {
                add("Content-Type", body.contentType());
            }
            add("Content-Length", String.valueOf(document.length));
            byte[] head = rows.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
            byte[] message = Arrays.copyOf(head, head.length + document.length);
            System.arraycopy(document, 0, message, head.length, document.length);
            return message;
        }
    }
}
