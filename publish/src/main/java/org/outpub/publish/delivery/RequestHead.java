package org.outpub.publish.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.SipUri;

/**
 * What all requests of a publication have in common as long as configuration and redirection stay (RFC 3261 §8.1.1).
 * Immutable.
 *
 * @param requestUri as it goes on the request line, after any strict routing
 * @param routes values of the Route header, topmost first, each a URI without angle brackets
 * @param nextHop what is to be located: the proxy, or the Request-URI
 * @param from URI of the From header
 * @param fromTag tag of the From header
 * @param to URI of the To header, which never has a tag
 * @param callId the same for all requests of a publication
 * @param event the event package
 * @param transport id of the transport to send by; null for the first of the right kind
 */
public record RequestHead(
        SipUri requestUri,
        List<SipUri> routes,
        SipUri nextHop,
        SipUri from,
        String fromTag,
        SipUri to,
        String callId,
        String event,
        @Nullable String transport) {
    /** Copies the list. */
    public RequestHead {
        routes = List.copyOf(routes);
    }
}
