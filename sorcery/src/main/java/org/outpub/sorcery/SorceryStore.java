package org.outpub.sorcery;

import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.MoreExecutors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.NearestName;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.ReadContext;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.SorceryObject;
import org.outpub.api.sorcery.Wizard;
import org.outpub.api.sorcery.WizardFactory;
import org.outpub.sorcery.RegisteredType.Prepared;
import org.outpub.sorcery.RegisteredType.Result;
import org.outpub.sorcery.RegisteredType.Snapshot;

/**
 * The object store.
 *
 * <p>What the sources hold is one immutable snapshot behind one reference: a reload reads and types everything aside,
 * swaps the reference, and only then tells the observers, so that retrieval never waits and never sees a mixture. Two
 * locks: {@code reloads} keeps reloads one after the other; {@code writes} is held only while state is swapped and the
 * telling of it is put in order. No lock is held while an observer is called.
 */
public final class SorceryStore implements Sorcery, AutoCloseable {
    private final Map<String, WizardFactory> factories;
    private final Executor observing;
    private final Object reloads = new Object();
    private final Object writes = new Object();
    /** What observers are still to hear, in order; filled under {@code writes}, emptied by {@link #observing}. */
    private final Queue<Runnable> tellings = new ConcurrentLinkedQueue<>();

    private volatile State state = new State(ImmutableMap.of(), ImmutableMap.of());

    /** Everything that changes, as one value: the types by name and what their sources hold. */
    private record State(ImmutableMap<String, RegisteredType<?>> types, ImmutableMap<String, Snapshot<?>> snapshots) {
        @SuppressWarnings("unchecked") // both were put there for the same ObjectType<T>
        <T extends SorceryObject> RegisteredType<T> registered(ObjectType<T> type) {
            RegisteredType<?> found = types.get(type.name());
            if (found == null || found.type() != type) {
                throw new IllegalArgumentException("object type '" + type.name() + "' is not registered");
            }
            return (RegisteredType<T>) found;
        }

        @SuppressWarnings("unchecked")
        <T extends SorceryObject> Snapshot<T> snapshot(ObjectType<T> type) {
            Snapshot<?> found = snapshots.get(type.name());
            return found == null ? Snapshot.empty() : (Snapshot<T>) found;
        }
    }

    private SorceryStore(Builder builder) {
        this.factories = Map.copyOf(builder.factories);
        this.observing = MoreExecutors.newSequentialExecutor(builder.executor);
    }

    /**
     * Starts building.
     *
     * @return a builder that knows the wizards that {@link ServiceLoader} finds; confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public <T extends SorceryObject> void register(ObjectType<T> type, Mapping... mappings) {
        if (mappings.length == 0) {
            throw new IllegalArgumentException("object type '" + type.name() + "' has no mapping");
        }
        List<Wizard> wizards = new ArrayList<>();
        for (Mapping mapping : mappings) {
            wizards.add(factory(type, mapping).open(type, mapping.arguments()));
        }
        synchronized (writes) {
            if (state.types.containsKey(type.name())) {
                wizards.forEach(Wizard::close);
                throw new IllegalArgumentException("object type '" + type.name() + "' is registered already");
            }
            state = new State(
                    ImmutableMap.<String, RegisteredType<?>>builder()
                            .putAll(state.types)
                            .put(type.name(), new RegisteredType<>(type, wizards))
                            .buildOrThrow(),
                    state.snapshots);
        }
    }

    private WizardFactory factory(ObjectType<?> type, Mapping mapping) {
        WizardFactory factory = factories.get(mapping.wizard());
        if (factory == null) {
            String hint = NearestName.hint(mapping.wizard(), factories.keySet());
            throw new IllegalArgumentException("object type '" + type.name() + "': unknown wizard '" + mapping.wizard()
                    + "'; " + (hint.isEmpty() ? "expected one of " + new TreeMap<>(factories).keySet() : hint));
        }
        return factory;
    }

    @Override
    public <T extends SorceryObject> Optional<T> retrieve(ObjectType<T> type, String id) {
        State now = state;
        return now.registered(type).find(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type) {
        State now = state;
        return Collections.unmodifiableCollection(
                now.registered(type).effective(now.snapshot(type)).values());
    }

    @Override
    public Optional<ObjectSet> retrieveSet(ObjectType<?> type, String id) {
        return setOf(type, id);
    }

    private <T extends SorceryObject> Optional<ObjectSet> setOf(ObjectType<T> type, String id) {
        State now = state;
        return now.registered(type).findSet(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> boolean create(ObjectType<T> type, T object) {
        return write(
                type,
                object.id(),
                store -> store.create(object)
                        ? Optional.of(new ObjectChanges<>(List.of(object), List.of(), List.of()))
                        : Optional.empty());
    }

    @Override
    public <T extends SorceryObject> boolean update(ObjectType<T> type, T object) {
        return write(
                type,
                object.id(),
                store -> store.update(object)
                        .map(before -> before.equals(object)
                                ? new ObjectChanges<T>(List.of(), List.of(), List.of())
                                : new ObjectChanges<>(
                                        List.of(), List.of(new ObjectChanges.Update<>(before, object)), List.of())));
    }

    @Override
    public boolean delete(ObjectType<?> type, String id) {
        return deleteFrom(type, id);
    }

    private <T extends SorceryObject> boolean deleteFrom(ObjectType<T> type, String id) {
        return write(
                type,
                id,
                store -> store.delete(id).map(before -> new ObjectChanges<>(List.<T>of(), List.of(), List.of(before))));
    }

    /** One write to a store; empty if it refused. */
    private interface Write<T extends SorceryObject> {
        Optional<ObjectChanges<T>> to(Wizard.Store<T> store);
    }

