package org.outpub.sorcery.live;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.Layer.OfStore;

/**
 * What the stores of a type hold under one id, as far as it is known. Confined to one thread, or guarded by who has it.
 *
 * @param <T> the objects' class
 */
public final class StoreValues<T extends SorceryObject> {
    private final Map<OfStore<T>, Optional<T>> known = new HashMap<>(2);
    private boolean incomplete;

    /** Nothing known yet. */
    public static <T extends SorceryObject> StoreValues<T> none() {
        return new StoreValues<>();
    }

    /** Takes in what a store holds; empty if it has no such object. */
    public void put(OfStore<T> store, Optional<T> value) {
        known.put(store, value);
    }

    /** A store could not be asked. */
    public void missOne() {
        incomplete = true;
    }

    /** Whether there is a store that could not be asked. */
    public boolean isIncomplete() {
        return incomplete;
    }

    /** Whether it is known what a store holds. */
    public boolean has(OfStore<T> store) {
        return known.containsKey(store);
    }

    /** What is known of a store; one that is not known is taken to have nothing, and so to hide nothing. */
    Optional<T> of(OfStore<T> store) {
        @Nullable Optional<T> value = known.get(store);
        return value == null ? Optional.empty() : value;
    }

    /** Takes in what others know better. */
    void putAll(StoreValues<T> newer) {
        known.putAll(newer.known);
    }
}
