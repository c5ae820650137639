package org.outpub.sorcery.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.Layer.OfStore;

/**
 * What observers of one type were told, and so what they must hear next. Every method but {@link #hearers} is called with
 * the commit lock held, and none calls foreign code.
 *
 * <p>The rule: a change leads from what was told before to what is there now. Of types in files alone, what was told is the
 * snapshot. A store is foreign and may be slow, changed by others, or unable to answer; what was told of it is kept here, so
 * that nothing that a store does or leaves undone can make two tellings contradict each other.
 *
 * @param <T> the objects' class
 */
public final class Ledger<T extends SorceryObject> {
    private final LiveType<T> type;
    private final List<Hearer<T>> caches = new CopyOnWriteArrayList<>();
    private final List<Hearer<T>> observers = new CopyOnWriteArrayList<>();
    /** By id, if there are observers and stores. */
    private @Nullable Map<String, T> told;
    /** What was written since somebody began to read the stores; what he read may be older. */
    private final Map<String, StoreValues<T>> written = new HashMap<>();

    private int readers;
    /** Ids of which a store could not say what it holds; they are looked at again. */
    private final Set<String> doubtful = new HashSet<>();

    Ledger(LiveType<T> type) {
        this.type = type;
    }

    /**
     * Who hears of a type's changes later, one by one.
     *
     * @param <T> the objects' class
     */
    public interface Hearer<T extends SorceryObject> {
        /** Notes a change; calls nobody. */
        void changed(String id, Optional<T> before, Optional<T> after);

        /** Calls who is to hear; with no lock held. */
        void deliver();
    }

    /** What became of one id. */
    public record Change<T extends SorceryObject>(String id, Optional<T> before, Optional<T> after) {}

    /** Who is to be called once the lock is given back: caches, then observers in the order in which they came. */
    public List<Hearer<T>> hearers() {
        List<Hearer<T>> all = new ArrayList<>(caches);
        all.addAll(observers);
        return all;
    }

    /** Adds a cache, when the type is registered. */
    public void addCache(Hearer<T> cache) {
        caches.add(cache);
    }

    /** From now on until {@link #endReading}, notes what is written. */
    public void beginReading() {
        readers++;
    }

    /** The last who reads forgets what was noted. */
    public void endReading() {
        readers--;
        if (readers == 0) {
            written.clear();
        }
    }

    /** Whether an observer can be added without asking the stores. */
    public boolean knowsAll() {
        return told != null || type.stores().isEmpty();
    }

    /**
     * Takes in all that the stores hold, as it was read since {@link #beginReading}.
     *
     * @param read what each store holds
     * @param snapshot what the sources hold
     */
    public void learn(Map<OfStore<T>, Collection<T>> read, Snapshot<T> snapshot) {
        if (knowsAll()) {
            return;
        }
        Map<String, StoreValues<T>> values = new LinkedHashMap<>();
        type.sources()
                .forEach(source -> snapshot.live(source.wizard())
                        .objects()
                        .forEach(object -> values.put(object.id(), StoreValues.none())));
        read.forEach((store, objects) -> objects.forEach(object ->
                values.computeIfAbsent(object.id(), first -> StoreValues.none()).put(store, Optional.of(object))));
        written.forEach((id, newer) ->
                values.computeIfAbsent(id, first -> StoreValues.none()).putAll(newer));
        Map<String, T> visible = new LinkedHashMap<>();
        values.forEach((id, stored) -> type.resolve(id, snapshot, stored).ifPresent(object -> visible.put(id, object)));
        told = visible;
    }

    /** Adds an observer, who first hears of all there is. */
    public void add(Hearer<T> observer, Snapshot<T> snapshot) {
        observers.add(observer);
        if (told != null) {
            told.forEach((id, object) -> observer.changed(id, Optional.empty(), Optional.of(object)));
        } else {
            type.search()
                    .uncached(snapshot)
                    .retrieveAll()
                    .forEach(object -> observer.changed(object.id(), Optional.empty(), Optional.of(object)));
        }
    }

    /** Takes an observer away. */
    public void remove(Hearer<T> observer) {
        observers.remove(observer);
        if (observers.isEmpty()) {
            told = null;
        }
    }

    /** Takes all observers away. */
    public void removeAll() {
        observers.clear();
        told = null;
    }

    /** What single objects became by writing, or by another's hand. What is not known is told when it is. */
    public void written(String id, Snapshot<T> snapshot, StoreValues<T> stored) {
        if (readers > 0) {
            written.computeIfAbsent(id, first -> StoreValues.none()).putAll(stored);
        }
        if (stored.isIncomplete()) {
            doubtful.add(id);
            caches.forEach(cache -> cache.changed(id, Optional.empty(), Optional.empty()));
        } else {
            doubtful.remove(id);
            tell(id, Optional.empty(), type.resolve(id, snapshot, stored));
        }
    }

    /**
     * What an id became by a reload. A store that could not be asked hides nothing, for the reload must not wait for it.
     *
     * @param stored what the stores hold, as it was read since {@link #beginReading}
     */
    public Change<T> reloaded(String id, Snapshot<T> before, Snapshot<T> after, StoreValues<T> stored) {
        StoreValues<T> newer = written.get(id);
        if (newer != null) {
            stored.putAll(newer);
        }
        if (stored.isIncomplete()) {
            doubtful.add(id);
        } else {
            doubtful.remove(id);
        }
        return tell(id, type.resolve(id, before, stored), type.resolve(id, after, stored));
    }

    private Change<T> tell(String id, Optional<T> former, Optional<T> now) {
        Optional<T> before = former;
        if (told != null) {
            before = Optional.ofNullable(now.isPresent() ? told.put(id, now.get()) : told.remove(id));
        }
        for (Hearer<T> cache : caches) {
            cache.changed(id, before, now);
        }
        for (Hearer<T> observer : observers) {
            observer.changed(id, before, now);
        }
        return new Change<>(id, before, now);
    }

    /** Ids to look at again. */
    public Set<String> doubtful() {
        return Set.copyOf(doubtful);
    }

    /** All ids that were told, if that is known. */
    public Set<String> toldIds() {
        return told == null ? Set.of() : Set.copyOf(told.keySet());
    }
}
