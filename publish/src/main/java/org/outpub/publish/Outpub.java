package org.outpub.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.control.AgentMeters;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.sources.packages.EventPackages;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.file.FileWatcher;
import org.outpub.sorcery.file.PathUnion;
import org.outpub.sorcery.mapping.SorceryConf;

/**
 * An agent with everything it needs: a store over configuration files, the publish module, and a watcher that makes
 * edits live. Built with {@link #builder}, begun with {@link #load}, ended with {@link #unload} or {@link #close}. Two
 * of them in one JVM do not know of each other. Life-cycle methods are called by one thread at a time; the others are
 * safe for use by many.
 */
public final class Outpub implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Outpub.class.getName());
    private static final Duration DEFAULT_UNLOAD = Duration.ofSeconds(10);
    /** Null if objects are put into memory by code. */
    private final @Nullable ConfigurationFiles files;

    private final SorceryConf mappings;
    private final boolean watch;
    private final Clock clock;
    private final @Nullable AgentMeters meters;
    private final Consumer<ReloadReport> reloads;
    private final Threads threads;
    private final SorceryStore store;
    private final OutboundPublishModule module;
    private final @Nullable PbxState pbx;
    private final LongAdder changesWaiting = new LongAdder();
    private final PathUnion watched = new PathUnion();
    private final List<FileWatcher> watchers = new ArrayList<>();
    private volatile ReloadReport lastReload = new ReloadReport(Map.of(), List.of());
    /** Held while loading, so that a change that is noticed meanwhile is looked at afterwards and not lost. */
    private final Object loading = new Object();

    private boolean loaded;

    private Outpub(Builder builder) {
        if (builder.configuration == null && !builder.inMemory) {
            throw new IllegalStateException("a configuration is needed: call configuration(Path) or inMemory()");
        }
        this.files = builder.configuration == null ? null : ConfigurationFiles.of(builder.configuration);
        this.mappings = files == null ? SorceryConf.none() : files.readSorceryConf();
        this.watch = builder.watch;
        this.clock = builder.clock;
        this.meters = builder.meters == null
                ? null
                : new AgentMeters(builder.meters, builder.metersName, this::workload, this::lastReload);
        this.pbx = builder.pbx;
        this.reloads = builder.reloads;
        this.threads = new Threads(builder.executor);
        this.store = SorceryStore.builder()
                .folder(files == null ? Path.of("") : files.folder())
                .updateCreates(mappings.updateCreates())
                .executor(threads.executor)
                .build();
        this.module = new OutboundPublishModule(
                new OutboundPublishModule.Settings(
                        mappings,
                        files == null ? null : files.mainInFolder(),
                        meters == null ? builder.listener : meters.before(builder.listener),
                        builder.nameServer,
                        builder.stateFile,
                        builder.tls,
                        builder.stack,
                        builder.eventLoop),
                pbx == null ? List.of() : EventPackages.handlers(pbx, EntityId.ofThisHost(), changesWaiting));
    }

    /**
     * Starts building.
     *
     * @return a builder, confined to one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads the configuration and begins to publish. A file that cannot be read is a problem in the report; it is
     * published once it can.
     *
     * @return what runs and what was refused
     * @throws IllegalStateException if it is loaded already
     */
    public LoadReport load() {
        // First the watchers, so that no change is missed between reading a file and watching it.
        if (watch) {
            watchers.add(FileWatcher.start(this::watchedConfiguration, this::reloadAndTell));
            watchers.add(FileWatcher.start(module::watchedContent, module::lookAtContent));
        }
        synchronized (loading) {
            LoadReport report = module.load(new ModuleContext(store, threads.executor, clock, new SecureRandom()));
            ReloadReport objects = withFileProblems(report.objects());
            lastReload = objects;
            loaded = true;
            return new LoadReport(report.outcome(), report.reason(), objects);
        }
    }

    private Collection<Path> watchedConfiguration() {
        return watched.of(List.of(store.watched(), mappings.watched()));
    }

    /** On the watcher's thread. A reload that changed nothing and found nothing new is not worth a word. */
    private boolean reloadAndTell() {
        synchronized (loading) {
            if (!loaded) {
                return true;
            }
        }
        List<ConfigProblem> known = lastReload.problems();
        ReloadReport report = reloadObjects();
        if (report.changedAnything() || !report.problems().equals(known)) {
            tell(report);
        }
        return !report.hasErrors();
    }

    private void tell(ReloadReport report) {
        if (meters != null) {
            meters.reloaded(report);
        }
        reloads.accept(report);
    }

    /**
     * Reads the configuration anew, as the watcher does when a file changes.
     *
     * @return what changed
     * @throws IllegalStateException if it is not loaded
     */
    public ReloadReport reload() {
        ReloadReport report = reloadObjects();
        module.lookAtContent();
        tell(report);
        return report;
    }

    private ReloadReport reloadObjects() {
        ReloadReport report = withMappingsChanged(withFileProblems(module.reload()));
        lastReload = report;
        return report;
    }

    private ReloadReport withFileProblems(ReloadReport report) {
        List<ConfigProblem> problems = new ArrayList<>(report.problems());
        if (files != null) {
            problems.addAll(files.problems(store.watched()));
        }
        if (pbx != null) {
            problems.addAll(EventOptions.check(store));
        }
        return new ReloadReport(report.types(), ConfigProblem.inOrder(problems));
    }

    /** Where types are mapped to is read once, as with Asterisk; that it changed is told. */
    private ReloadReport withMappingsChanged(ReloadReport report) {
        if (files == null) {
            return report;
        }
        SorceryConf now = files.readSorceryConf();
        if (now.equals(mappings)) {
            return report;
        }
        List<ConfigProblem> problems = new ArrayList<>(report.problems());
        problems.addAll(now.problems());
        problems.add(ConfigProblem.warning(
                Origin.of(Objects.requireNonNull(files.sorceryConf())), "changed; it is read again at the next start"));
        return new ReloadReport(report.types(), problems);
    }

    /**
     * What the last reload did, or the load if there was none since, whoever caused it.
     *
     * @return empty before the load
     */
    public ReloadReport lastReload() {
        return lastReload;
    }

    /**
     * Creates or changes an object by code, where configuration has the type in memory ({@link Builder#inMemory}, or a
     * {@code memory} mapping). What it publishes starts or changes at once.
     *
     * @param type {@code outbound-publish}, {@code auth} or {@code transport}
     * @param id the object's id
     * @param options as a section of a {@code pjsip.conf} has them, without {@code type}
     * @return what is wrong with it; if there are errors, nothing is changed; if a notice says that it is left out, there is no
     *     such object any more
     * @throws IllegalArgumentException if there is no such type
     * @throws IllegalStateException if it is not loaded
     * @throws UnsupportedOperationException if objects of the type are kept where they cannot be written
     */
    public List<ConfigProblem> put(String type, String id, Map<String, String> options) {
        return put(ObjectTypes.named(type), ObjectSet.of(id, options));
    }

    private <T extends SorceryObject> List<ConfigProblem> put(ObjectType<T> type, ObjectSet set) {
        requireLoaded();
        List<ConfigProblem> problems = new ArrayList<>();
        Optional<T> object = type.parse(set, problems::add);
        if (object.isPresent()) {
            if (!store.update(type, object.get())) {
                store.create(type, object.get());
            }
        } else if (problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR)) {
            store.delete(type, set.id());
        }
        return problems;
    }

    /**
     * Deletes an object that {@link #put} made; what it published is removed at the server.
     *
     * @param type as above
     * @param id the object's id
     * @return false if there is no such object
     * @throws IllegalArgumentException if there is no such type
     * @throws IllegalStateException if it is not loaded
     */
    public boolean delete(String type, String id) {
        requireLoaded();
        return store.delete(ObjectTypes.named(type), id);
    }

    private void requireLoaded() {
        synchronized (loading) {
            if (!loaded) {
                throw new IllegalStateException("it is not loaded");
            }
        }
    }

    /**
     * Adds a source of state for an event package, before the load or after it.
     *
     * @param handler the source
     * @return false, later, if the event has a handler already
     */
    public CompletableFuture<Boolean> register(EventPublisherHandler handler) {
        return module.register(handler);
    }

    /**
     * Takes a source of state away; what it published is removed at the servers.
     *
     * @param handler as it was registered
     */
    public void unregister(EventPublisherHandler handler) {
        module.unregister(handler);
    }

    /**
     * Finds what publishes for a configuration object, for state that comes by no handler.
     *
     * @param id the object's id
     * @return completed with empty if there is no such publication
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<Optional<PublishClient>> client(String id) {
        return module.client(id);
    }

    /**
     * How every publication fares.
     *
     * @return completed once each has been asked
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return module.statuses();
    }

    /**
     * What there is to do now: publications by phase, requests and changes that wait. Costs the same however many
     * publications there are, so that a host may look often, and hold back what it feeds while much waits.
     *
     * @return all zero before the load
     */
    public Workload workload() {
        return module.workload(changesWaiting.sum());
    }

    /**
     * Removes at the servers what was published and lets go of everything. Nothing works afterwards.
     *
     * @param timeout how long the removals may take
     * @return what stayed behind
     */
    public UnloadReport unload(Duration timeout) {
        watchers.forEach(FileWatcher::close);
        watchers.clear();
        UnloadReport report = module.unload(timeout);
        if (meters != null) {
            meters.close();
        }
        store.close();
        threads.close();
        return report;
    }

    /** Unloads within ten seconds; what stayed behind is logged. */
    @Override
    public void close() {
        unload(DEFAULT_UNLOAD).leftBehind().forEach(left -> LOG.log(Level.WARNING, "left behind: {0}", left));
    }

    /** Says what to build. Everything but where the objects are may be left out. */
    public static final class Builder {
        private @Nullable Path configuration;
        private @Nullable Executor executor;
        private @Nullable EventLoop eventLoop;
        private @Nullable InetSocketAddress nameServer;
        private @Nullable Path stateFile;
        private @Nullable PbxState pbx;
        private @Nullable MeterRegistry meters;
        private @Nullable String metersName;
        private @Nullable SSLContext tls;
        private @Nullable HostStack stack;
        private Clock clock = Clock.systemUTC();
        private boolean inMemory;
        private boolean watch = true;
        private @Nullable PublicationListener listener;
        private Consumer<ReloadReport> reloads = report -> {};

        private Builder() {}

        /**
         * Where the configuration is.
         *
         * @param path a {@code pjsip.conf} or a {@code .json} with the same objects, or a folder that holds a {@code
         *     pjsip.conf} or {@code pjsip.json} and perhaps a {@code sorcery.conf}
         * @return this
         */
        public Builder configuration(Path path) {
            this.configuration = path;
            return this;
        }

        /**
         * Keeps objects in memory: there is no file, and {@link Outpub#put} makes the objects.
         *
         * @return this
         */
        public Builder inMemory() {
            this.inMemory = true;
            return this;
        }

        /**
         * Lends an executor for all work; it is not shut down. Without one, two daemon threads are started.
         *
         * @param lent runs short tasks, several at a time
         * @return this
         */
        public Builder executor(Executor lent) {
            this.executor = lent;
            return this;
        }

        /**
         * Lends an event loop, on which all publications live and all sockets are opened; it is not shut down. Without
         * one, a daemon thread is started.
         *
         * @param lent of epoll or NIO; shared with others it slows both down, but breaks neither
         * @return this
         */
        public Builder eventLoop(EventLoop lent) {
            this.eventLoop = lent;
            return this;
        }

        /**
         * Whether edits of files become live by themselves. They do unless this says otherwise.
         *
         * @param on false to leave it to {@link Outpub#reload}
         * @return this
         */
        public Builder watch(boolean on) {
            this.watch = on;
            return this;
        }

        /**
         * Asks this name server for SIP servers, and not the system's.
         *
         * @param server where it is; its address must be known
         * @return this
         */
        public Builder nameServer(InetSocketAddress server) {
            this.nameServer = server;
            return this;
        }

        /**
         * Publishes what the host's devices, extensions and mailboxes do, by the event packages {@code presence}, {@code
         * dialog}, {@code message-summary}, {@code asterisk-devicestate} and {@code asterisk-mwi}, for the objects whose
         * options ask for it.
         *
         * @param fed by the host, before or after the load
         * @return this
         */
        public Builder pbxState(PbxState fed) {
            this.pbx = fed;
            return this;
        }

        /**
         * Keeps entity-tags in a database, so that they outlive the process: the next one changes or removes what this
         * one left at the servers, instead of publishing beside it. Needs the library {@code org.xerial:sqlite-jdbc}.
         * Without it, {@code sorcery.conf} may map {@code publication-state} to any wizard.
         *
         * @param file an SQLite file, created at need
         * @return this
         */
        public Builder stateFile(Path file) {
            this.stateFile = file.toAbsolutePath();
            return this;
        }

        /**
         * Lends what TLS goes by: the host's own certificate, and whom it trusts. It serves the TLS transports that name no
         * certificates ({@code cert_file}, {@code ca_list_file}, {@code ca_list_path}). With {@code verify_server=yes} the
         * server's certificate must also be for whom is to be reached (RFC 5922).
         *
         * @param lent initialized
         * @return this
         */
        public Builder sslContext(SSLContext lent) {
            this.tls = lent;
            return this;
        }

        /**
         * Lends the SIP stack that the host runs already: requests leave from its listening points, wherever no {@code
         * transport} section speaks what the server wants.
         *
         * @param lent also asked by the host's listener for each answer
         * @return this
         */
        public Builder sipStack(HostStack lent) {
            this.stack = lent;
            return this;
        }

        /**
         * Counts and times in the host's registry: the meters {@code outpub.publications}, {@code outpub.requests}, {@code
         * outpub.retries}, {@code outpub.requests.waiting}, {@code outpub.changes.waiting}, {@code outpub.reloads} and
         * {@code outpub.config.problems}. Needs the library {@code io.micrometer:micrometer-core}, which Outpub does not
         * bring. Their tag {@code agent} tells agents apart that share a registry: {@code outpub} for the first, {@code
         * outpub-2} for the next.
         *
         * @param registry the host's; its gauges hold the agent until it is unloaded
         * @return this
         */
        public Builder meters(MeterRegistry registry) {
            this.meters = registry;
            this.metersName = null;
            return this;
        }

        /**
         * As {@link #meters(MeterRegistry)}, by a name of the host's.
         *
         * @param registry the host's
         * @param agent the value of the tag {@code agent}; {@link #build} throws an {@link IllegalStateException} if a
         *     living agent measures in the registry under it
         * @return this
         */
        public Builder meters(MeterRegistry registry, String agent) {
            this.meters = registry;
            this.metersName = Objects.requireNonNull(agent, "agent");
            return this;
        }

        /**
         * Tells the time, for what is kept and told: not for timers, which are never set by a clock that may jump.
         *
         * @param lent the host's; the system's in UTC unless this says otherwise
         * @return this
         */
        public Builder clock(Clock lent) {
            this.clock = lent;
            return this;
        }

        /**
         * Hears how publications fare.
         *
         * @param heard called on the executor; must not block
         * @return this
         */
        public Builder listener(PublicationListener heard) {
            this.listener = heard;
            return this;
        }

        /**
         * Hears of every reload: those that {@link Outpub#reload} is asked for, and those that edits of files caused,
         * where they changed anything or found other problems.
         *
         * @param heard called by the thread that reloads
         * @return this
         */
        public Builder reloads(Consumer<ReloadReport> heard) {
            this.reloads = heard;
            return this;
        }

        /**
         * Builds it; nothing is read or sent yet.
         *
         * @return the agent
         * @throws IllegalStateException if neither {@link #configuration} nor {@link #inMemory} was called, or another
         *     agent measures under the name that {@link #meters(MeterRegistry, String)} gave
         */
        public Outpub build() {
            return new Outpub(this);
        }
    }
}
