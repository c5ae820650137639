package org.outpub.publish.agent;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Route;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Redirection;
import org.outpub.publish.publication.Terms;

/**
 * Everything a publication's requests need from configuration, with references resolved. Immutable; equal when nothing
 * changed that concerns the publication.
 *
 * @param server the target, as it may go on the request line
 * @param proxy what requests go through; null for none
 * @param from URI of the From header
 * @param to URI of the To header
 * @param event the event package
 * @param auths credentials in the order of preference
 * @param transport id of the transport; null for the first of the right kind
 * @param terms for the machine
 */
record Target(
        SipUri server,
        @Nullable SipUri proxy,
        SipUri from,
        SipUri to,
        String event,
        List<Auth> auths,
        @Nullable String transport,
        Terms terms) {
    private static final int SCOPE_PARTS = 4;
    /** As many as {@code max_auth_attempts} has by default. */
    private static final int MOST_CHALLENGES = 5;

    Target {
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
        return new Target(
                as(publish.serverUri(), user).asRequestUri(),
                publish.outboundProxy(),
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

    /**
     * What a process before this one published, as far as removing it needs.
     *
     * @param auths the credentials there are for it
     * @return empty if it was not written by {@link #subject}
     */
    static Optional<Target> of(KeptPublication kept, List<Auth> auths) {
        KeptPublication.Subject subject = kept.subject();
        String[] scope = subject.target().split(" ", -1);
        if (scope.length != SCOPE_PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Target(
                    SipUri.parse(scope[0]),
                    subject.proxy().isEmpty() ? null : SipUri.parse(subject.proxy()),
                    SipUri.parse(scope[2]),
                    SipUri.parse(scope[3]),
                    scope[1],
                    auths,
                    subject.transport().isEmpty() ? null : subject.transport(),
                    Terms.configured(kept.granted(), MOST_CHALLENGES)));
        } catch (InvalidValueException invalid) {
            return Optional.empty();
        }
    }

    /** What is kept of it, so that another process can go on, or remove it. */
    KeptPublication.Subject subject(String publication, String user) {
        return new KeptPublication.Subject(
                publication,
                user,
                scope(),
                proxy == null ? "" : proxy.toString(),
                transport == null ? "" : transport,
                auths.stream().map(Auth::id).toList());
    }

    /** What an entity-tag is for; with another one it is of no use. */
    String scope() {
        return server + " " + event + " " + from + " " + to;
    }

    /** The same, where servers send us. */
    Target redirected(Redirection redirection) {
        if (redirection.target().isEmpty() && redirection.proxy().isEmpty()) {
            return this;
        }
        return new Target(
                redirection.target().orElse(server),
                redirection.proxy().orElse(proxy),
                from,
                to,
                event,
                auths,
                transport,
                terms);
    }

    /** The way of its requests. */
    private Route route() {
        return Route.of(server, proxy);
    }

    /** As it goes on the request line. */
    SipUri requestUri() {
        return route().requestUri();
    }

    /** For the Route header. */
    List<SipUri> routes() {
        return route().routes();
    }

    /** What is to be located. */
    SipUri nextHop() {
        return route().nextHop();
    }
}
