package org.outpub.publish.control;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpExchange;
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
    Optional<Reply> refusal(HttpExchange exchange) {
        if (token != null) {
            return showsToken(exchange.getRequestHeaders().getFirst("Authorization"), token)
                    ? Optional.empty()
                    : Optional.of(Reply.error(401, "expected the header Authorization: Bearer TOKEN"));
        }
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            return Optional.of(Reply.error(403, "only this machine may ask; a token would let others"));
        }
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        String host = exchange.getRequestHeaders().getFirst("Host");
        boolean foreign = origin != null && !origin.equals("http://" + host);
        return foreign || !namesThisMachine(host)
                ? Optional.of(Reply.error(403, "a page from elsewhere may not ask"))
                : Optional.empty();
    }

    private static boolean showsToken(@Nullable String header, byte[] token) {
        return header != null
                && header.startsWith(BEARER)
                && MessageDigest.isEqual(header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8), token);
    }

    /** A name that was made to point here (DNS rebinding) is not one of ours. */
    private static boolean namesThisMachine(@Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            String name = HostAndPort.fromString(host).getHost();
            return name.equals("localhost")
                    || (InetAddresses.isInetAddress(name)
                            && InetAddresses.forString(name).isLoopbackAddress());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
