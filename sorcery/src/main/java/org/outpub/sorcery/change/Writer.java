package org.outpub.sorcery.change;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Write;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.change.IdLocks.Held;
import org.outpub.sorcery.change.IdLocks.Key;
import org.outpub.sorcery.live.Layer;
import org.outpub.sorcery.live.Layer.OfSource;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.LiveType.Writable;
import org.outpub.sorcery.live.StoreValues;

/**
 * Writes single objects: locks their ids, writes the stores, commits what they hold then, and has it told. Every store of a
 * type that can be written is written, as with Asterisk, and one that does so is success. What a store holds after it failed
 * is looked up; if that fails too, it is told once it can be known. Safe for use by many threads.
 */
public final class Writer {
    private static final Logger LOG = System.getLogger(Writer.class.getName());
    private static final int MOST_TRIES = 1000;
    private final Commit commit;
    private final boolean updateCreates;
    private final Consumer<LiveType<?>> reread;

    /**
     * For one store.
     *
     * @param updateCreates whether the update of what is not there creates it
     * @param reread reads the sources of a type anew, and has told what changed; called with no lock held
     */
    public Writer(Commit commit, boolean updateCreates, Consumer<LiveType<?>> reread) {
        this.commit = commit;
        this.updateCreates = updateCreates;
        this.reread = reread;
    }

    /** What is done to one store; gives what it holds then, or nothing if it refused and changed nothing. */
    private interface Step<T extends SorceryObject> {
        Optional<Optional<T>> on(Wizard.Store<T> store);
    }

    /** What is to be done to one object. */
    private record Task<T extends SorceryObject>(LiveType<T> type, String id, Step<T> step) {}

    /** What became of it; {@code sources} tells whether a source was written, and {@code thrown} is for the caller. */
    private record Done<T extends SorceryObject>(
            Task<T> task,
            StoreValues<T> values,
            boolean written,
            boolean sources,
            @Nullable RuntimeException thrown) {}

    /**
     * Writes in order; what comes after one that fails is not tried.
     *
     * @return for each whether it was done
     */
    public List<Boolean> write(List<Write<?>> writes) {
        List<Task<?>> tasks = new ArrayList<>();
        writes.forEach(write -> tasks.add(task(write)));
        return run(tasks).stream().map(Done::written).toList();
    }

    private <T extends SorceryObject> Task<T> task(Write<T> write) {
        LiveType<T> type = commit.state().registered(write.type());
        type.writable();
        return new Task<>(type, write.id(), step(write));
    }

    private <T extends SorceryObject> Step<T> step(Write<T> write) {
        if (write instanceof Write.Create<T> create) {
            return store -> after(store.create(create.object()), create.object());
        }
        if (write instanceof Write.Update<T> update) {
            return store -> after(
                    store.update(update.object()).isPresent() || (updateCreates && store.create(update.object())),
                    update.object());
        }
        return store -> store.delete(write.id()).isPresent() ? Optional.of(Optional.empty()) : Optional.empty();
    }

    private static <T> Optional<Optional<T>> after(boolean done, T object) {
        return done ? Optional.of(Optional.of(object)) : Optional.empty();
    }

    /**
     * Changes an object by what it is now. Nothing comes between reading and writing it.
     *
     * @return the new version; empty if it is not there
     */
    public <T extends SorceryObject> Optional<T> update(ObjectType<T> type, String id, UnaryOperator<T> change) {
        LiveType<T> registered = commit.state().registered(type);
        registered.writable();
        List<T> made = new ArrayList<>();
        run(List.of(new Task<>(registered, id, store -> {
            if (!made.isEmpty()) {
                return after(store.update(made.get(0)).isPresent(), made.get(0));
            }
            Optional<T> changed = changed(store, id, change);
            changed.ifPresent(made::add);
            return changed.map(Optional::of);
        })));
        return made.stream().findFirst();
    }

