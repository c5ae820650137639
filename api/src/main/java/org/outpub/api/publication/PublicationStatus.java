package org.outpub.api.publication;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How one publication fares at some moment. Immutable.
 *
 * @param id the configuration object's id
 * @param user the user of a {@code multi_user} publication; empty otherwise
 * @param event the event package
 * @param phase what it is doing
 * @param since when the phase began, by the wall clock
 * @param entityTag what the server named it; empty if it holds nothing of ours
 * @param confirmed when a server last confirmed it, by the wall clock: the entity-tag is of then; empty if it holds
 *     nothing of ours
 * @param server who answered last, such as {@code udp:192.0.2.1:5060}; empty before the first answer
 * @param next time to the next refresh or retry, from now; empty if nothing is planned
 * @param last the last answer or failure in words, such as {@code 200 OK} or {@code no answer within 32 s}; empty before
 *     the first
 * @param differs since when the server has not had what it should have, by the wall clock; empty if all is well
 * @param reason why it has not, and what to check, as the log has it; or why there is nothing to publish; empty if all is
 *     well
 */
public record PublicationStatus(
        String id,
        Optional<String> user,
        String event,
        Phase phase,
        Instant since,
        Optional<String> entityTag,
        Optional<Instant> confirmed,
        Optional<String> server,
        Optional<Duration> next,
        String last,
        Optional<Instant> differs,
        String reason) {
    /**
     * The name that tells it from all others.
     *
     * @return {@code ID} or {@code ID/USER}
     */
    public String name() {
        return user.isEmpty() ? id : id + "/" + user.get();
    }

    /** What a publication is doing. */
    public enum Phase {
        /** Nothing to publish yet, or it was removed. */
        IDLE,
        /** Something is to be sent and waits for its turn at the server. */
        DUE,
        /** A request is under way. */
        SENDING,
        /** The server has the newest state. */
        PUBLISHED,
        /** The last request failed; it will be tried again. */
        RETRYING,
        /** Ended for good. */
        ENDED
    }
}
