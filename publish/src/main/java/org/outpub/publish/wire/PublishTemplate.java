package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.RequestHead;

/**
 * A publication's request as bytes (RFC 3903 §4, RFC 3261 §7): what stays the same is written once, what changes is
 * patched in. URIs and credentials go out as they are given. What a proxy needs comes first (RFC 3261 §7.3.1).
 * Immutable.
 */
public final class PublishTemplate {
    private final RequestHead head;
    private final byte[] requestLine;
    private final byte[] routes;
    private final byte[] identities;
    private final byte[] event;

    private PublishTemplate(RequestHead head, String userAgent) {
        this.head = head;
        this.requestLine = bytes("PUBLISH " + head.requestUri() + " SIP/2.0\r\nVia: SIP/2.0/");
        StringBuilder rows = new StringBuilder("\r\n");
        for (SipUri route : head.routes()) {
            rows.append("Route: <").append(route).append(">\r\n");
        }
        this.routes = bytes(rows.append("Max-Forwards: 70\r\n").toString());
        this.identities = bytes("From: <" + head.from() + ">;tag=" + head.fromTag() + "\r\nTo: <" + head.to()
                + ">\r\nCall-ID: " + head.callId() + "\r\nCSeq: ");
        this.event = bytes(" PUBLISH\r\nEvent: " + head.event() + "\r\n"
                + (userAgent.isEmpty() ? "" : "User-Agent: " + userAgent + "\r\n") + "Expires: ");
    }

    /**
     * Writes what stays the same.
     *
     * @param head of the publication's requests
     * @param userAgent value of User-Agent; empty for none
     * @return the template
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    public static PublishTemplate of(RequestHead head, String userAgent) {
        return new PublishTemplate(head, userAgent);
    }

    /**
     * What it was made from.
     *
     * @return the same object
     */
    public RequestHead head() {
        return head;
    }

    int length(WireRequest request) {
        throw new IllegalStateException();
    }

    void write(WireRequest request, ByteBuf out) {
        throw new IllegalStateException();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
