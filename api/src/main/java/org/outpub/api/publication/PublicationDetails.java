package org.outpub.api.publication;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one publication at some moment. Immutable.
 *
 * @param status how it fares
 * @param wanted the document that should be at the server; empty if nothing should
 * @param held the document that the server confirmed; empty if it holds nothing of ours, or it is not known what
 * @param expires when the server lets go of it, by the wall clock; empty if it holds nothing of ours
 * @param failures requests that failed since the last that was confirmed
 * @param waitsFor what it waits for now, in words
 * @param history what happened last, oldest first
 */
public record PublicationDetails(
        PublicationStatus status,
        Optional<PublicationBody> wanted,
        Optional<PublicationBody> held,
        Optional<Instant> expires,
        int failures,
        String waitsFor,
        List<HistoryEntry> history) {
    /** Copies the list. */
    public PublicationDetails {
        history = List.copyOf(history);
    }
}
