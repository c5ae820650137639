package org.outpub.publish.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.delivery.digest.Credential;

/**
 * One PUBLISH request (RFC 3903 §4), complete but for what only the transport knows: Via, branch and Content-Length.
 * Immutable.
 *
 * @param head what it has in common with the publication's other requests
 * @param cseq rising by one with each request of a Call-ID, below 2^31
 * @param expiresSeconds value of the Expires header; 0 removes
 * @param entityTag value of SIP-If-Match; null in an initial publication
 * @param body the document; null in a refresh or a removal
 * @param credentials complete Authorization and Proxy-Authorization headers
 */
public record PublishRequest(
        RequestHead head,
        long cseq,
        long expiresSeconds,
        @Nullable String entityTag,
        @Nullable PublicationBody body,
        List<Credential> credentials) {
    /** Copies the list. */
    public PublishRequest {
        credentials = List.copyOf(credentials);
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
        return "PUBLISH " + head.requestUri() + " Event: " + head.event() + " Expires: " + expiresSeconds
                + (entityTag == null ? "" : " SIP-If-Match: " + entityTag)
                + (body == null ? "" : " (" + body + ")");
    }
}
