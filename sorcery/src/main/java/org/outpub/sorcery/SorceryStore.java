package org.outpub.sorcery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.WizardObserver;
import org.outpub.api.sorcery.Write;
import org.outpub.api.sorcery.type.ExtendedRegex;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.Wizard.Backing;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.change.Commit;
import org.outpub.sorcery.change.Writer;
import org.outpub.sorcery.live.Layer;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.StoreState;
import org.outpub.sorcery.mapping.WizardFactories;
import org.outpub.sorcery.observe.ObjectObservers;
import org.outpub.sorcery.observe.Observers;
import org.outpub.sorcery.observe.Signals;
import org.outpub.sorcery.reload.Changed;
import org.outpub.sorcery.reload.Closing;
import org.outpub.sorcery.reload.Reloader;
import org.outpub.sorcery.reload.TimeLimit;

/**
 * The object store: a façade, behind which each thing has a room of its own. A change is read and compared aside
 * ({@code reload}) or written ({@code change}), made live in one short step ({@code live}), and told afterwards
 * ({@code observe}). Retrieval never waits and never sees a mixture. {@link Commit} names the locks.
 */
public final class SorceryStore implements Sorcery, AutoCloseable {
    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);
    private final WizardFactories factories;
    private final WizardContext lent;
    private final Commit commit = new Commit();
    private final Writer writer;
    private final Observers observers;
    private final ObjectObservers objectObservers;
    private final Signals signals;
    private final TimeLimit time;
    private final Reloader reloader;
    private final Consumer<ReloadReport> rereads;

    private SorceryStore(WizardFactories factories, Builder builder) {
        this.factories = factories;
        this.lent = new WizardContext(builder.folder, builder.executor, builder.ticker);
        this.writer = new Writer(commit, builder.updateCreates, this::reread);
        this.observers = new Observers(builder.executor, builder.ticker);
        this.objectObservers = new ObjectObservers(commit, builder.executor, builder.ticker);
        this.signals = new Signals(builder.executor, builder.ticker);
        this.time = new TimeLimit(builder.wizardTime);
        this.reloader = new Reloader(commit, observers, time, late -> signals.later(late.name(), () -> reread(late)));
        this.rereads = builder.rereads;
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
        LiveType<T> live = new LiveType<>(
                type,
                factories.open(type, place -> contextOf(type, place), mappings),
                () -> commit.state().snapshot(type));
        objectObservers.addCaches(live);
        try {
            commit.replace(state -> {
                if (state.types().containsKey(type.name())) {
                    throw new IllegalArgumentException("object type '" + type.name() + "' is registered already");
                }
                return state.with(live);
            });
        } catch (RuntimeException refused) {
            new Closing(time).close(live.layers(), DEFAULT_CLOSE);
            throw refused;
        }
        observers.registered(type.name(), List.of(mappings));
        observers.deliver();
    }

    private WizardContext contextOf(ObjectType<?> type, int place) {
        Signals.Looker looker = new Changed(commit, writer, this::reread, type, place);
        return new WizardContext(lent.folder(), lent.executor(), lent.ticker(), signals.of(type.name(), looker));
    }

    @Override
    public void unregister(ObjectType<?> type) {
        LiveType<?> gone = commit.state().registered(type);
        commit.replace(state -> state.types().containsValue(gone) ? state.without(gone) : state);
        ObjectObservers.end(gone);
        reloader.forget(gone);
        new Closing(time).close(gone.layers(), DEFAULT_CLOSE);
        observers.unregistered(type.name());
        observers.deliver();
    }

    @Override
    public <T extends SorceryObject> Optional<T> retrieve(ObjectType<T> type, String id) {
        return reading(type).retrieve(id);
    }

    private <T extends SorceryObject> Backing<T> reading(ObjectType<T> type) {
        StoreState now = commit.state();
        return now.registered(type).search().of(now.snapshot(type));
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type) {
        return Collections.unmodifiableCollection(reading(type).retrieveAll());
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveWhere(ObjectType<T> type, FieldCondition... conditions) {
        StoreState now = commit.state();
        return now.registered(type).search().where(now.snapshot(type), List.of(conditions));
    }

    @Override
    public <T extends SorceryObject> Collection<T> retrieveByRegex(ObjectType<T> type, String regex) {
        Pattern pattern;
        try {
            pattern = ExtendedRegex.compile(regex);
        } catch (PatternSyntaxException invalid) {
            throw new IllegalArgumentException(
                    "'" + regex + "' is not a regular expression: " + invalid.getDescription(), invalid);
        }
        return reading(type).retrieveAll().stream()
                .filter(object -> pattern.matcher(object.id()).find())
                .toList();
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
        StoreState now = commit.state();
        return now.registered(type).search().set(now.snapshot(type), id);
    }

    @Override
    public <T extends SorceryObject> boolean create(ObjectType<T> type, T object) {
        return write(List.of(new Write.Create<>(type, object))).get(0);
    }

    @Override
    public <T extends SorceryObject> boolean update(ObjectType<T> type, T object) {
        return write(List.of(new Write.Update<>(type, object))).get(0);
    }

    @Override
    public <T extends SorceryObject> Optional<T> update(ObjectType<T> type, String id, UnaryOperator<T> change) {
        return writer.update(type, id, change);
    }

    @Override
    public boolean delete(ObjectType<?> type, String id) {
        return write(List.of(new Write.Delete<>(type, id))).get(0);
    }

    @Override
    public List<Boolean> write(List<Write<?>> writes) {
        return writer.write(writes);
    }

    @Override
    public <T extends SorceryObject> void putAll(
            ObjectType<T> type, Collection<T> objects, Collection<String> removed) {
        writer.putAll(type, objects, removed);
    }

    /**
     * Reads everything anew, as {@link Sorcery#reload} says. Callers that wait while another reload runs share the next
     * one: each gets the report of a reload that began after his call.
     */
    @Override
    public ReloadReport reload() {
        return reloader.all();
    }

    @Override
    public ReloadReport reloadAcceptingEmpty() {
        return reloader.allAcceptingEmpty();
    }

    @Override
    public ReloadReport reloadOnly(ObjectType<?> type) {
        return reloader.one(commit.state().registered(type));
    }

    private void reread(LiveType<?> type) {
        if (commit.state().types().containsValue(type)) {
            rereads.accept(reloader.one(type));
        }
    }

    /**
     * What is wrong with what sources hold, as it was found when each was last read.
     *
     * @return in the order of types and sources; unmodifiable
     */
    public List<ConfigProblem> problems() {
        StoreState now = commit.state();
        return now.types().values().stream()
                .flatMap(type -> now.snapshot(type.type()).sources().values().stream())
                .flatMap(held -> held.problems().stream())
                .distinct()
                .toList();
    }

    @Override
    public ReloadReport dryRun() {
        return reloader.dryRun();
    }

    @Override
    public <T extends SorceryObject> Observation observe(ObjectType<T> type, ObjectObserver<T> observer) {
        return objectObservers.add(type, observer);
    }

    @Override
    public Observation observe(StoreObserver observer) {
        return observers.add(observer);
    }

    @Override
    public Observation observe(String wizard, WizardObserver observer) {
        return observers.add(wizard, observer);
    }

    /**
     * The files that the sources read or looked for.
     *
     * @return for a watcher; as the sources said after their last reading, and the same collection until that changes
     */
    public Collection<Path> watched() {
        return reloader.watched();
    }

    /**
     * The caches that operators can look after.
     *
     * @return by their names; of equal names the one of the type that was registered first
     */
    public Map<String, OperableCache<?>> caches() {
        Map<String, OperableCache<?>> byName = new LinkedHashMap<>();
        commit.state()
                .types()
                .values()
                .forEach(type -> type.caches().forEach(layer -> {
                    if (layer.wizard() instanceof OperableCache<?> cache) {
                        byName.putIfAbsent(cache.name(), cache);
                    }
                }));
        return byName;
    }

    /** Closes within ten seconds, as {@link #close(Duration)} does. */
    @Override
    public void close() {
        close(DEFAULT_CLOSE);
    }

    /**
     * Ends all changes, waits for a reload that is under way, and closes the wizards, each once. What sources held can still
     * be retrieved. Does nothing the second time.
     *
     * @param longest how long all of it may take
     * @return false if a reload or a wizard has not come to its end by then; it is logged, and left to itself
     * @throws IllegalStateException if a source calls it while it is read
     */
    public boolean close(Duration longest) {
        if (!commit.close()) {
            return true;
        }
        signals.close();
        long end = System.nanoTime() + longest.toNanos();
        boolean idle = reloader.afterReload(longest, () -> {});
        List<Layer<?>> layers = new ArrayList<>();
        commit.state().types().values().forEach(type -> layers.addAll(type.layers()));
        boolean closed = new Closing(time).close(layers, Duration.ofNanos(end - System.nanoTime()));
        time.close();
        return idle && closed;
    }

    /** Says what to build. */
    public static final class Builder {
        private final List<ClassLoader> loaders = new ArrayList<>();
        private final List<WizardFactory> added = new ArrayList<>();
        private Path folder = Path.of("");
        private Executor executor = Runnable::run;
        private Ticker ticker = Ticker.system();
        private boolean updateCreates;
        private Duration wizardTime = Duration.ofSeconds(30);
        private Consumer<ReloadReport> rereads = report -> {};

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
         * Says how long a reload waits for a source, and for what makes its objects; half a minute by default. What it gives
         * up is told and keeps what it held, and what comes too late is taken in when it comes.
         *
         * @param limit of one call
         * @return this
         */
        public Builder wizardTime(Duration limit) {
            this.wizardTime = Objects.requireNonNull(limit, "limit");
            return this;
        }

        /**
         * Hears of every reload of a single type that nobody asked for: because a source said that it changed, was written, or
         * answered at last.
         *
         * @param heard called by the thread that reloaded; must not block
         * @return this
         */
        public Builder rereads(Consumer<ReloadReport> heard) {
            this.rereads = Objects.requireNonNull(heard, "heard");
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
            return new SorceryStore(factories, this);
        }
    }
}
