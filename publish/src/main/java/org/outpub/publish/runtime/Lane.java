package org.outpub.publish.runtime;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The turns at one Request-URI: an agent must not send a PUBLISH there before the one before is answered or has timed
 * out (RFC 3903 §4), whichever publication it belongs to. First come, first served. Confined to its shard.
 */
final class Lane {
    private final Set<Publisher> waiting = new LinkedHashSet<>();
    private @Nullable Publisher holder;

    /** Asks for a turn; {@link Publisher#turnGranted} is called when it comes, at once if the lane is free. */
    void request(Publisher publisher) {
        waiting.add(publisher);
        grant();
    }

    /** Gives up a turn that was asked for or is held. */
    void leave(Publisher publisher) {
        waiting.remove(publisher);
        if (publisher == holder) {
            holder = null;
            grant();
        }
    }

    boolean isUnused() {
        return holder == null && waiting.isEmpty();
    }

    private void grant() {
        while (holder == null && !waiting.isEmpty()) {
            Publisher next = waiting.iterator().next();
            waiting.remove(next);
            holder = next;
            next.turnGranted();
        }
    }
}
