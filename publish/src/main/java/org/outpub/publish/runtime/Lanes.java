package org.outpub.publish.runtime;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The turns at each Request-URI: an agent must not send a PUBLISH there before the one before is answered or has timed
 * out (RFC 3903 §4), whichever publication it belongs to. First come, first served. Safe for use by many threads.
 */
final class Lanes {
    private final Map<String, Lane> byUri = new ConcurrentHashMap<>();

    /** Touched only within the map's atomic operations on its URI. */
    private static final class Lane {
        private final Set<Publisher> waiting = new LinkedHashSet<>(2);
        private @Nullable Publisher holder;

        @Nullable
        Publisher next() {
            Publisher first = waiting.isEmpty() ? null : waiting.iterator().next();
            waiting.remove(first);
            holder = first;
            return first;
        }
    }

    /**
     * Asks for a turn.
     *
     * @return whether it is there at once; else {@link Publisher#turnCame} is called when it comes
     */
    boolean request(String requestUri, Publisher publisher) {
        boolean[] atOnce = new boolean[1];
        byUri.compute(requestUri, (uri, present) -> {
            Lane lane = present == null ? new Lane() : present;
            atOnce[0] = lane.holder == null;
            if (atOnce[0]) {
                lane.holder = publisher;
            } else {
                lane.waiting.add(publisher);
            }
            return lane;
        });
        return atOnce[0];
    }

    /** Gives up a turn that was asked for or is held. */
    void leave(String requestUri, Publisher publisher) {
        Publisher[] next = new Publisher[1];
        byUri.computeIfPresent(requestUri, (uri, lane) -> {
            lane.waiting.remove(publisher);
            if (lane.holder == publisher) {
                next[0] = lane.next();
            }
            return lane.holder == null ? null : lane;
        });
        if (next[0] != null) {
            next[0].turnCame(requestUri);
        }
    }

    /** Whether it is a publisher's turn. */
    boolean isTurnOf(String requestUri, Publisher publisher) {
        boolean[] holds = new boolean[1];
        byUri.computeIfPresent(requestUri, (uri, lane) -> {
            holds[0] = lane.holder == publisher;
            return lane;
        });
        return holds[0];
    }
}
