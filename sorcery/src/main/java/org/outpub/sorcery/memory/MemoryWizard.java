package org.outpub.sorcery.memory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;

/** Keeps objects in memory; they are gone with the process. Safe for use by many threads. */
final class MemoryWizard<T extends SorceryObject> implements Wizard.Store<T> {
    private final Map<String, T> objects = new ConcurrentHashMap<>();

    @Override
    public Optional<T> retrieve(String id) {
        return Optional.ofNullable(objects.get(id));
    }

    @Override
    public Collection<T> retrieveAll() {
        return List.copyOf(objects.values());
    }

    @Override
    public boolean create(T object) {
        return objects.putIfAbsent(object.id(), object) == null;
    }

    @Override
    public Optional<T> update(T object) {
        return Optional.ofNullable(objects.replace(object.id(), object));
    }

    @Override
    public boolean replace(T expected, T object) {
        return objects.replace(object.id(), expected, object);
    }

    @Override
    public Optional<T> delete(String id) {
        return Optional.ofNullable(objects.remove(id));
    }

    @Override
    public void putAll(Collection<T> stored, Collection<String> removed) {
        removed.forEach(objects::remove);
        stored.forEach(object -> objects.put(object.id(), object));
    }
}
