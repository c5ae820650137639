package org.outpub.api.publication;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the state of an event package comes from. Registered by event name; called for each configured publication of
 * that event, whichever of the two comes first. Calls come on the module's executor, one at a time for each
 * publication; one that throws is logged and tried again at the next reload.
 */
public interface EventPublisherHandler {
    /**
     * The event package it serves.
     *
     * @return as {@code event=} has it, compared exactly
     */
    String event();

    /**
     * Whether it publishes for a configuration object of its event. Asked before {@link #startPublishing}, and again when
     * the object's options change. Content files serve an object that no handler does.
     *
     * @param client tells the object's options
     * @return true unless the handler says otherwise
     */
    default boolean serves(PublishClient client) {
        return true;
    }

    /**
     * Begins to publish through a client. What a start before this one published, and this one does not, stays published
     * until it is removed: a handler that starts again removes what it does not publish any more.
     *
     * @param client valid until the returned action has run
     * @return run once when the publication ends, the handler is unregistered or the module is unloaded
     * @throws Exception if it cannot begin; the message is logged
     */
    Runnable startPublishing(PublishClient client) throws Exception;

    /**
     * The server had lost a publication (it answered 412, or was not reached before the publication expired), and it was
     * created anew with the last document. Where each document holds the full state, as in {@code presence}, that is all
     * there is to do, and nothing is done by default. Where documents are changes, the full state is to be published
     * again. Called as {@link #startPublishing} is.
     *
     * @param client as it was given to {@link #startPublishing}, and not stopped yet
     * @param user whose publication it is, if the object has {@code multi_user=yes}
     */
    default void createdAnew(PublishClient client, Optional<String> user) {}

    /**
     * The server had lost a publication whose last document was {@linkplain PublicationBody#ofChange a change}, and
     * nothing is there now: the full state is to be published again. Called as {@link #startPublishing} is.
     *
     * @param client as it was given to {@link #startPublishing}, and not stopped yet
     * @param user whose publication it is, if the object has {@code multi_user=yes}
     */
    default void lost(PublishClient client, Optional<String> user) {
        createdAnew(client, user);
    }

    /**
     * A handler from a function.
     *
     * @param event the event package
     * @param start begins to publish and gives what stops it
     * @return the handler
     */
    static EventPublisherHandler of(String event, Function<PublishClient, Runnable> start) {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(start, "start");
        return new EventPublisherHandler() {
            @Override
            public String event() {
                return event;
            }

            @Override
            public Runnable startPublishing(PublishClient client) {
                return start.apply(client);
            }
        };
    }
}
