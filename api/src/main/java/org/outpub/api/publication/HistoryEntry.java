package org.outpub.api.publication;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport.Result;

/**
 * Something that happened to a publication: a request and what came of it, or what led to requests. Immutable.
 *
 * @param at when it ended, by the wall clock; the last time, if it happened several times in a row
 * @param what it was
 * @param result how the request ended; empty if it was none
 * @param status of the answer, such as 200; 0 if no server answered
 * @param server who answered, such as {@code udp:192.0.2.1:5060}; empty if no server did, or it is not known
 * @param answer the failure in words, where no server answered; empty otherwise
 * @param entityTag what the server named the publication, or the last characters of it behind an ellipsis; empty for
 *     nothing
 * @param took from when the request was handed to the transport until it ended
 * @param phase what the publication did then
 * @param times how many times in a row it happened, at least 1
 */
public record HistoryEntry(
        Instant at,
        What what,
        Optional<Result> result,
        int status,
        Optional<String> server,
        String answer,
        String entityTag,
        Duration took,
        Phase phase,
        int times) {
    /** What may happen. */
    public enum What {
        /** A request that creates the publication. */
        INITIAL,
        /** A request that lengthens its life. */
        REFRESH,
        /** A request that replaces its document. */
        MODIFY,
        /** A request that ends it. */
        REMOVE,
        /** Other configuration was applied to it. */
        CONFIGURED,
        /** Somebody asked for a try at once. */
        PUSHED
    }
}
