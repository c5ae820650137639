package org.outpub.publish.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.machine.Terms;

/**
 * Everything a publication's requests need from configuration, with references resolved. Immutable; equal when nothing
 * changed that concerns the publication.
 *
 * @param requestUri as it goes on the request line
 * @param routes for the Route header
 * @param from URI of the From header
 * @param to URI of the To header
 * @param event the event package
 * @param auths credentials in the order of preference
 * @param transport id of the transport; null for the first of the right kind
 * @param terms for the machine
 */
record Target(
        SipUri requestUri,
        List<SipUri> routes,
        SipUri from,
        SipUri to,
        String event,
        List<Auth> auths,
        @Nullable String transport,
        Terms terms) {
    Target {
        routes = List.copyOf(routes);
        auths = List.copyOf(auths);
    }

    /**
     * Resolves an object for one of its users.
     *
     * @param publish the object
     * @param user takes the place of the user part in all three URIs; empty for the object itself
     * @param auths the objects that {@code outbound_auth} names
     */
    static Target of(OutboundPublish publish, String user, List<Auth> auths) {
        SipUri server = as(publish.serverUri(), user).asRequestUri();
        SipUri proxy =
                publish.outboundProxy() == null ? null : publish.outboundProxy().asRequestUri();
        // RFC 3261 §12.2.1.1: a route without lr is a strict router, which wants itself on the request line.
        SipUri strictRouter = proxy != null && proxy.parameter("lr").isEmpty() ? proxy : null;
        return new Target(
                strictRouter == null ? server : strictRouter,
                proxy == null ? List.of() : List.of(strictRouter == null ? proxy : server),
                as(publish.effectiveFrom(), user).asIdentity(),
                as(publish.effectiveTo(), user).asIdentity(),
                publish.event(),
                auths,
                publish.transport(),
                Terms.configured(publish.expiration(), publish.maxAuthAttempts()));
    }

    private static SipUri as(SipUri uri, String user) {
        return user.isEmpty() ? uri : uri.withUser(user);
    }
}
