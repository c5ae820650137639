package org.outpub.publish.control;

import java.util.List;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.sources.asterisk.AsteriskStatus;

/**
 * The other servers that states come from. Immutable.
 *
 * @param asterisks those that are followed over their manager interfaces
 * @param inbound what others publish to
 */
public record Peers(List<AsteriskStatus> asterisks, List<InboundStatus> inbound) {
    /** There are none. */
    public static final Peers NONE = new Peers(List.of(), List.of());

    /** Copies the lists. */
    public Peers {
        asterisks = List.copyOf(asterisks);
        inbound = List.copyOf(inbound);
    }
}
