package org.outpub.it.load;

import java.util.Map;

/** Says what came to the server that should not have. */
final class ServerChecks {
    private ServerChecks() {}

    static void nothingWentWrong(AcceptorProcess server) {
        Map<Count, Long> counts = server.report();
        long repeated = counts.get(Count.REPEATED);
        long failed = counts.get(Count.CONDITION_FAILED);
        long malformed = counts.get(Count.MALFORMED);
        if (repeated + failed + malformed > 0) {
            Table.say("at the server: " + repeated + " repeated, " + failed + " with an unknown entity-tag, "
                    + malformed + " malformed");
        }
    }
}
