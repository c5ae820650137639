package org.outpub.sorcery.live;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * The types of a store and what their sources hold, as one value. Immutable.
 *
 * @param types by name, in the order of registration
 * @param snapshots by type name, what the type's sources hold; none before the type's first reload
 */
public record StoreState(ImmutableMap<String, LiveType<?>> types, ImmutableMap<String, Snapshot<?>> snapshots) {
    /** Without types. */
    public static final StoreState EMPTY = new StoreState(ImmutableMap.of(), ImmutableMap.of());

    /**
     * Finds a type.
     *
     * @throws IllegalArgumentException if it is not registered
     */
    @SuppressWarnings("unchecked") // the type was put there with its own ObjectType<T>
    public <T extends SorceryObject> LiveType<T> registered(ObjectType<T> type) {
        LiveType<?> found = types.get(type.name());
        if (found == null || found.type() != type) {
            throw new IllegalArgumentException("object type '" + type.name() + "' is not registered");
        }
        return (LiveType<T>) found;
    }

    /** What the sources of a type hold. */
    @SuppressWarnings("unchecked") // as above
    public <T extends SorceryObject> Snapshot<T> snapshot(ObjectType<T> type) {
        Snapshot<?> found = snapshots.get(type.name());
        return found == null ? Snapshot.empty() : (Snapshot<T>) found;
    }

    /** With another type. */
    public StoreState with(LiveType<?> type) {
        return new StoreState(
                ImmutableMap.<String, LiveType<?>>builder()
                        .putAll(types)
                        .put(type.name(), type)
                        .buildOrThrow(),
                snapshots);
    }

    /** Without a type and what its sources hold. */
    public StoreState without(LiveType<?> type) {
        return new StoreState(without(types, type.name()), without(snapshots, type.name()));
    }

    private static <V> ImmutableMap<String, V> without(Map<String, V> all, String name) {
        ImmutableMap.Builder<String, V> others = ImmutableMap.builder();
        all.forEach((key, value) -> {
            if (!key.equals(name)) {
                others.put(key, value);
            }
        });
        return others.buildOrThrow();
    }

    /** With what sources hold now. */
    public StoreState with(Map<String, Snapshot<?>> newer) {
        Map<String, Snapshot<?>> all = new HashMap<>(snapshots);
        all.putAll(newer);
        return new StoreState(types, ImmutableMap.copyOf(all));
    }
}
