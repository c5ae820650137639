package org.outpub.sorcery;

import com.google.common.util.concurrent.Striped;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.WizardObserver;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Backing;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.file.PathUnion;
import org.outpub.sorcery.live.Mapped;
import org.outpub.sorcery.live.Snapshot;
import org.outpub.sorcery.mapping.WizardFactories;
import org.outpub.sorcery.observe.Observing;
import org.outpub.sorcery.observe.Tellings;
import org.outpub.sorcery.reload.RegisteredType;
import org.outpub.sorcery.reload.RegisteredType.Prepared;
import org.outpub.sorcery.reload.RegisteredType.Reading;
import org.outpub.sorcery.reload.ReloadDiff;
import org.outpub.sorcery.reload.ReloadTurns;
import org.outpub.sorcery.reload.Reloading;
import org.outpub.sorcery.reload.StoreState;

/**
 * The object store.
 *
 * <p>What the sources hold is one immutable state behind one reference: a reload reads and types everything aside, swaps
 * the reference, and only then tells the observers, so that retrieval never waits and never sees a mixture.
 *
 * <p>Locks: {@code reloads} keeps reloads one after the other. {@code swap} is taken for writing where the state is
 * replaced or an observer comes in, for reading while a single object is written; with it a lock for the object's id,
 * so that different objects are written at the same time and what observers hear of one is in order. No lock is held
 * while an observer is called.
 */
public final class SorceryStore implements Sorcery, AutoCloseable {
    private static final Logger LOG = System.getLogger(SorceryStore.class.getName());
    private static final int WRITE_STRIPES = 64;
    private final WizardFactories factories;
    private final WizardContext context;
    private final boolean updateCreates;
    private final Tellings tellings;
    private final ReloadTurns<ReloadReport> reloads = new ReloadTurns<>(this::reloadNow);
    private final ReadWriteLock swap = new ReentrantReadWriteLock();
    private final Striped<Lock> ids = Striped.lock(WRITE_STRIPES);
    private final List<Observing<StoreObserver>> observers = new CopyOnWriteArrayList<>();
    private final Map<String, List<Observing<WizardObserver>>> wizardObservers = new HashMap<>();
    private final PathUnion watched = new PathUnion();
    /** Replaced under {@code swap}, read without. */
    private volatile StoreState state = StoreState.EMPTY;
    /** Set under {@code swap} and while no reload runs. */
    private volatile boolean closed;

    private SorceryStore(WizardFactories factories, WizardContext context, boolean updateCreates) {
        this.factories = factories;
        this.updateCreates = updateCreates;
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
        List<Mapped> mapped = factories.open(type, context, mappings);
        try {
            swapping(() -> {
                refuseIfClosed();
                if (state.types().containsKey(type.name())) {
                    throw new IllegalArgumentException("object type '" + type.name() + "' is registered already");
                }
                state = state.with(new RegisteredType<>(type, mapped, () -> state.snapshot(type)));
                tellings.add(
                        observers, (StoreObserver observer) -> observer.registered(type.name(), List.of(mappings)));
                return state;
            });
        } catch (RuntimeException refused) {
            mapped.forEach(each -> each.wizard().close());
            throw refused;
        }
        tellings.deliver();
    }

    @Override
    public <T extends SorceryObject> Optional<T> retrieve(ObjectType<T> type, String id) {
        return reading(type).retrieve(id);
    }

    private <T extends SorceryObject> Backing<T> reading(ObjectType<T> type) {
        StoreState now = state;
        return now.registered(type).search().of(now.snapshot(type));
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type) {
        return Collections.unmodifiableCollection(reading(type).retrieveAll());
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveWhere(ObjectType<T> type, FieldCondition... conditions) {
        return matching(type, object -> {
            ObjectSet set = type.format(object);
            return Stream.of(conditions).allMatch(condition -> condition.test(set));
        });
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveByRegex(ObjectType<T> type, String regex) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException invalid) {
            throw new IllegalArgumentException(
                    "'" + regex + "' is not a regular expression: " + invalid.getDescription(), invalid);
        }
        return matching(type, object -> pattern.matcher(object.id()).find());
    }

