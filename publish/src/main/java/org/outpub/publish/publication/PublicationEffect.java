package org.outpub.publish.publication;

import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;

/** An order that a publication gives. */
public sealed interface PublicationEffect {
    /**
     * Send a PUBLISH; its outcome comes back as an event.
     *
     * @param operation which of the four
     * @param entityTag for SIP-If-Match; null in an initial one
     * @param body null in a refresh or removal
     * @param expiresSeconds for Expires
     */
    record SendPublish(
            Operation operation,
            @Nullable EntityTag entityTag,
            @Nullable PublicationBody body,
            long expiresSeconds) implements PublicationEffect {}

    /** Ask whoever knows the state for all of it: the server has lost what documents that tell changes had told. */
    record AskForState() implements PublicationEffect {}

    /**
     * Tell the operator, in one line.
     *
     * @param warning whether he should do something, rather than just know
     * @param message without the publication's name
     */
    record Tell(boolean warning, String message) implements PublicationEffect {}
}