    private <T extends SorceryObject> boolean write(ObjectType<T> type, String id, Write<T> write) {
        RegisteredType<T> registered = state.registered(type);
        Wizard.Store<T> store = registered.writable();
        boolean written;
        synchronized (writes) {
            Optional<ObjectChanges<T>> changes = write.to(store);
            written = changes.isPresent();
            if (written && !registered.isShadowed(store, state.snapshot(type), id)) {
                queueTelling(registered, changes.get());
            }
        }
        tell();
        return written;
    }

    @Override
    public ReloadReport reload() {
        ReloadReport report;
        synchronized (reloads) {
            State before = state;
            Reloading context = new Reloading(before.types.keySet());
            List<Prepared<?>> prepared = new ArrayList<>();
            before.types.values().forEach(type -> prepared.add(read(type, context, before)));
            report = makeLive(prepared);
        }
        tell();
        return report;
    }

    private static <T extends SorceryObject> Prepared<T> read(
            RegisteredType<T> type, ReadContext context, State before) {
        return type.read(context, before.snapshot(type.type()));
    }

    private ReloadReport makeLive(List<Prepared<?>> prepared) {
        Map<String, TypeReport> reports = new LinkedHashMap<>();
        Set<ConfigProblem> problems = new LinkedHashSet<>();
        synchronized (writes) {
            State before = state;
            Map<String, Snapshot<?>> snapshots = new HashMap<>(before.snapshots);
            prepared.forEach(type -> snapshots.put(type.type().type().name(), type.next()));
            state = new State(before.types, ImmutableMap.copyOf(snapshots));
            for (Prepared<?> type : prepared) {
                reports.put(type.type().type().name(), queueResult(type, before));
                problems.addAll(type.problems());
            }
        }
        return new ReloadReport(reports, List.copyOf(problems));
    }

    private <T extends SorceryObject> TypeReport queueResult(Prepared<T> prepared, State before) {
        Result<T> result = prepared.against(before.snapshot(prepared.type().type()));
        queueTelling(prepared.type(), result.changes());
        return result.report();
    }

    @Override
    public <T extends SorceryObject> Observation observe(ObjectType<T> type, ObjectObserver<T> observer) {
        RegisteredType<T> registered = state.registered(type);
        Observing<T> observing = new Observing<>(type.name(), observer, registered.observers()::remove);
        synchronized (writes) {
            registered.observers().add(observing);
            List<T> there =
                    List.copyOf(registered.effective(state.snapshot(type)).values());
            if (!there.isEmpty()) {
                ObjectChanges<T> created = new ObjectChanges<>(there, List.of(), List.of());
                tellings.add(() -> observing.tell(created));
            }
        }
        tell();
        return observing;
    }

    /** Must be called under {@code writes}; {@link #tell} follows once it is released. */
    private <T extends SorceryObject> void queueTelling(RegisteredType<T> type, ObjectChanges<T> changes) {
        if (!changes.isEmpty()) {
            // Who hears it is decided now: an observer that comes later is given the new state as a whole.
            List<Observing<T>> observers = List.copyOf(type.observers());
            tellings.add(() -> observers.forEach(observer -> observer.tell(changes)));
        }
    }

    private void tell() {
        observing.execute(() -> {
            Runnable next = tellings.poll();
            while (next != null) {
                next.run();
                next = tellings.poll();
            }
        });
    }

    /**
     * The files that the sources read or looked for.
     *
     * @return for a watcher; changes with each reload
     */
    public Collection<Path> watched() {
        Set<Path> files = new LinkedHashSet<>();
        for (RegisteredType<?> type : state.types.values()) {
            for (Wizard wizard : type.wizards()) {
                if (wizard instanceof Wizard.Source source) {
                    files.addAll(source.watched());
                }
            }
        }
        return files;
    }

    /** Closes the wizards. */
    @Override
    public void close() {
        state.types.values().forEach(type -> type.wizards().forEach(Wizard::close));
    }

    /** Shares work among the sources of one reload. */
    private static final class Reloading implements ReadContext {
        private final Map<Object, Object> results = new HashMap<>();
        private final Set<String> typeNames;

        Reloading(Set<String> typeNames) {
            this.typeNames = typeNames;
        }

        @Override
        public Set<String> typeNames() {
            return typeNames;
        }

        @Override
        @SuppressWarnings("unchecked") // the same key stands for the same work
        public <R> R once(Object key, Supplier<R> work) {
            Object known = results.get(key);
            if (known == null) {
                known = Objects.requireNonNull(work.get(), "work");
                results.put(key, known);
            }
            return (R) known;
        }
    }

    /** Says what to build. */
    public static final class Builder {
        private final Map<String, WizardFactory> factories = new HashMap<>();
        private Executor executor = Runnable::run;

        private Builder() {
            ServiceLoader.load(WizardFactory.class, SorceryStore.class.getClassLoader())
                    .forEach(this::wizards);
        }

        /**
         * Lends the executor on which observers are called; without one, they are called by whoever changes something.
         *
         * @param lent any; calls are kept in order
         * @return this
         */
        public Builder executor(Executor lent) {
            this.executor = lent;
            return this;
        }

        /**
         * Adds a kind of wizard; it takes the place of one of the same name.
         *
         * @param factory makes them
         * @return this
         */
        public Builder wizards(WizardFactory factory) {
            factories.put(factory.name(), factory);
            return this;
        }

        /**
         * Builds it.
         *
         * @return an empty store without types
         */
        public SorceryStore build() {
            return new SorceryStore(this);
        }
    }
}
