package org.outpub.publish.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.location.Server;

/**
 * One PUBLISH request (RFC 3903 §4), complete but for what only the transport knows: Via, branch and Content-Length.
 * Immutable.
 *
 * @param requestUri as it goes on the request line, after any strict routing
 * @param routes values of the Route header, topmost first, each a URI without angle brackets
 * @param from URI of the From header
 * @param fromTag tag of the From header
 * @param to URI of the To header, which never has a tag
 * @param callId the same for all requests of a publication
 * @param cseq rising by one with each request of a Call-ID, below 2^31
 * @param event the event package
 * @param expiresSeconds value of the Expires header; 0 removes
 * @param entityTag value of SIP-If-Match; null in an initial publication
 * @param body the document; null in a refresh or a removal
 * @param credentials complete Authorization and Proxy-Authorization headers
 * @param transport id of the transport to send by; null for the first of the right kind
 * @param holder the server that gave the entity-tag, which is preferred; null if there is none or it is not known
 */
public record PublishRequest(
        SipUri requestUri,
        List<SipUri> routes,
        SipUri from,
        String fromTag,
        SipUri to,
        String callId,
        long cseq,
        String event,
        long expiresSeconds,
        @Nullable String entityTag,
        @Nullable PublicationBody body,
        List<Credential> credentials,
        @Nullable String transport,
        @Nullable Server holder) {
    /** Copies the lists. */
    public PublishRequest {
        routes = List.copyOf(routes);
        credentials = List.copyOf(credentials);
    }

    /**
     * A request that any server may take.
     *
     * @param requestUri as above
     * @param routes as above
     * @param from as above
     * @param fromTag as above
     * @param to as above
     * @param callId as above
     * @param cseq as above
     * @param event as above
     * @param expiresSeconds as above
     * @param entityTag as above
     * @param body as above
     * @param credentials as above
     * @param transport as above
     */
    public PublishRequest(
            SipUri requestUri,
            List<SipUri> routes,
            SipUri from,
            String fromTag,
            SipUri to,
            String callId,
            long cseq,
            String event,
            long expiresSeconds,
            @Nullable String entityTag,
            @Nullable PublicationBody body,
            List<Credential> credentials,
            @Nullable String transport) {
        this(
                requestUri,
                routes,
                from,
                fromTag,
                to,
                callId,
                cseq,
                event,
                expiresSeconds,
                entityTag,
                body,
                credentials,
                transport,
                null);
    }

    /**
     * The same request, for the server that gave the entity-tag.
     *
     * @param server null if it is not known
     * @return the request
     */
    public PublishRequest heldBy(@Nullable Server server) {
        return new PublishRequest(
                requestUri,
                routes,
                from,
                fromTag,
                to,
                callId,
                cseq,
                event,
                expiresSeconds,
                entityTag,
                body,
                credentials,
                transport,
                server);
    }

    /**
     * Whether it only prolongs what is published (RFC 3903 §4.3).
     *
     * @return true if it has an entity-tag and no body, and does not remove
     */
    public boolean isRefresh() {
        return entityTag != null && body == null && expiresSeconds > 0;
    }

    /** Prints what it is for; never the body or the credentials. */
    @Override
    public String toString() {
        return "PUBLISH " + requestUri + " Event: " + event + " Expires: " + expiresSeconds
                + (entityTag == null ? "" : " SIP-If-Match: " + entityTag)
                + (body == null ? "" : " (" + body + ")");
    }
}
