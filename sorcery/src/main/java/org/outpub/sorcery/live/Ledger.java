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
import org.outpub.sorcery.live.Changes.Change;
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
        /** Notes changes; calls nobody. */
        void changed(Changes<T> changes);

        /** Calls who is to hear; with no lock held. */
        void deliver();
    }

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
        Collection<T> there =
                told != null ? told.values() : type.search().uncached(snapshot).retrieveAll();
        List<Change<T>> created = new ArrayList<>(there.size());
        there.forEach(object -> created.add(new Change<>(object.id(), Optional.empty(), Optional.of(object))));
        observer.changed(new Changes<>(created));
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

    /** Whether nobody would hear of a change, now or once he has read what is there. */
    public boolean isUnheard() {
        return readers == 0 && told == null && caches.isEmpty() && observers.isEmpty();
    }

    /** What single objects became by writing, or by another's hand. What is not known is told when it is. */
    public void written(String id, Snapshot<T> snapshot, StoreValues<T> stored) {
        if (readers > 0) {
            written.computeIfAbsent(id, first -> StoreValues.none()).putAll(stored);
        }
        if (stored.isIncomplete()) {
            doubtful.add(id);
            caches.forEach(cache -> cache.changed(Changes.of(id, Optional.empty(), Optional.empty())));
        } else {
            doubtful.remove(id);
            tell(new Changes<>(List.of(step(id, Optional.empty(), type.resolve(id, snapshot, stored)))));
        }
    }

    /**
     * What ids became by a reload. A store that could not be asked hides nothing, for the reload must not wait for it.
     *
     * @param stored what the stores hold under the ids, as it was read since {@link #beginReading}
     */
    public Changes<T> reloaded(
            List<String> ids, Snapshot<T> before, Snapshot<T> after, Map<String, StoreValues<T>> stored) {
        List<Change<T>> steps = new ArrayList<>(ids.size());
        for (String id : ids) {
            StoreValues<T> values = stored.getOrDefault(id, StoreValues.none());
            StoreValues<T> newer = written.get(id);
            if (newer != null) {
                values.putAll(newer);
            }
            if (values.isIncomplete()) {
                doubtful.add(id);
            } else {
                doubtful.remove(id);
            }
            steps.add(step(id, type.resolve(id, before, values), type.resolve(id, after, values)));
        }
        Changes<T> changes = new Changes<>(steps);
        tell(changes);
        return changes;
    }

    /** From what was told, if that is known here. */
    private Change<T> step(String id, Optional<T> former, Optional<T> now) {
        Optional<T> before = told == null
                ? former
                : Optional.ofNullable(now.isPresent() ? told.put(id, now.get()) : told.remove(id));
        return new Change<>(id, before, now);
    }

    /** Notes changes that lead from what was told to what is there; of types without stores, those of a reload. */
    public void tell(Changes<T> changes) {
        if (!changes.isEmpty()) {
            caches.forEach(cache -> cache.changed(changes));
            observers.forEach(observer -> observer.changed(changes));
        }
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
