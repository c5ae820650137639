package org.outpub.publish.sources.asterisk;

import java.time.Instant;
import org.outpub.api.state.PbxState;

/**
 * How an Asterisk is followed at one time. Immutable.
 *
 * @param id names it, as configured
 * @param address of its manager interface
 * @param upToDate whether what is known is what holds now
 * @param trouble why it is not, or what is missing; empty if nothing is, or the first lists are under way
 * @param since since when both are so
 * @param version such as {@code 22.10.1}; empty if it is not known
 * @param startedAt when it began to run, in its own words and time zone; empty if that is not known
 * @param counts how much is known, such as {@code 6 devices, 13 extensions, 1 mailboxes}
 */
public record AsteriskStatus(
        String id,
        String address,
        boolean upToDate,
        String trouble,
        Instant since,
        String version,
        String startedAt,
        String counts) {
    static String counts(PbxState states) {
        return AsteriskStatus.counts(
                states.devices().keys().size(),
                states.extensions().keys().size(),
                states.mailboxes().keys().size());
    }

    private static String counts(int devices, int extensions, int mailboxes) {
        return devices + " devices, " + extensions + " extensions, " + mailboxes + " mailboxes";
    }
}
