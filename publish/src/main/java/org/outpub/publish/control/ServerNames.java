package org.outpub.publish.control;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of servers by which things are counted. Servers come and go, and each has its counts for ever: those beyond the
 * first {@value #MOST} have one name together. Safe for use by many threads.
 */
final class ServerNames {
    static final int MOST = 100;
    /** Stands for a server where none answered. */
    static final String NOBODY = "none";
    /** Stands for those beyond the first. */
    static final String OTHERS = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(Optional<String> server) {
        return server.map(this::known).orElse(NOBODY);
    }

    private String known(String server) {
        if (known.contains(server)) {
            return server;
        }
        return known.size() < MOST && known.add(server) ? server : OTHERS;
    }
}
