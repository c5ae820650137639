package org.outpub.sorcery.mapping;

import java.util.Collection;
import java.util.Optional;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * Makes any store a cache: {@code /cache} on a plain wizard, such as {@code memory}. It learns objects one by one as
 * they are asked for, and everything that is written; questions about many go to what is behind it.
 */
final class StoreCache<T extends SorceryObject> implements Wizard.Cache<T> {
    private final Wizard.Store<T> store;
    /** Counts what was told; guarded by {@code this}, as are writes of the store. */
    private long told;

    StoreCache(Wizard.Store<T> store) {
        this.store = store;
    }

    @Override
    public Optional<T> retrieve(String id, Backing<T> behind) {
        Optional<T> known = store.retrieve(id);
        if (known.isPresent()) {
            return known;
        }
        long before = tellings();
        Optional<T> found = behind.retrieve(id);
        found.ifPresent(object -> learn(object, before));
        return found;
    }

    private synchronized long tellings() {
        return told;
    }

    /** What was told since the question was asked may be newer than the answer. */
    private synchronized void learn(T object, long before) {
        if (told == before) {
            put(object);
        }
    }

    private void put(T object) {
        if (store.update(object).isEmpty()) {
            store.create(object);
        }
    }

    @Override
    public Collection<T> retrieveAll(Backing<T> behind) {
        return behind.retrieveAll();
    }

    @Override
    public synchronized void stored(T object) {
        told++;
        put(object);
    }

    @Override
    public synchronized void deleted(String id) {
        told++;
        store.delete(id);
    }

    @Override
    public void close() {
        store.close();
    }
}
