package org.outpub.publish.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request to a server, perhaps through a proxy. Immutable.
 *
 * <table>
 * <caption>What a proxy's parameters ask for</caption>
 * <tr><th>{@code outbound_proxy}</th><th>request line</th><th>Route header</th><th>sent to</th></tr>
 * <tr><td>none</td><td>server</td><td>none</td><td>server</td></tr>
 * <tr><td>with {@code ;lr} (RFC 3261 §16.12)</td><td>server</td><td>proxy</td><td>proxy</td></tr>
 * <tr><td>without (RFC 3261 §12.2.1.1)</td><td>proxy</td><td>server</td><td>proxy</td></tr>
 * <tr><td>with {@code ;hide}, as in pjsip</td><td>server</td><td>none</td><td>proxy</td></tr>
 * </table>
 *
 * @param requestUri for the request line
 * @param routes for Route headers, topmost first
 * @param nextHop whose host, port and parameters say where the request is sent
 */
public record Route(SipUri requestUri, List<SipUri> routes, SipUri nextHop) {
    private static final String HIDE = "hide";

    /** Copies the list. */
    public Route {
        routes = List.copyOf(routes);
    }

    /**
     * Finds the way.
     *
     * @param server whom requests are for
     * @param proxy what they go through; null for none
     * @return the way; its URIs are as they may stand in a request
     */
    public static Route of(SipUri server, @Nullable SipUri proxy) {
        SipUri target = server.asRequestUri();
        if (proxy == null) {
            return new Route(target, List.of(), target);
        }
        SipUri via = proxy.asRequestUri();
        if (isHidden(via)) {
            return new Route(target, List.of(), via.without(HIDE));
        }
        return isLoose(via) ? new Route(target, List.of(via), via) : new Route(via, List.of(target), via);
    }

    /** Whether a proxy is to be told to requests nowhere. */
    static boolean isHidden(SipUri proxy) {
        return proxy.parameter(HIDE).isPresent();
    }

    /** Whether a proxy leaves the request line alone. */
    static boolean isLoose(SipUri proxy) {
        return proxy.parameter("lr").isPresent();
    }
}
