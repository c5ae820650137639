package org.outpub.publish.sip.jain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.sip.PublishRequest;

/** Finds out what is to be located for a request (RFC 3261 §8.1.2, RFC 3263 §4). Pure. */
final class NextHop {
    private NextHop() {}

    /**
     * The topmost route if it is a loose one, else the request URI; {@code maddr} goes before the host. If the request
     * URI is a sips one, only TLS will do, whatever the route says.
     *
     * @param request what to send
     * @param named what the transport speaks that configuration names; null if it names none
     * @param spoken what the agent speaks, in its order of preference
     * @return what to locate
     * @throws UnsupportedException if the URI and the configuration contradict each other
     */
    static LocationTarget of(PublishRequest request, @Nullable Protocol named, List<Protocol> spoken)
            throws UnsupportedException {
        boolean loose = !request.routes().isEmpty()
                && request.routes().get(0).parameter("lr").isPresent();
        SipUri uri = loose ? request.routes().get(0) : request.requestUri();
        boolean secure = uri.secure() || request.requestUri().secure();
        Protocol asked = asked(uri, secure);
        if (named != null && (secure && named != Protocol.TLS || asked != null && asked != named)) {
            throw new UnsupportedException("transport '" + request.transport() + "' speaks " + named.word() + ", but "
                    + uri + " wants " + (asked == null ? "tls" : asked.word()));
        }
        String host = uri.parameter("maddr").filter(text -> !text.isEmpty()).orElse(uri.host());
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new LocationTarget(
                bracketed ? host.substring(1, host.length() - 1) : host,
                uri.port(),
                asked == null ? named : asked,
                secure,
                spoken);
    }

    /** What the URI says; {@code sips:…;transport=tcp} is TLS over TCP (RFC 3261 §26.2.2). */
    private static @Nullable Protocol asked(SipUri uri, boolean secure) throws UnsupportedException {
        String word = uri.parameter("transport").orElse("");
        if (word.isEmpty()) {
            return null;
        }
        Protocol protocol = Protocol.named(word)
                .orElseThrow(() -> new UnsupportedException("transport=" + word + " is not supported"));
        if (!secure) {
            return protocol;
        }
        if (protocol == Protocol.UDP) {
            throw new UnsupportedException("sips does not go over udp; expected transport=tcp, or none");
        }
        return Protocol.TLS;
    }

    /** There is no way to a server; the message says why. */
    static final class UnsupportedException extends Exception {
        UnsupportedException(String message) {
            super(message);
        }
    }
}
