package org.outpub.publish.sip.jain;

import java.util.Locale;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.sip.PublishRequest;

/**
 * Where a request goes first (RFC 3261 §8.1.2). Immutable.
 *
 * @param host a name or an IP literal, IPv6 without brackets
 * @param port 1 to 65535
 */
record NextHop(String host, int port) {
    private static final int SIP_PORT = 5060;

    /**
     * The topmost route if it is a loose one, else the request URI; {@code maddr} goes before the host (RFC 3263 §4).
     *
     * @param request what to send
     * @return where to
     * @throws UnsupportedException if it must not go by UDP
     */
    static NextHop of(PublishRequest request) throws UnsupportedException {
        boolean loose = !request.routes().isEmpty()
                && request.routes().get(0).parameter("lr").isPresent();
        SipUri uri = loose ? request.routes().get(0) : request.requestUri();
        String transport = uri.parameter("transport").orElse("udp").toLowerCase(Locale.ROOT);
        if (uri.secure() || request.requestUri().secure()) {
            throw new UnsupportedException("sips needs TLS, which is not supported");
        }
        if (!transport.equals("udp")) {
            throw new UnsupportedException("transport=" + transport + " is not supported");
        }
        String host = uri.parameter("maddr").filter(text -> !text.isEmpty()).orElse(uri.host());
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new NextHop(
                bracketed ? host.substring(1, host.length() - 1) : host, uri.port() == 0 ? SIP_PORT : uri.port());
    }

    /** There is no way to a server; the message says why. */
    static final class UnsupportedException extends Exception {
        UnsupportedException(String message) {
            super(message);
        }
    }
}
