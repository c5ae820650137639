package org.outpub.publish.control;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the control interface: without a token those on this machine, with one whoever shows it. A page from
 * elsewhere that a browser on this machine shows may not: its requests name another host, or an origin.
 */
final class Access {
    private static final String BEARER = "Bearer ";
    private final byte @Nullable [] token;

    Access(Optional<String> token) {
        this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    /** Why a request is refused; empty if it is not. */
    Optional<Reply> refusal(HttpHeaders headers, InetAddress from) {
        if (token != null) {
            return showsToken(headers.get(HttpHeaderNames.AUTHORIZATION), token)
                    ? Optional.empty()
                    : Optional.of(Reply.error(401, "expected the header Authorization: Bearer TOKEN")
                            .with("WWW-Authenticate", "Bearer"));
        }
        if (!from.isLoopbackAddress()) {
            return Optional.of(Reply.error(403, "only this machine may ask; a token would let others"));
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null) {
            return Optional.of(Reply.error(400, "expected the header Host"));
        }
        boolean foreign = origin != null && !origin.equalsIgnoreCase("http://" + host);
        return foreign || !namesThisMachine(host)
                ? Optional.of(Reply.error(403, "a page from elsewhere may not ask"))
                : Optional.empty();
    }

    /** A scheme's name has no case (RFC 9110 §11.1); a token does. */
    private static boolean showsToken(@Nullable String header, byte[] token) {
        return header != null
                && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        header.substring(BEARER.length()).strip().getBytes(StandardCharsets.ISO_8859_1), token);
    }

    /** A name that was made to point here (DNS rebinding) is not one of ours. */
    private static boolean namesThisMachine(String host) {
        try {
            String name = HostAndPort.fromString(host).getHost();
            return name.equalsIgnoreCase("localhost")
                    || (InetAddresses.isInetAddress(name)
                            && InetAddresses.forString(name).isLoopbackAddress());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
