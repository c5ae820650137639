package org.outpub.publish.delivery.location;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order the servers of a target are tried. Pure.
 *
 * <p>Servers that failed lately come last, those that are forgiven soonest first. A publication stays with the server
 * that gave its entity-tag, since another one may not know it; it goes back to a better server only when it is refreshed,
 * so that a server that returns is not overrun.
 */
public final class HopOrder {
    private HopOrder() {}

    /**
     * Orders them.
     *
     * @param hops as they were located
     * @param holder the server that gave the entity-tag; null for none
     * @param mayMove whether the request is a good occasion to go back to a better server
     * @param health of the servers
     * @param now in nanoseconds, on the clock of {@code health}
     * @return all of them
     */
    public static List<Hop> of(
            List<Hop> hops, @Nullable Server holder, boolean mayMove, ServerHealth health, long now) {
        if (hops.size() < 2) {
            return hops;
        }
        List<Hop> ordered = new ArrayList<>(hops);
        ordered.sort(Comparator.comparingLong(hop -> health.downFor(hop.server(), now)));
        Hop best = ordered.get(0);
        for (Hop hop : ordered) {
            boolean holds = hop.server().equals(holder) && health.downFor(hop.server(), now) == 0;
            if (holds && !(mayMove && best.rank() < hop.rank())) {
                ordered.remove(hop);
                ordered.add(0, hop);
                break;
            }
        }
        return ordered;
    }
}
