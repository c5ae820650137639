package org.outpub.sorcery.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.live.Layer.OfCache;
import org.outpub.sorcery.live.Layer.OfSource;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveObjects.Live;

/**
 * A registered type: its layers in the order of search, and the ledger of what is told of it. What its sources hold is kept
 * outside, in the store's state, and handed in.
 *
 * @param <T> the objects' class
 */
public final class LiveType<T extends SorceryObject> {
    private final ObjectType<T> type;
    private final List<Layer<T>> layers;
    private final List<OfSource<T>> sources;
    private final List<OfStore<T>> stores;
    private final List<OfCache<T>> caches;
    private final Search<T> search;
    private final Ledger<T> ledger;

    /**
     * A type.
     *
     * @param live what its sources hold at any time
     */
    public LiveType(ObjectType<T> type, List<Layer<T>> layers, Supplier<Snapshot<T>> live) {
        this.type = type;
        this.layers = List.copyOf(layers);
        this.sources = layers.stream()
                .filter(OfSource.class::isInstance)
                .map(layer -> (OfSource<T>) layer)
                .toList();
        this.stores = layers.stream()
                .filter(OfStore.class::isInstance)
                .map(layer -> (OfStore<T>) layer)
                .toList();
        this.caches = layers.stream()
                .filter(OfCache.class::isInstance)
                .map(layer -> (OfCache<T>) layer)
                .toList();
        this.search = new Search<>(type, this.layers, live);
        this.ledger = new Ledger<>(this);
    }

    /** As it was registered. */
    public ObjectType<T> type() {
        return type;
    }

    /** Its name. */
    public String name() {
        return type.name();
    }

    /** All, in the order of search. */
    public List<Layer<T>> layers() {
        return layers;
    }

    /** Those that are read as a whole. */
    public List<OfSource<T>> sources() {
        return sources;
    }

    /** Those that keep single objects. */
    public List<OfStore<T>> stores() {
        return stores;
    }

    /** Those that stand before others. */
    public List<OfCache<T>> caches() {
        return caches;
    }

    /**
     * What is written.
     *
     * @return in the order of search
     * @throws IllegalStateException if there is nothing
     */
    public List<Writable<T>> writable() {
        List<Writable<T>> writable = new ArrayList<>();
        for (Layer<T> layer : layers) {
            if (layer.mapping().role() == Mapping.Role.STORAGE) {
                if (layer instanceof OfStore<T> store) {
                    writable.add(new Writable<>(store, store.store()));
                } else if (layer instanceof OfSource<T> source && source.written() != null) {
                    writable.add(new Writable<>(source, source.written()));
                }
            }
        }
        if (writable.isEmpty()) {
            throw new IllegalStateException(
                    name() + ": none of its wizards can be written; map it to memory, for example");
        }
        return writable;
    }

    /**
     * What is written.
     *
     * @param layer a store, or a source that is written too and is read anew after that
     * @param store takes the objects
     * @param <T> the objects' class
     */
    public record Writable<T extends SorceryObject>(Layer<T> layer, Wizard.Store<T> store) {}

    /** Finds objects. */
    public Search<T> search() {
        return search;
    }

    /** What is told of it. */
    public Ledger<T> ledger() {
        return ledger;
    }

    /** The object that a reader sees under an id: that of the first layer that has one. */
    public Optional<T> resolve(String id, Snapshot<T> snapshot, StoreValues<T> stored) {
        for (Layer<T> layer : layers) {
            if (layer instanceof OfStore<T> store) {
                Optional<T> value = stored.of(store);
                if (value.isPresent()) {
                    return value;
                }
            } else if (layer instanceof OfSource<T> source) {
                Live<T> live = snapshot.live(source.wizard()).get(id);
                if (live != null) {
                    return Optional.of(live.object());
                }
            }
        }
        return Optional.empty();
    }
}
