package org.outpub.sorcery.mapping;

import com.google.common.base.Throwables;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * A store that keeps to its contract or says that it cannot: whatever else it throws, and every null, is a storage
 * exception. The message names class and type only, for a stranger's own may hold a secret; it is the cause. Thread-safe as
 * the store is.
 */
final class GuardedStore<T extends SorceryObject> implements Wizard.Store<T> {
    private final Wizard.Store<T> store;
    private final String who;

    GuardedStore(Wizard.Store<T> store, String type) {
        this.store = store;
        this.who = store.getClass().getName() + " of " + type;
    }

    private <R> R ask(Supplier<@Nullable R> question) {
        R answer;
        try {
            answer = question.get();
        } catch (StorageException told) {
            throw told;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
            throw new StorageException(who + " failed with " + failed.getClass().getName(), failed);
        } catch (Error fatal) {
            Throwables.throwIfInstanceOf(fatal, VirtualMachineError.class);
            throw new StorageException(who + " failed with " + fatal.getClass().getName(), fatal);
        }
        if (answer == null) {
            throw gave("null", null);
        }
        return answer;
    }

    private StorageException gave(String what, @Nullable Throwable why) {
        return new StorageException(who + " gave " + what, why == null ? new IllegalStateException(what) : why);
    }

    private Optional<T> one(String id, Supplier<@Nullable Optional<T>> question) {
        Optional<T> found = ask(question);
        if (found.isPresent() && !found.get().id().equals(id)) {
            throw gave("another object than was asked for", null);
        }
        return found;
    }

    /** Copied at once, so that an answer that fails while it is looked through fails here. */
    private Collection<T> many(Supplier<@Nullable Collection<T>> question) {
        return ask(() -> {
            Collection<T> all = question.get();
            if (all == null) {
                return null;
            }
            try {
                return List.copyOf(all);
            } catch (NullPointerException nothing) {
                throw gave("a null among its objects", nothing);
            }
        });
    }

    @Override
    public Optional<T> retrieve(String id) {
        return one(id, () -> store.retrieve(id));
    }

    @Override
    public Collection<T> retrieveAll() {
        return many(store::retrieveAll);
    }

    @Override
    public Collection<T> retrieveByPrefix(String prefix) {
        return many(() -> store.retrieveByPrefix(prefix));
    }

    @Override
    public Collection<T> retrieveWhere(List<FieldCondition> conditions) {
        return many(() -> store.retrieveWhere(conditions));
    }

    @Override
    public boolean create(T object) {
        return ask(() -> store.create(object));
    }

    @Override
    public Optional<T> update(T object) {
        return ask(() -> store.update(object));
    }

    @Override
    public Optional<T> delete(String id) {
        return ask(() -> store.delete(id));
    }

    @Override
    public boolean replace(T expected, T object) {
        return ask(() -> store.replace(expected, object));
    }

    @Override
    public void putAll(Collection<T> objects, Collection<String> removed) {
        ask(() -> {
            store.putAll(objects, removed);
            return "";
        });
    }

    @Override
    public void close() {
        store.close();
    }
}
