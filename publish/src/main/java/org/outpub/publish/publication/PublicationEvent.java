package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/** A fact that a publication must deal with. */
public sealed interface PublicationEvent {
    /**
     * There is a new state to publish.
     *
     * @param body the full document
     */
    record ContentChanged(PublicationBody body) implements PublicationEvent {}

    /** There is nothing to publish any more. */
    record ContentRemoved() implements PublicationEvent {}

    /** Configuration ended the publication, or its module is unloaded. */
    record StopRequested() implements PublicationEvent {}

    /**
     * Configuration changed in a way that leaves the publication what it is: another lifetime, transport or credential.
     *
     * @param terms as configured now
     */
    record Reconfigured(Terms terms) implements PublicationEvent {}

    /** Somebody wants the whole document to be sent anew, now, whatever is known of the server. */
    record Pushed() implements PublicationEvent {}

    /** No other request to the same Request-URI is under way, and this publication is next (RFC 3903 §4). */
    record TurnGranted() implements PublicationEvent {}

    /**
     * The server answered 2xx.
     *
     * @param entityTag SIP-ETag; null if there was none
     * @param expiresSeconds the granted lifetime; empty if it was not said
     */
    record Accepted(@Nullable EntityTag entityTag, OptionalLong expiresSeconds) implements PublicationEvent {}

    /**
     * The server answered with another final response, and not one that credentials answer.
     *
     * @param status 300 to 699
     * @param answer the answer in words, such as {@code 403 Forbidden}
     * @param minExpiresSeconds Min-Expires
     * @param retryAfterSeconds Retry-After
     */
    record Rejected(int status, String answer, OptionalLong minExpiresSeconds, OptionalLong retryAfterSeconds)
            implements PublicationEvent {}

    /**
     * The server sent us elsewhere, or the place that it sent us to failed, and there is another place to try.
     *
     * @param reason the answer and the place, in words
     */
    record Redirected(String reason) implements PublicationEvent {}

    /**
     * The server challenged and a credential is at hand that answers it.
     *
     * @param stale whether only the nonce was old
     */
    record Challenged(boolean stale) implements PublicationEvent {}

    /**
     * The server challenged and no credential answers it.
     *
     * @param reason realm and algorithms, and why nothing fits, in words
     */
    record Unauthorized(String reason) implements PublicationEvent {}

    /**
     * No final answer came, or the request could not be sent.
     *
     * @param reason in words
     */
    record Unanswered(String reason) implements PublicationEvent {}

    /** The moment that {@link PublicationState#wakeAt} named has come. */
    record TimerFired() implements PublicationEvent {}
}
