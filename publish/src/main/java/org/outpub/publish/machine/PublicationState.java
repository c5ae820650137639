package org.outpub.publish.machine;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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
     * The state's name, for logs and tables.
     *
     * @return such as {@code Published}
     */
    default String name() {
        return getClass().getSimpleName();
    }
}
