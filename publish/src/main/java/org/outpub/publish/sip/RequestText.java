package org.outpub.publish.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.sip.PublishRequest.Credential;

/**
 * A PUBLISH as it goes on the wire, byte for byte. URIs and entity-tags are written as they were given. Neither Contact
 * nor Supported is sent: they mean nothing in a PUBLISH (RFC 3903 §11, tables 1 and 2).
 */
public final class RequestText {
    private static final int MAX_FORWARDS = 70;
    private static final int USUAL_HEAD = 640;

    private RequestText() {}

    /**
     * Writes a request.
     *
     * @param request what to send
     * @param via the value of its Via header
     * @param userAgent the value of its User-Agent header
     * @return the datagram
     */
    public static byte[] encode(PublishRequest request, String via, String userAgent) {
        StringBuilder head = new StringBuilder(USUAL_HEAD);
        head.append("PUBLISH ").append(request.requestUri()).append(" SIP/2.0\r\n");
        line(head, "Via", via);
        for (SipUri route : request.routes()) {
            line(head, "Route", "<" + route + ">");
        }
        line(head, "Max-Forwards", MAX_FORWARDS);
        for (Credential credential : request.credentials()) {
            line(head, credential.proxy() ? "Proxy-Authorization" : "Authorization", credential.value());
        }
        line(head, "From", "<" + request.from() + ">;tag=" + request.fromTag());
        line(head, "To", "<" + request.to() + ">");
        line(head, "Call-ID", request.callId());
        line(head, "CSeq", request.cseq() + " PUBLISH");
        line(head, "Event", request.event());
        line(head, "Expires", request.expiresSeconds());
        if (request.entityTag() != null) {
            line(head, "SIP-If-Match", request.entityTag());
        }
        line(head, "User-Agent", userAgent);
        return withBody(head, request.body());
    }

    private static byte[] withBody(StringBuilder head, @org.jspecify.annotations.Nullable PublicationBody body) {
        byte[] bytes = body == null ? new byte[0] : body.bytes();
        if (body != null) {
            line(head, "Content-Type", body.contentType());
        }
        line(head, "Content-Length", bytes.length);
        head.append("\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + bytes.length);
        message.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(bytes);
        return message.toByteArray();
    }

    private static void line(StringBuilder head, String name, Object value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
