package org.outpub.sorcery.change;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Write;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.change.IdLocks.Held;
import org.outpub.sorcery.change.IdLocks.Key;
import org.outpub.sorcery.live.Layer.OfStore;
import org.outpub.sorcery.live.LiveType;
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

    /**
     * For one store.
     *
     * @param updateCreates whether the update of what is not there creates it
     */
    public Writer(Commit commit, boolean updateCreates) {
        this.commit = commit;
        this.updateCreates = updateCreates;
    }

    /** What is done to one store; gives what it holds then, or nothing if it refused and changed nothing. */
    private interface Step<T extends SorceryObject> {
        Optional<Optional<T>> on(Wizard.Store<T> store);
    }

    /** What is to be done to one object. */
    private record Task<T extends SorceryObject>(LiveType<T> type, String id, Step<T> step) {}

    /** What became of it; {@code thrown} is for the caller. */
    private record Done<T extends SorceryObject>(
            Task<T> task,
            StoreValues<T> values,
            boolean written,
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
        @Nullable RuntimeException thrown = null;
        for (OfStore<T> layer : task.type().writable()) {
            try {
                Optional<Optional<T>> now = task.step().on(layer.store());
                written |= now.isPresent();
                now.ifPresent(value -> values.put(layer, value));
            } catch (RuntimeException failed) {
                thrown = failed;
                tellFailure(task, layer, failed);
            }
        }
        if (written || thrown != null) {
            lookUp(task.type(), task.id(), values);
        }
        return new Done<>(task, values, written, written ? null : thrown);
    }

    private static void tellFailure(Task<?> task, OfStore<?> layer, RuntimeException failed) {
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
        if (done.written() || done.thrown() != null) {
            type.ledger().written(done.task().id(), commit.state().snapshot(type.type()), done.values());
        }
    }

    private static void deliver(Collection<Done<?>> done) {
        Set<LiveType<?>> types = new LinkedHashSet<>();
        done.forEach(each -> types.add(each.task().type()));
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
