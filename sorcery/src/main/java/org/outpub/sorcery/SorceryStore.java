package org.outpub.sorcery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
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
import org.outpub.api.sorcery.WizardContext;
import org.outpub.api.sorcery.WizardFactory;
import org.outpub.api.time.Ticker;
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
    private static final Logger LOG = System.getLogger(SorceryStore.class.getName());
    private final WizardFactories factories;
    private final WizardContext context;
    private final Tellings tellings;
    private final ReloadTurns<ReloadReport> reloads = new ReloadTurns<>(this::reloadNow);
    private final Object writes = new Object();
    /** Replaced under {@code writes}, read without. */
    private volatile StoreState state = StoreState.EMPTY;
    /** Set under {@code writes} and while no reload runs. */
    private volatile boolean closed;

    private SorceryStore(WizardFactories factories, WizardContext context) {
        this.factories = factories;
        this.context = context;
        this.tellings = new Tellings(context.executor());
    }

    /**
     * Starts building.
     *
     * @return a builder that knows the wizards that {@link ServiceLoader} finds beside the store's own classes; confined
     *     to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a type known, as {@link Sorcery#register} says.
     *
     * @throws IllegalStateException if the store is closed
     */
    @Override
    public <T extends SorceryObject> void register(ObjectType<T> type, Mapping... mappings) {
        if (mappings.length == 0) {
            throw new IllegalArgumentException("object type '" + type.name() + "' has no mapping");
        }
        List<Wizard> wizards = factories.open(type, context, mappings);
        boolean added = false;
        try {
            synchronized (writes) {
                refuseIfClosed();
                if (state.types().containsKey(type.name())) {
                    throw new IllegalArgumentException("object type '" + type.name() + "' is registered already");
                }
                state = state.with(new RegisteredType<>(type, wizards));
                added = true;
            }
        } finally {
            if (!added) {
                wizards.forEach(Wizard::close);
            }
        }
    }

    @Override
    public <T extends SorceryObject> Optional<T> retrieve(ObjectType<T> type, String id) {
        StoreState now = state;
        return now.registered(type).find(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type) {
        StoreState now = state;
        return Collections.unmodifiableCollection(
                now.registered(type).effective(now.snapshot(type)).values());
    }

    @Override
    public Optional<ObjectSet> retrieveSet(ObjectType<?> type, String id) {
        return setOf(type, id);
    }

    private <T extends SorceryObject> Optional<ObjectSet> setOf(ObjectType<T> type, String id) {
        StoreState now = state;
        return now.registered(type).findSet(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> boolean create(ObjectType<T> type, T object) {
        return write(type, object.id(), store -> store.create(object));
    }

    @Override
    public <T extends SorceryObject> boolean update(ObjectType<T> type, T object) {
        return write(type, object.id(), store -> store.update(object).isPresent());
    }

    @Override
    public boolean delete(ObjectType<?> type, String id) {
        return deleteFrom(type, id);
    }

    private <T extends SorceryObject> boolean deleteFrom(ObjectType<T> type, String id) {
        return write(type, id, store -> store.delete(id).isPresent());
    }

    /** Observers hear what a reader sees: a mapping before or after the written one may have the same id. */
    private <T extends SorceryObject> boolean write(ObjectType<T> type, String id, Predicate<Wizard.Store<T>> write) {
        RegisteredType<T> registered = state.registered(type);
        Wizard.Store<T> store = registered.writable();
        boolean written;
        synchronized (writes) {
            Optional<T> before = registered.find(state.snapshot(type), id);
            written = write.test(store);
            Optional<T> after = registered.find(state.snapshot(type), id);
            tellings.add(registered.observers(), RegisteredType.changeOf(before, after));
        }
        tellings.deliver();
        return written;
    }

    /**
     * Reads everything anew, as {@link Sorcery#reload} says. Callers that wait while another reload runs share the next
     * one: each gets the report of a reload that began after his call.
     *
     * @throws IllegalStateException if the store is closed, or if a wizard calls it while it is read
     */
    @Override
    public ReloadReport reload() {
        ReloadReport report = reloads.take();
        tellings.deliver();
        return report;
    }

    private ReloadReport reloadNow() {
        refuseIfClosed();
        StoreState before = state;
        Reloading context = new Reloading(before.types().keySet());
        List<Prepared<?>> prepared = new ArrayList<>();
        before.types().values().forEach(type -> prepared.add(read(type, context, before)));
        return makeLive(prepared);
    }

    private static <T extends SorceryObject> Prepared<T> read(
            RegisteredType<T> type, ReadContext context, StoreState before) {
        return type.read(context, before.snapshot(type.type()));
    }

    private ReloadReport makeLive(List<Prepared<?>> prepared) {
        Map<String, Snapshot<?>> snapshots = new HashMap<>();
        Map<String, TypeReport> reports = new LinkedHashMap<>();
        Set<ConfigProblem> problems = new LinkedHashSet<>();
        prepared.forEach(type -> snapshots.put(type.type().type().name(), type.next()));
        synchronized (writes) {
            StoreState before = state;
            state = before.with(snapshots);
            for (Prepared<?> type : prepared) {
                reports.put(type.type().type().name(), queueResult(type, before));
                problems.addAll(type.problems());
            }
        }
        return new ReloadReport(reports, List.copyOf(problems));
    }

    private <T extends SorceryObject> TypeReport queueResult(Prepared<T> prepared, StoreState before) {
        Result<T> result = prepared.against(before.snapshot(prepared.type().type()));
        tellings.add(prepared.type().observers(), result.changes());
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
            tellings.add(List.of(observing), new ObjectChanges<>(there, List.of(), List.of()));
        }
        tellings.deliver();
        return observing;
    }

    /**
     * The files that the sources read or looked for.
     *
     * @return for a watcher; changes with each reload
     */
    public Collection<Path> watched() {
        Set<Path> files = new LinkedHashSet<>();
        wizardsOf(state).forEach(wizard -> {
            if (wizard instanceof Wizard.Source source) {
                files.addAll(source.watched());
            }
        });
        return files;
    }

    private static List<Wizard> wizardsOf(StoreState state) {
        return state.types().values().stream()
                .flatMap(type -> type.wizards().stream())
                .toList();
    }

    /** Waits for a reload that is running, then closes the wizards, each once. What sources held can still be retrieved. */
    @Override
    public void close() {
        reloads.alone(() -> {
            boolean first;
            synchronized (writes) {
                first = !closed;
                closed = true;
            }
            if (first) {
                wizardsOf(state).forEach(SorceryStore::close);
            }
        });
    }

    private static void close(Wizard wizard) {
        try {
            wizard.close();
        } catch (RuntimeException failed) {
            LOG.log(
                    Level.WARNING,
                    () -> wizard.getClass().getName() + " cannot be closed; others are closed all the same",
                    failed);
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Says what to build. */
    public static final class Builder {
        private final List<ClassLoader> loaders = new ArrayList<>();
        private final List<WizardFactory> added = new ArrayList<>();
        private Path folder = Path.of("");
        private Executor executor = Runnable::run;
        private Ticker ticker = Ticker.system();

        private Builder() {}

        /**
         * Says what relative paths in mappings are relative to; without it, the folder in which the process runs.
         *
         * @param path the configuration's folder
         * @return this
         */
        public Builder folder(Path path) {
            this.folder = Objects.requireNonNull(path, "path");
            return this;
        }

        /**
         * Lends the clock by which wizards tell the age of what they keep.
         *
         * @param lent monotonic
         * @return this
         */
        public Builder ticker(Ticker lent) {
            this.ticker = Objects.requireNonNull(lent, "lent");
            return this;
        }

        /**
         * Lends the executor on which observers are called; without one, they are called by whoever changes something.
         *
         * @param lent any; calls are kept in order
         * @return this
         */
        public Builder executor(Executor lent) {
            this.executor = Objects.requireNonNull(lent, "lent");
            return this;
        }

        /**
         * Adds the wizards that another class loader provides, such as that of a host's plug-ins.
         *
         * @param loader where {@link ServiceLoader} looks too
         * @return this
         */
        public Builder wizardsFrom(ClassLoader loader) {
            loaders.add(Objects.requireNonNull(loader, "loader"));
            return this;
        }

        /**
         * Adds a kind of wizard; it takes the place of one of the same name that a class loader provides.
         *
         * @param factory makes them
         * @return this
         */
        public Builder wizards(WizardFactory factory) {
            added.add(Objects.requireNonNull(factory, "factory"));
            return this;
        }

        /**
         * Builds it.
         *
         * @return an empty store without types
         */
        public SorceryStore build() {
            WizardFactories factories = new WizardFactories();
            factories.addProvidedBy(SorceryStore.class.getClassLoader());
            loaders.forEach(factories::addProvidedBy);
            added.forEach(factories::add);
            return new SorceryStore(factories, new WizardContext(folder, executor, ticker));
        }
    }
}
