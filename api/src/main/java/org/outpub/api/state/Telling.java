package org.outpub.api.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one thing: by the host, and by other servers. Immutable; somebody tells something.
 *
 * @param own what the host tells; null for nothing
 * @param peers what others tell, by their entity id; who told last stands last
 * @param <V> the state of a thing
 */
record Telling<V>(@Nullable V own, Map<String, V> peers) {
    /** The host tells something else; null if nobody tells anything then. */
    static <V> @Nullable Telling<V> withOwn(@Nullable Telling<V> before, @Nullable V own) {
        Map<String, V> peers = before == null ? Map.of() : before.peers;
        return own == null && peers.isEmpty() ? null : new Telling<>(own, peers);
    }

    /** Another server tells something else; null if nobody tells anything then. */
    static <V> @Nullable Telling<V> withPeer(@Nullable Telling<V> before, String peer, @Nullable V told) {
        Map<String, V> peers = before == null ? new LinkedHashMap<>() : new LinkedHashMap<>(before.peers);
        peers.remove(peer);
        if (told != null) {
            peers.put(peer, told);
        }
        V own = before == null ? null : before.own;
        return own == null && peers.isEmpty() ? null : new Telling<>(own, peers);
    }

    /** What holds by all that is told: the sum of all, where there is one; the host's own word alone is not summed. */
    V together(Function<List<V>, V> sum) {
        if (own != null && peers.isEmpty()) {
            return own;
        }
        List<V> all = new ArrayList<>(peers.values());
        if (own != null) {
            all.add(own);
        }
        return sum.apply(all);
    }
}
