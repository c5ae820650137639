package org.outpub.sorcery.live;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What a cache is still to hear of changes behind it. Until it has taken a change in, it is not asked for that object, so
 * that one that is slow, hangs or fails costs time and never gives an old answer. One entry an object, the newest. Safe for
 * use by many threads.
 *
 * @param <T> the objects' class
 */
public final class Unsettled<T extends SorceryObject> {
    private final Map<String, Optional<T>> newest = new ConcurrentHashMap<>();

    /** Whether the cache may answer questions about many. */
    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** Whether the cache must not be asked for this object. */
    public boolean contains(String id) {
        return !newest.isEmpty() && newest.containsKey(id);
    }

    /** Notes how an object is now; empty if it is gone, or if it is not known. */
    public void put(String id, Optional<T> now) {
        newest.put(id, now);
    }

    /** What is to be told. */
    public Map<String, Optional<T>> toTell() {
        return Map.copyOf(newest);
    }

    /** The cache has taken this in; a newer state of the object stays. */
    @SuppressWarnings("ReferenceEquality") // this very version, not an equal one that came later
    public void settled(String id, Optional<T> told) {
        newest.computeIfPresent(id, (same, now) -> now.orElse(null) == told.orElse(null) ? null : now);
    }
}