    /** In one process nobody else writes the id meanwhile; of others' writes, each that comes between makes one more try. */
    private static <T extends SorceryObject> Optional<T> changed(
            Wizard.Store<T> store, String id, UnaryOperator<T> change) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<T> now = store.retrieve(id);
            if (now.isEmpty()) {
                return now;
            }
            T next = change.apply(now.get());
            if (next == null || !next.id().equals(id)) {
                throw new IllegalArgumentException(
                        "the change of '" + id + "' gave " + (next == null ? "null" : "an object of another id"));
            }
            if (store.replace(now.get(), next)) {
                return Optional.of(next);
            }
        }
        throw new StorageException(
                "'" + id + "' is changed by others all the time", new IllegalStateException(MOST_TRIES + " tries"));
    }

    /** Stores objects and removes others in one step of each store. */
    public <T extends SorceryObject> void putAll(
            ObjectType<T> type, Collection<T> objects, Collection<String> removed) {
        commit.refuseIfClosed();
        LiveType<T> registered = commit.state().registered(type);
        Map<String, StoreValues<T>> values = new LinkedHashMap<>();
        removed.forEach(id -> values.put(id, StoreValues.none()));
        objects.forEach(object -> values.put(object.id(), StoreValues.none()));
        registered.writable();
        List<Key> keys = new ArrayList<>(values.size());
        values.keySet().forEach(id -> keys.add(new Key(type.name(), id)));
        @Nullable RuntimeException thrown = null;
        boolean written = false;
        boolean sources = false;
        try (Held held = commit.ids().lock(keys)) {
            for (Writable<T> writable : registered.writable()) {
                sources |= writable.layer() instanceof OfSource;
                try {
                    writable.store().putAll(objects, removed);
                    written = true;
                    if (writable.layer() instanceof OfStore<T> layer) {
                        removed.forEach(id -> of(values, id).put(layer, Optional.empty()));
                        objects.forEach(object -> of(values, object.id()).put(layer, Optional.of(object)));
                    }
                } catch (RuntimeException failed) {
                    thrown = failed;
                }
            }
            notePut(registered, values);
        }
        if (sources) {
            reread.accept(registered);
        } else {
            Commit.deliver(registered);
        }
        if (thrown != null && !written) {
            throw thrown;
        }
    }

    private static <T extends SorceryObject> StoreValues<T> of(Map<String, StoreValues<T>> values, String id) {
        return values.computeIfAbsent(id, first -> StoreValues.none());
    }

    /** Where nobody hears of it, stores need not be asked what they hold. */
    private <T extends SorceryObject> void notePut(LiveType<T> type, Map<String, StoreValues<T>> values) {
        boolean unheard = commit.alone(() -> type.ledger().isUnheard());
        if (unheard || type.stores().isEmpty()) {
            return;
        }
        values.forEach((id, known) -> lookUp(type, id, known));
        commit.alone(() -> {
            values.forEach(
                    (id, known) -> type.ledger().written(id, commit.state().snapshot(type.type()), known));
            return type;
        });
    }

    private List<Done<?>> run(List<Task<?>> tasks) {
        commit.refuseIfClosed();
        List<Key> keys = new ArrayList<>();
        tasks.forEach(task -> keys.add(new Key(task.type().name(), task.id())));
        List<Done<?>> done = new ArrayList<>();
        try (Held held = commit.ids().lock(keys)) {
            @Nullable RuntimeException thrown = null;
            for (int i = 0; i < tasks.size() && thrown == null; i++) {
                Done<?> next = perform(tasks.get(i));
                done.add(next);
                thrown = next.thrown();
            }
            commit.alone(() -> {
                done.forEach(this::note);
                return done;
            });
        }
        deliver(done);
        for (Done<?> each : done) {
            if (each.thrown() != null) {
                throw each.thrown();
            }
        }
        return done;
    }

    private <T extends SorceryObject> Done<T> perform(Task<T> task) {
        StoreValues<T> values = StoreValues.none();
        boolean written = false;
        boolean sources = false;
        @Nullable RuntimeException thrown = null;
        for (Writable<T> writable : task.type().writable()) {
            try {
                Optional<Optional<T>> now = task.step().on(writable.store());
                written |= now.isPresent();
                sources |= now.isPresent() && writable.layer() instanceof OfSource;
                if (writable.layer() instanceof OfStore<T> layer) {
                    now.ifPresent(value -> values.put(layer, value));
                }
            } catch (RuntimeException failed) {
                thrown = failed;
                sources |= writable.layer() instanceof OfSource;
                tellFailure(task, writable.layer(), failed);
            }
        }
        if (written || thrown != null) {
            lookUp(task.type(), task.id(), values);
        }
        return new Done<>(task, values, written, sources, written ? null : thrown);
    }

    private static void tellFailure(Task<?> task, Layer<?> layer, RuntimeException failed) {
        if (task.type().writable().size() > 1) {
            LOG.log(
                    Level.WARNING,
                    "{0} ''{1}'' is not written to {2}, and may differ from what other wizards hold: {3}",
                    task.type().name(),
                    task.id(),
                    layer.mapping(),
                    failed instanceof StorageException
                            ? failed.getMessage()
                            : failed.getClass().getName());
        }
    }

    private static <T extends SorceryObject> void lookUp(LiveType<T> type, String id, StoreValues<T> values) {
        for (OfStore<T> layer : type.stores()) {
            if (!values.has(layer)) {
                try {
                    values.put(layer, layer.store().retrieve(id));
                } catch (StorageException unknown) {
                    values.missOne();
                }
            }
        }
    }

    private <T extends SorceryObject> void note(Done<T> done) {
        LiveType<T> type = done.task().type();
        if (!type.stores().isEmpty() && (done.written() || done.thrown() != null)) {
            type.ledger().written(done.task().id(), commit.state().snapshot(type.type()), done.values());
        }
    }

    /** What sources hold is known by reading them; they may have been written and yet have failed. */
    private void deliver(Collection<Done<?>> done) {
        Set<LiveType<?>> types = new LinkedHashSet<>();
        Set<LiveType<?>> sources = new LinkedHashSet<>();
        done.forEach(each -> (each.sources() ? sources : types).add(each.task().type()));
        sources.forEach(reread);
        types.forEach(Commit::deliver);
    }

    /** Looks again what the stores of a type hold under an id, because a wizard says that it changed. */
    public <T extends SorceryObject> void lookAt(LiveType<T> type, String id) {
        try (Held held = commit.ids().lock(List.of(new Key(type.name(), id)))) {
            StoreValues<T> values = StoreValues.none();
            lookUp(type, id, values);
            commit.alone(() -> {
                type.ledger().written(id, commit.state().snapshot(type.type()), values);
                return type;
            });
        }
        Commit.deliver(type);
    }
}
