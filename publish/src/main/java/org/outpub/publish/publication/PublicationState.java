package org.outpub.publish.publication;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationStatus.Phase;

/**
 * Where a publication stands. Each state holds what is true in it and nothing else. Immutable. The transitions are
 * listed in {@link PublicationMachine}.
 */
public sealed interface PublicationState permits Idle, Due, Sending, Published, Waiting, Ended {
    /**
     * Takes an event. An event that does not concern a state leaves it as it is.
     *
     * @param event what happened
     * @param at when
     * @return what it led to
     */
    Step on(PublicationEvent event, Moment at);

    /**
     * What the server holds, as far as is known.
     *
     * @return null if nothing
     */
    default @Nullable Held held() {
        return null;
    }

    /**
     * When the state wants {@link PublicationEvent.TimerFired}.
     *
     * @return in the ticker's nanoseconds; empty for never
     */
    default OptionalLong wakeAt() {
        return OptionalLong.empty();
    }

    /**
     * The document that should be at the server.
     *
     * @return null if nothing should
     */
    default @Nullable PublicationBody wished() {
        return null;
    }

    /**
     * The state as others see it.
     *
     * @return the phase
     */
    Phase phase();

    /**
     * Why it is waiting or what it left behind.
     *
     * @return in words; empty if there is nothing to say
     */
    default String note() {
        return "";
    }

    /**
     * How many requests failed since the last that a server confirmed.
     *
     * @return 0 if all is well
     */
    default int failures() {
        return 0;
    }

    /**
     * Why the last of them failed, and what to check.
     *
     * @return in words, as the log has them; empty if all is well
     */
    default String failure() {
        return "";
    }

    /**
     * What would be tried at once, besides the time that is waited out.
     *
     * @return such as {@code , or at once when configuration changes}; empty for nothing
     */
    default String remedy() {
        return "";
    }

    /**
     * The state's name, for logs and tables.
     *
     * @return such as {@code Published}
     */
    default String name() {
        return getClass().getSimpleName();
    }
}
