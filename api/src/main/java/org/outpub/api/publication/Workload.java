package org.outpub.api.publication;

import java.util.Map;
import org.outpub.api.publication.PublicationStatus.Phase;

/**
 * What an agent has to do at some moment. Immutable; costs the same with one publication and with 100,000.
 *
 * @param publications how many publications there are in each phase; every phase but {@link Phase#ENDED} is there
 * @param requestsWaiting requests that wait until their server has answered others; those under way are the
 *     publications that are {@link Phase#SENDING} less these
 * @param changesWaiting changes of devices, extensions and mailboxes that wait until their publication is confirmed
 * @param dropped what strangers sent in vain
 */
public record Workload(Map<Phase, Long> publications, long requestsWaiting, long changesWaiting, Dropped dropped) {
    /** Copies the map. */
    public Workload {
        publications = Map.copyOf(publications);
    }

    /**
     * With nothing dropped.
     *
     * @param publications as above
     * @param requestsWaiting as above
     * @param changesWaiting as above
     */
    public Workload(Map<Phase, Long> publications, long requestsWaiting, long changesWaiting) {
        this(publications, requestsWaiting, changesWaiting, Dropped.NONE);
    }

    /**
     * How many publications are in a phase.
     *
     * @param phase any
     * @return 0 or more
     */
    public long in(Phase phase) {
        return publications.getOrDefault(phase, 0L);
    }
}
