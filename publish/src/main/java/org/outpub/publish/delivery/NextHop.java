package org.outpub.publish.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.location.LocationTarget;

/** Finds out what is to be located for a request (RFC 3261 §8.1.2, RFC 3263 §4). Pure. */
public final class NextHop {
    private static final List<Protocol> ALL = List.of(Protocol.values());

    private NextHop() {}

    /**
     * The next hop's host, or its {@code maddr}. If the Request-URI is a sips one, only TLS will do, whatever the route
     * says; so it is where a strict router takes its place and it stands in a Route (RFC 3261 §26.2.2).
     *
     * @param head of the request
     * @param named what the transport speaks that configuration names; null if it names none
     * @param spoken what the agent speaks, in its order of preference
     * @return what to locate
     * @throws UnsupportedException if the URI and the configuration contradict each other
     */
    public static LocationTarget of(RequestHead head, @Nullable Protocol named, List<Protocol> spoken)
            throws UnsupportedException {
        SipUri uri = head.nextHop();
        boolean secure = uri.secure() || head.requestUri().secure() || isAnySecure(head.routes());
        Protocol asked = asked(uri, secure);
        if (named != null && (secure && named != Protocol.TLS || asked != null && asked != named)) {
            throw new UnsupportedException("transport '" + head.transport() + "' speaks " + named.word() + ", but "
                    + uri.shown() + " wants " + (asked == null ? "tls" : asked.word()));
        }
        String host = uri.parameters().isEmpty()
                ? uri.host()
                : uri.parameter("maddr").filter(text -> !text.isEmpty()).orElse(uri.host());
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty() || bare.indexOf('%') >= 0 || bare.indexOf('[') >= 0) {
            throw new UnsupportedException(
                    "'" + host + "' in " + uri.shown() + " is no host: neither a name nor an address");
        }
        return new LocationTarget(bare, uri.port(), asked == null ? named : asked, secure, spoken);
    }

    private static boolean isAnySecure(List<SipUri> routes) {
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).secure()) {
                return true;
            }
        }
        return false;
    }

    /** What the URI says; {@code sips:…;transport=tcp} is TLS over TCP (RFC 3261 §26.2.2). */
    private static @Nullable Protocol asked(SipUri uri, boolean secure) throws UnsupportedException {
        Protocol protocol = said(uri);
        if (protocol == null || !secure) {
            return protocol;
        }
        if (protocol == Protocol.UDP) {
            throw new UnsupportedException("sips does not go over udp; expected transport=tcp, or none");
        }
        return Protocol.TLS;
    }

    private static @Nullable Protocol said(SipUri uri) throws UnsupportedException {
        for (Protocol protocol : ALL) {
            if (uri.hasParameter("transport", protocol.word())) {
                return protocol;
            }
        }
        String word =
                uri.parameters().isEmpty() ? "" : uri.parameter("transport").orElse("");
        if (!word.isEmpty()) {
            throw new UnsupportedException("transport=" + word + " is not supported");
        }
        return null;
    }

    /** There is no way to a server; the message says why. */
    public static final class UnsupportedException extends Exception {
        UnsupportedException(String message) {
            super(message);
        }

        /**
         * There is no way.
         *
         * @param transport the section that is named and not there
         * @return the exception
         */
        public static UnsupportedException noTransport(String transport) {
            return new UnsupportedException("no transport '" + transport + "' is open");
        }
    }
}
