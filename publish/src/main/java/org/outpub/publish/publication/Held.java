package org.outpub.publish.publication;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/**
 * What the server holds of a publication, as far as is known: the outcome of the last 2xx.
 *
 * @param entityTag its name there; null if the server gave none, so that it can only expire
 * @param body the document that the server confirmed; null if it is not known: a process before this one
 *     published it, or it is to be sent anew
 * @param askedSeconds the Expires of the request that was confirmed
 * @param grantedAt when, in the ticker's nanoseconds
 * @param grantedSeconds how long it lives from then
 */
public record Held(
        @Nullable EntityTag entityTag,
        @Nullable PublicationBody body,
        long askedSeconds,
        long grantedAt,
        long grantedSeconds) {
    /** The same under its name, but not trusted to be what was confirmed: the next request carries the document. */
    Held unsure() {
        return new Held(entityTag, null, askedSeconds, grantedAt, grantedSeconds);
    }

    boolean holds(PublicationBody document) {
        return Objects.equals(body, document);
    }

    /** The document, which this process has published. */
    PublicationBody document() {
        return Objects.requireNonNull(body, "published by a process before");
    }

    boolean expired(long now) {
        return now - grantedAt >= Nanos.ofSeconds(grantedSeconds);
    }

    Optional<EntityTag> usableTag(long now) {
        return expired(now) ? Optional.empty() : Optional.ofNullable(entityTag);
    }
}
