package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.digest.Credential;

/**
 * A publication's request as bytes (RFC 3903 §4, RFC 3261 §7): what stays the same is written once, what changes is
 * patched in. URIs and credentials go out as they are given. What a proxy needs comes first (RFC 3261 §7.3.1).
 * Immutable.
 */
public final class PublishTemplate {
    private static final byte[] RPORT = bytes(";rport;branch=");
    private static final byte[] IF_MATCH = bytes("\r\nSIP-If-Match: ");
    private static final byte[] CONTENT_TYPE = bytes("\r\nContent-Type: ");
    private static final byte[] CONTENT_LENGTH = bytes("\r\nContent-Length: ");
    private static final int NEW_LINE = '\r' << 8 | '\n';
    private final RequestHead head;
    private final String userAgent;
    private final byte[] requestLine;
    private final byte[] routes;
    private final byte[] identities;
    private final byte[] event;

    private PublishTemplate(RequestHead head, String userAgent, @Nullable PublishTemplate like) {
        this.head = head;
        this.userAgent = userAgent;
        this.requestLine = bytes("PUBLISH " + head.requestUri() + " SIP/2.0\r\nVia: SIP/2.0/");
        StringBuilder rows = new StringBuilder("\r\n");
        for (SipUri route : head.routes()) {
            rows.append("Route: <").append(route).append(">\r\n");
        }
        byte[] written = bytes(rows.append("Max-Forwards: 70\r\n").toString());
        this.routes = like != null && Arrays.equals(written, like.routes) ? like.routes : written;
        this.identities = bytes("From: <" + head.from() + ">;tag=" + head.fromTag() + "\r\nTo: <" + head.to()
                + ">\r\nCall-ID: " + head.callId() + "\r\nCSeq: ");
        byte[] last = bytes(" PUBLISH\r\nEvent: " + head.event() + "\r\n"
                + (userAgent.isEmpty() ? "" : "User-Agent: " + userAgent + "\r\n") + "Expires: ");
        this.event = like != null && Arrays.equals(last, like.event) ? like.event : last;
    }

    /**
     * Writes what stays the same.
     *
     * @param head of the publication's requests
     * @param userAgent value of User-Agent; empty for none
     * @param like another publication's, whose bytes are shared where they are the same; null for none
     * @return the template
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    public static PublishTemplate of(RequestHead head, String userAgent, @Nullable PublishTemplate like) {
        check("request line", head.requestUri().toString());
        head.routes().forEach(route -> check("Route", route.toString()));
        check("From", head.from() + head.fromTag());
        check("To", head.to().toString());
        check("Call-ID", head.callId());
        check("Event", head.event());
        check("User-Agent", userAgent);
        return new PublishTemplate(head, userAgent, like);
    }

    /** Refuses what would begin another header. */
    static void check(PublishRequest request) {
        if (request.entityTag() != null) {
            check("SIP-If-Match", request.entityTag());
        }
        if (request.body() != null) {
            check("Content-Type", request.body().contentType());
        }
        if (!request.credentials().isEmpty()) {
            request.credentials().forEach(credential -> check(credential.toString(), credential.value()));
        }
    }

    /** The value may be secret and stays out of the message. */
    private static void check(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Ascii.isControl(value.charAt(i))) {
                throw new IllegalArgumentException("the value of " + name + " holds a control character");
            }
        }
    }

    /**
     * Whether it was made from these.
     *
     * @param wanted of the next request
     * @param product value of User-Agent
     * @return false if another one must be made
     */
    public boolean isOf(RequestHead wanted, String product) {
        return head.equals(wanted) && userAgent.equals(product);
    }

    int length(WireRequest wire) {
        PublishRequest request = wire.request();
        PublicationBody body = request.body();
        int length = requestLine.length
                + routes.length
                + identities.length
                + event.length
                + wire.server().protocol().name().length()
                + 1
                + ByteBufUtil.utf8Bytes(wire.sentBy())
                + RPORT.length
                + Branch.LENGTH
                + digits(request.cseq())
                + digits(request.expiresSeconds())
                + CONTENT_LENGTH.length
                + digits(body == null ? 0 : body.size())
                + 4;
        for (int i = 0; i < request.credentials().size(); i++) {
            Credential credential = request.credentials().get(i);
            length += credential.toString().length() + 2 + ByteBufUtil.utf8Bytes(credential.value()) + 2;
        }
        if (request.entityTag() != null) {
            length += IF_MATCH.length + ByteBufUtil.utf8Bytes(request.entityTag());
        }
        return body == null
                ? length
                : length + CONTENT_TYPE.length + ByteBufUtil.utf8Bytes(body.contentType()) + body.size();
    }

    void write(WireRequest wire, ByteBuf out) {
        PublishRequest request = wire.request();
        PublicationBody body = request.body();
        out.writeBytes(requestLine);
        ByteBufUtil.writeAscii(out, wire.server().protocol().name());
        out.writeByte(' ');
        ByteBufUtil.writeUtf8(out, wire.sentBy());
        out.writeBytes(RPORT);
        wire.branch().writeTo(out);
        out.writeBytes(routes);
        for (int i = 0; i < request.credentials().size(); i++) {
            Credential credential = request.credentials().get(i);
            ByteBufUtil.writeAscii(out, credential.toString());
            out.writeByte(':').writeByte(' ');
            ByteBufUtil.writeUtf8(out, credential.value());
            ByteBufUtil.writeShortBE(out, NEW_LINE);
        }
        out.writeBytes(identities);
        writeNumber(out, request.cseq());
        out.writeBytes(event);
        writeNumber(out, request.expiresSeconds());
        if (request.entityTag() != null) {
            out.writeBytes(IF_MATCH);
            ByteBufUtil.writeUtf8(out, request.entityTag());
        }
        if (body != null) {
            out.writeBytes(CONTENT_TYPE);
            ByteBufUtil.writeUtf8(out, body.contentType());
        }
        out.writeBytes(CONTENT_LENGTH);
        writeNumber(out, body == null ? 0 : body.size());
        ByteBufUtil.writeShortBE(out, NEW_LINE);
        ByteBufUtil.writeShortBE(out, NEW_LINE);
        if (body != null) {
            int start = out.ensureWritable(body.size()).writerIndex();
            body.writeTo(out.internalNioBuffer(start, body.size()));
            out.writerIndex(start + body.size());
        }
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static void writeNumber(ByteBuf out, long number) {
        int digits = digits(number);
        int end = out.writerIndex() + digits;
        out.ensureWritable(digits).writerIndex(end);
        long rest = number;
        for (int i = 1; i <= digits; i++, rest /= 10) {
            out.setByte(end - i, (int) ('0' + rest % 10));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
