package org.outpub.sorcery.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard.Backing;
import org.outpub.sorcery.live.Layer.OfCache;
import org.outpub.sorcery.live.Layer.OfSource;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveObjects.Live;

/**
 * Looks for the objects of a type in its layers, in their order: an id in an earlier one hides the same in a later. A cache
 * answers for all that come after it, but for what it has not yet taken in. Many are given in the order of their ids.
 *
 * @param <T> the objects' class
 */
public final class Search<T extends SorceryObject> {
    private final ObjectType<T> type;
    private final List<Layer<T>> layers;
    /** For each layer what comes after it, for the caches; sees what is live when it is asked. */
    private final List<View> behind = new ArrayList<>();

    Search(ObjectType<T> type, List<Layer<T>> layers, Supplier<Snapshot<T>> live) {
        this.type = type;
        this.layers = layers;
        for (int i = 0; i < layers.size(); i++) {
            behind.add(new View(live, i + 1, true));
        }
    }

    /** What readers see. */
    public Backing<T> of(Snapshot<T> snapshot) {
        return new View(() -> snapshot, 0, true);
    }

    /** The storage itself, without the caches before it. */
    public Backing<T> uncached(Snapshot<T> snapshot) {
        return new View(() -> snapshot, 0, false);
    }

    /** What is behind a cache, seen at any time. */
    public Backing<T> behind(OfCache<T> cache) {
        return behind.get(layers.indexOf(cache));
    }

    /** The stored form of an object, with its places if it comes from a source. */
    public Optional<ObjectSet> set(Snapshot<T> snapshot, String id) {
        for (Layer<T> layer : layers) {
            if (layer instanceof OfSource<T> source) {
                Live<T> live = snapshot.live(source.wizard()).get(id);
                if (live != null) {
                    return Optional.of(live.set());
                }
            } else if (layer instanceof OfStore<T> store) {
                Optional<T> stored = store.store().retrieve(id);
                if (stored.isPresent()) {
                    return stored.map(type::format);
                }
            }
        }
        return Optional.empty();
    }

    /** Finds what meets all conditions. */
    public Collection<T> where(Snapshot<T> snapshot, List<FieldCondition> conditions) {
        return new View(() -> snapshot, 0, true)
                .retrieveWhere(conditions).stream()
                        .filter(object -> meets(object, conditions))
                        .toList();
    }

    private boolean meets(T object, List<FieldCondition> conditions) {
        ObjectSet set = type.format(object);
        return conditions.stream().allMatch(condition -> condition.test(set));
    }

    /** The layers from one on. */
    private final class View implements Backing<T> {
        private final Supplier<Snapshot<T>> snapshot;
        private final int first;
        private final boolean cached;

        View(Supplier<Snapshot<T>> snapshot, int first, boolean cached) {
            this.snapshot = snapshot;
            this.first = first;
            this.cached = cached;
        }

        @Override
        public Optional<T> retrieve(String id) {
            for (int i = first; i < layers.size(); i++) {
                Optional<T> found = Optional.empty();
                if (layers.get(i) instanceof OfSource<T> source) {
                    Live<T> live = snapshot.get().live(source.wizard()).get(id);
                    found = live == null ? Optional.empty() : Optional.of(live.object());
                } else if (layers.get(i) instanceof OfStore<T> store) {
                    found = store.store().retrieve(id);
                } else if (layers.get(i) instanceof OfCache<T> cache
                        && cached
                        && !cache.unsettled().contains(id)) {
                    return cache.cache().retrieve(id, behind.get(i));
                }
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        @Override
        public Collection<T> retrieveAll() {
            return retrieveByPrefix("");
        }

        @Override
        public Collection<T> retrieveByPrefix(String prefix) {
            if (prefix.isEmpty() && first == 0 && layers.size() == 1 && layers.get(0) instanceof OfSource<T> only) {
                return snapshot.get().live(only.wizard()).objectsById();
            }
            return merged(new ManyAsked<>() {
                @Override
                public Collection<T> of(OfStore<T> store, boolean last) {
                    return store.store().retrieveByPrefix(prefix);
                }

                @Override
                public boolean wants(T object) {
                    return object.id().startsWith(prefix);
                }
            });
        }

        /** Only the last layer is asked for less than all: what an earlier one leaves out could be what hides a later. */
        @Override
        public Collection<T> retrieveWhere(List<FieldCondition> conditions) {
            return merged(new ManyAsked<>() {
                @Override
                public Collection<T> of(OfStore<T> store, boolean last) {
                    return last
                            ? store.store().retrieveWhere(conditions)
                            : store.store().retrieveAll();
                }

                @Override
                public boolean wants(T object) {
                    return true;
                }
            });
        }

        private Collection<T> merged(ManyAsked<T> question) {
            Map<String, T> found = new HashMap<>();
            for (int i = first; i < layers.size(); i++) {
                if (layers.get(i) instanceof OfStore<T> store) {
                    add(found, question.of(store, i == layers.size() - 1), question);
                } else if (layers.get(i) instanceof OfSource<T> source) {
                    add(found, snapshot.get().live(source.wizard()).objects(), question);
                } else if (layers.get(i) instanceof OfCache<T> cache
                        && cached
                        && cache.unsettled().isEmpty()) {
                    add(found, cache.cache().retrieveAll(behind.get(i)), question);
                    break;
                }
            }
            List<T> inOrder = new ArrayList<>(found.values());
            inOrder.sort(Ids.ORDER);
            return Collections.unmodifiableList(inOrder);
        }

        private void add(Map<String, T> found, Collection<T> objects, ManyAsked<T> question) {
            for (T object : objects) {
                if (question.wants(object)) {
                    found.putIfAbsent(object.id(), object);
                }
            }
        }
    }

    /** A question about many objects. */
    private interface ManyAsked<T extends SorceryObject> {
        /** What a store says to it; it may say too much. */
        Collection<T> of(OfStore<T> store, boolean last);

        boolean wants(T object);
    }
}
