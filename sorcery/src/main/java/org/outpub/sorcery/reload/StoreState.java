package org.outpub.sorcery.reload;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.Snapshot;

/**
 * Everything of a store that changes, as one value. Immutable.
 *
 * @param types by name, in the order of registration
 * @param snapshots by type name, what the type's sources hold; none before the type's first reload
 */
public record StoreState(ImmutableMap<String, RegisteredType<?>> types, ImmutableMap<String, Snapshot<?>> snapshots) {
    public static final StoreState EMPTY = new StoreState(ImmutableMap.of(), ImmutableMap.of());

    @SuppressWarnings("unchecked") // the type was put there with its own ObjectType<T>
    public <T extends SorceryObject> RegisteredType<T> registered(ObjectType<T> type) {
        RegisteredType<?> found = types.get(type.name());
        if (found == null || found.type() != type) {
            throw new IllegalArgumentException("object type '" + type.name() + "' is not registered");
        }
        return (RegisteredType<T>) found;
    }

    @SuppressWarnings("unchecked") // as above
    public <T extends SorceryObject> Snapshot<T> snapshot(ObjectType<T> type) {
        Snapshot<?> found = snapshots.get(type.name());
        return found == null ? Snapshot.empty() : (Snapshot<T>) found;
    }

    public StoreState with(RegisteredType<?> type) {
        return new StoreState(
                ImmutableMap.<String, RegisteredType<?>>builder()
                        .putAll(types)
                        .put(type.type().name(), type)
                        .buildOrThrow(),
                snapshots);
    }

    public StoreState with(Map<String, Snapshot<?>> newer) {
        Map<String, Snapshot<?>> all = new HashMap<>(snapshots);
        all.putAll(newer);
        return new StoreState(types, ImmutableMap.copyOf(all));
    }
}