    private <T extends SorceryObject> Collection<T> matching(ObjectType<T> type, Predicate<T> condition) {
        return reading(type).retrieveAll().stream().filter(condition).toList();
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveByPrefix(ObjectType<T> type, String prefix) {
        return Collections.unmodifiableCollection(reading(type).retrieveByPrefix(prefix));
    }

    @Override
    public Optional<ObjectSet> retrieveSet(ObjectType<?> type, String id) {
        return setOf(type, id);
    }

    private <T extends SorceryObject> Optional<ObjectSet> setOf(ObjectType<T> type, String id) {
        StoreState now = state;
        return now.registered(type).search().set(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> boolean create(ObjectType<T> type, T object) {
        return write(type, object.id(), store -> store.create(object));
    }

    @Override
    public <T extends SorceryObject> boolean update(ObjectType<T> type, T object) {
        return write(
                type,
                object.id(),
                store -> store.update(object).isPresent() || (updateCreates && store.create(object)));
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
        Lock own = ids.get(id);
        swap.readLock().lock();
        own.lock();
        boolean written;
        try {
            Backing<T> storage = registered.search().uncached(state.snapshot(type));
            Optional<T> before = storage.retrieve(id);
            written = write.test(store);
            ObjectChanges<T> changes = RegisteredType.changeOf(before, storage.retrieve(id));
            registered.tellCaches(changes);
            tellings.add(registered.observers(), changes);
        } finally {
            own.unlock();
            swap.readLock().unlock();
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
        tellings.add(observers, StoreObserver::reloading);
        StoreState before = state;
        Reloading reloading = new Reloading(before.types().keySet());
        List<Prepared<?>> prepared = new ArrayList<>();
        before.types().values().forEach(type -> prepared.add(read(type, reloading, before)));
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
        for (Prepared<?> type : prepared) {
            snapshots.put(type.type().type().name(), type.next());
            type.problems().forEach(problems::add);
        }
        return swapping(() -> {
            StoreState before = state;
            state = before.with(snapshots);
            prepared.forEach(type -> reports.put(type.type().type().name(), queueResult(type, before)));
            ReloadReport report = new ReloadReport(reports, List.copyOf(problems));
            tellings.add(observers, (StoreObserver observer) -> observer.reloaded(report));
            return report;
        });
    }

    private <T extends SorceryObject> TypeReport queueResult(Prepared<T> prepared, StoreState before) {
        RegisteredType<T> type = prepared.type();
        for (Reading reading : prepared.outcomes()) {
            tellings.add(
                    wizardObservers.getOrDefault(reading.mapping().wizard(), List.of()),
                    (WizardObserver observer) ->
                            observer.read(type.type().name(), reading.mapping(), reading.outcome()));
        }
        ReloadDiff<T> diff = ReloadDiff.of(type, before.snapshot(type.type()), prepared.next());
        type.tellCaches(diff.changes());
        type.caches().forEach(Wizard.Cache::reloaded);
        tellings.add(type.observers(), diff.changes());
        return diff.report();
    }

    @Override
    public <T extends SorceryObject> Observation observe(ObjectType<T> type, ObjectObserver<T> observer) {
        RegisteredType<T> registered = state.registered(type);
        Observing<ObjectObserver<T>> observing = new Observing<>(type.name(), observer, registered.observers()::remove);
        swapping(() -> {
            registered.observers().add(observing);
            Backing<T> storage = registered.search().uncached(state.snapshot(type));
            ObjectChanges<T> there = new ObjectChanges<>(List.copyOf(storage.retrieveAll()), List.of(), List.of());
            tellings.add(List.of(observing), there);
            return there;
        });
        tellings.deliver();
        return observing;
    }

    @Override
    public Observation observe(StoreObserver observer) {
        Observing<StoreObserver> observing = new Observing<>("the store", observer, observers::remove);
        swapping(() -> observers.add(observing));
        return observing;
    }

    @Override
    public Observation observe(String wizard, WizardObserver observer) {
        List<Observing<WizardObserver>> same =
                swapping(() -> wizardObservers.computeIfAbsent(wizard, first -> new CopyOnWriteArrayList<>()));
        Observing<WizardObserver> observing = new Observing<>("wizard " + wizard, observer, same::remove);
        swapping(() -> same.add(observing));
        return observing;
    }

    private <R> R swapping(Supplier<R> step) {
        swap.writeLock().lock();
        try {
            return step.get();
        } finally {
            swap.writeLock().unlock();
        }
    }

    /**
     * The files that the sources read or looked for.
     *
     * @return for a watcher; the same collection until something else is to be watched
     */
    public Collection<Path> watched() {
        List<Collection<Path>> bySource = new ArrayList<>();
        wizardsOf(state).forEach(wizard -> {
            if (wizard instanceof Wizard.Source source) {
                bySource.add(source.watched());
            }
        });
        return watched.of(bySource);
    }

    private static List<Wizard> wizardsOf(StoreState state) {
        return state.types().values().stream()
                .flatMap(type -> type.mapped().stream())
                .map(Mapped::wizard)
                .toList();
    }

    /**
     * The caches that operators can look after.
     *
     * @return by their names; of equal names the one of the type that was registered first
     */
    public Map<String, OperableCache<?>> caches() {
        Map<String, OperableCache<?>> byName = new LinkedHashMap<>();
        wizardsOf(state).forEach(wizard -> {
            if (wizard instanceof OperableCache<?> cache) {
                byName.putIfAbsent(cache.name(), cache);
            }
        });
        return byName;
    }

    /** Waits for a reload that is running, then closes the wizards, each once. What sources held can still be retrieved. */
    @Override
    public void close() {
        reloads.alone(() -> {
            boolean first = swapping(() -> {
                boolean open = !closed;
                closed = true;
                return open;
            });
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
        private boolean updateCreates;

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
         * Says whether updating an object that is not there creates it (Asterisk: {@code
         * update_or_create_on_update_miss}); it does not by default.
         *
         * @param on true to create
         * @return this
         */
        public Builder updateCreates(boolean on) {
            this.updateCreates = on;
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
            return new SorceryStore(factories, new WizardContext(folder, executor, ticker), updateCreates);
        }
    }
}
