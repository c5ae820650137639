package org.outpub.sorcery.change;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.sorcery.live.Layer.OfCache;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.live.StoreValues;

/**
 * Reads all that the stores of a type hold, with no lock held, so that one that is slow or hangs keeps nobody from anything;
 * what is written meanwhile is noted and counts.
 */
public final class StoreReading {
    private StoreReading() {}

    /**
     * Sees to it that the ledger knows what is there, so that an observer can be told of it.
     *
     * @throws org.outpub.api.sorcery.wizard.StorageException if a store cannot say
     */
    public static <T extends SorceryObject> void learn(Commit commit, LiveType<T> type, Runnable then) {
        boolean known = commit.alone(() -> {
            type.ledger().beginReading();
            return type.ledger().knowsAll();
        });
        try {
            Map<OfStore<T>, Collection<T>> read = known ? Map.of() : all(type);
            commit.alone(() -> {
                type.ledger().learn(read, commit.state().snapshot(type.type()));
                then.run();
                return read;
            });
        } finally {
            commit.alone(() -> {
                type.ledger().endReading();
                return type;
            });
        }
    }

    private static <T extends SorceryObject> Map<OfStore<T>, Collection<T>> all(LiveType<T> type) {
        Map<OfStore<T>, Collection<T>> read = new HashMap<>();
        type.stores().forEach(layer -> read.put(layer, layer.store().retrieveAll()));
        return read;
    }

    /** Compares all that the stores of a type hold with what was told, because a wizard says that it changed. */
    public static <T extends SorceryObject> void lookAtAll(Commit commit, LiveType<T> type) {
        commit.alone(() -> {
            type.ledger().beginReading();
            return type;
        });
        try {
            Map<OfStore<T>, Collection<T>> read = all(type);
            Map<String, StoreValues<T>> values = new HashMap<>();
            read.forEach((layer, objects) ->
                    objects.forEach(object -> values.computeIfAbsent(object.id(), first -> StoreValues.none())
                            .put(layer, Optional.of(object))));
            commit.alone(() -> {
                Set<String> ids = new HashSet<>(values.keySet());
                ids.addAll(type.ledger().toldIds());
                Snapshot<T> snapshot = commit.state().snapshot(type.type());
                return type.ledger().reloaded(List.copyOf(ids), snapshot, snapshot, values);
            });
        } finally {
            commit.alone(() -> {
                type.ledger().endReading();
                return type;
            });
        }
        type.caches().forEach(StoreReading::forgetAll);
        Commit.deliver(type);
    }

    /** What nobody observes is not known by name, so that a cache that can forgets everything. */
    private static void forgetAll(OfCache<?> cache) {
        if (cache.wizard() instanceof OperableCache<?> operable) {
            operable.expire();
        }
    }
}
