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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.TracedMessage;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.state.InboundStatus;
import org.outpub.api.state.PbxState;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.cluster.ClusterDocuments;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.Plan;
import org.outpub.publish.config.References;
import org.outpub.publish.config.Transport;
import org.outpub.publish.control.AgentMeters;
import org.outpub.publish.section.Section;
import org.outpub.publish.sources.asterisk.AsteriskStatus;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.sources.packages.EventPackages;
import org.outpub.publish.sources.packages.PeerWishes;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.file.FileWatcher;
import org.outpub.sorcery.file.PathUnion;
import org.outpub.sorcery.mapping.SorceryConf;
import org.outpub.sorcery.realtime.RealtimeDatabase;
import org.outpub.sorcery.realtime.RealtimeWizardFactory;

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
    private final @Nullable RealtimeDatabase database;
    private final @Nullable Cluster cluster;
    private final @Nullable Supplier<RealtimeDatabase> databaseOnce;
    private final SorceryStore store;
    private final OutboundPublishModule module;
    private final @Nullable PbxState pbx;
    private final @Nullable Path stateFolder;
    private @Nullable StateFolder ownState;
    private final Map<AsteriskServer, Supplier<Optional<AsteriskServer>>> asterisks;
    private volatile @Nullable AsteriskSources sources;
    private final LongAdder changesWaiting = new LongAdder();
    private final PathUnion watched = new PathUnion();
    private final List<FileWatcher> watchers = new ArrayList<>();
    private volatile ReloadReport lastReload = new ReloadReport(Map.of(), List.of());
    /** Held while loading, so that a change that is noticed meanwhile is looked at afterwards and not lost. */
    private final Object loading = new Object();

    private volatile boolean loaded;
    private volatile boolean ended;

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
        this.stateFolder = builder.stateFolder;
        this.pbx = builder.pbx == null && !builder.asterisks.isEmpty() ? new PbxState() : builder.pbx;
        this.asterisks = new LinkedHashMap<>(builder.asterisks);
        this.reloads = builder.reloads;
        this.threads = new Threads(builder.executor);
        this.database = builder.database;
        this.cluster = builder.cluster;
        this.databaseOnce = builder.databaseOnce;
        SorceryStore.Builder storage = SorceryStore.builder()
                .folder(files == null ? Path.of("") : files.folder())
                .updateCreates(mappings.updateCreates())
                .rereads(this::reread)
                .executor(threads.executor);
        if (database != null) {
            storage.wizards(new RealtimeWizardFactory(database));
        }
        this.store = storage.build();
        PeerWishes wishes = new PeerWishes();
        this.module = new OutboundPublishModule(
                new OutboundPublishModule.Settings(
                        mappings,
                        files == null ? null : files.mainInFolder(mappings),
                        meters == null ? builder.listener : meters.before(builder.listener),
                        builder.nameServer,
                        builder.stateFolder,
                        builder.tls,
                        builder.stack,
                        builder.eventLoop,
                        builder.cluster,
                        builder.freePorts,
                        pbx,
                        wishes),
                pbx == null ? List.of() : EventPackages.handlers(pbx, EntityId.ofThisHost(), changesWaiting, wishes));
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
     * Which version this is.
     *
     * @return as the jar's manifest has it; {@code dev} where there is none
     */
    public static String version() {
        return Version.CURRENT;
    }

    /**
     * Reads the configuration and begins to publish. A file that cannot be read is a problem in the report; it is
     * published once it can.
     *
     * @return what runs and what was refused; that it is declined if another agent uses the state folder, which the reason
     *     names with the process
     * @throws IllegalStateException if it is loaded already, or was unloaded
     */
    public LoadReport load() {
        refuseIfEnded();
        if (loaded) {
            throw new IllegalStateException("it is loaded already");
        }
        if (stateFolder != null && ownState == null) {
            try {
                ownState = StateFolder.open(
                        stateFolder, files == null ? "" : files.main().toString());
            } catch (StateFolder.InUseException taken) {
                return new LoadReport(LoadReport.Outcome.DECLINED, String.valueOf(taken.getMessage()), lastReload);
            }
        }
        // First the watchers, so that no change is missed between reading a file and watching it.
        if (watch) {
            watchers.add(FileWatcher.start(this::watchedConfiguration, this::reloadAndTell));
            watchers.add(FileWatcher.start(module::watchedContent, module::lookAtContent));
        }
        try {
            return loadModule();
        } finally {
            if (!loaded) {
                stopWatching();
                releaseState();
            }
        }
    }

    private LoadReport loadModule() {
        synchronized (loading) {
            LoadReport report = module.load(new ModuleContext(store, threads.executor, clock, new SecureRandom()));
            ReloadReport objects = withFileProblems(report.objects());
            lastReload = objects;
            loaded = report.outcome() == LoadReport.Outcome.SUCCESS;
            if (loaded) {
                if (ownState != null) {
                    module.keep(ownState);
                }
                followAsterisks();
            }
            return new LoadReport(report.outcome(), report.reason(), objects);
        }
    }

    private void stopWatching() {
        watchers.forEach(FileWatcher::close);
        watchers.clear();
    }

    private void releaseState() {
        StateFolder own = ownState;
        if (own != null) {
            own.close();
            ownState = null;
        }
    }

    private void followAsterisks() {
        if (pbx != null) {
            AsteriskSources followed = new AsteriskSources(pbx, module.eventLoop(), threads.executor);
            followed.begin(store, asterisks);
            sources = followed;
        }
    }

    /**
     * How the Asterisks fare that are followed over their manager interfaces.
     *
     * @return those that {@link Builder#asterisk} gave, then those of {@code type=asterisk} sections
     */
    public List<AsteriskStatus> asterisks() {
        AsteriskSources followed = sources;
        return followed == null ? List.of() : followed.statuses();
    }

    /**
     * How it goes with what other servers publish here, by {@code inbound-publication} sections.
     *
     * @return by id; none without a {@link Builder#pbxState}, where nothing is taken
     */
    public List<InboundStatus> inbound() {
        return module.inbound();
    }

    private Collection<Path> watchedConfiguration() {
        return watched.of(List.of(store.watched(), mappings.watched()));
    }

    /** On the watcher's thread. A reload that changed nothing and found nothing new is not worth a word. */
    private boolean reloadAndTell() {
        synchronized (loading) {
            if (!loaded || ended) {
                return true;
            }
        }
        List<ConfigProblem> known = lastReload.problems();
        ReloadReport report = live(module.reload());
        if (report.changedAnything() || !report.problems().equals(known)) {
            tell(report);
        }
        return !report.hasErrors();
    }

    /** Others changed what a database holds. What was read and is as it was is not worth a word. */
    private void reread(ReloadReport ofOneType) {
        if (!loaded) {
            return; // the load tells it
        }
        List<ConfigProblem> known = lastReload.problems();
        List<ConfigProblem> problems = module.problems(store.problems());
        ReloadReport report = withFileProblems(new ReloadReport(ofOneType.types(), problems));
        lastReload = report;
        if (ofOneType.changedAnything() || !report.problems().equals(known)) {
            tell(report);
        }
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
        refuseIfEnded();
        return reloaded(module.reload());
    }

    /**
     * As {@link #reload}, for somebody who means it when configuration says nothing any more. Without that word, a file that
     * was emptied, or whose several sections are gone all at once, is taken for an accident: everything stays as it was.
     *
     * @return what changed
     * @throws IllegalStateException if it is not loaded
     */
    public ReloadReport reloadAcceptingEmpty() {
        refuseIfEnded();
        return reloaded(module.reloadAcceptingEmpty());
    }

    private ReloadReport reloaded(ReloadReport objects) {
        ReloadReport report = live(objects);
        module.lookAtContent();
        tell(report);
        return withContentProblems(report);
    }

    private ReloadReport withContentProblems(ReloadReport report) {
        List<ConfigProblem> ofContent = module.contentProblems();
        if (ofContent.isEmpty()) {
            return report;
        }
        List<ConfigProblem> problems = new ArrayList<>(report.problems());
        problems.addAll(ofContent);
        return new ReloadReport(report.types(), ConfigProblem.inOrder(problems));
    }

    /**
     * What a reload would do: reads the configuration aside and changes nothing.
     *
     * @return what would start, move, change in place or end, and what is wrong
     * @throws IllegalStateException if it is not loaded, or its objects are in memory
     */
    public Plan plan() {
        requireLoaded();
        if (files == null) {
            throw new IllegalStateException("there is no configuration to read: objects are in memory");
        }
        try (CheckedConfiguration next = CheckedConfiguration.read(files, aside())) {
            return next.planFrom(configuration());
        }
    }

    /** A database is listened to by one store only. */
    private List<WizardFactory> aside() {
        return databaseOnce == null ? List.of() : List.of(new RealtimeWizardFactory(databaseOnce.get()));
    }

    /**
     * The configuration by which everything runs now.
     *
     * @return with its secrets
     */
    public ConfigurationView configuration() {
        return ConfigurationView.of(store);
    }

    private ReloadReport live(ReloadReport objects) {
        ReloadReport report = withMappingsChanged(withFileProblems(objects));
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
     * The nodes of the cluster, if this is one of it ({@link Builder#cluster}).
     *
     * @return as this one saw them last; none without a cluster
     */
    public List<Cluster.NodeStatus> nodes() {
        return cluster == null ? List.of() : cluster.nodes();
    }

    /**
     * The documents that all nodes of the cluster see, if this is one of it: whichever node takes one in, the owner of its
     * section publishes it.
     *
     * @return empty without a cluster, and before the load
     */
    public Optional<ClusterDocuments> documents() {
        return cluster == null ? Optional.empty() : cluster.documents();
    }

    /**
     * The node of the cluster that publishes a section.
     *
     * @param section of the configuration
     * @return empty without a cluster, and if none does, as far as is known
     */
    public Optional<String> ownerOf(String section) {
        return cluster == null ? Optional.empty() : cluster.ownerOf(section);
    }

    /**
     * What the last reload did, or the load if there was none since, whoever caused it; with what is wrong with content files
     * now.
     *
     * @return empty before the load
     */
    public ReloadReport lastReload() {
        return withContentProblems(lastReload);
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
     * @throws IllegalStateException if it is not loaded, or objects of the type are kept where they cannot be written
     */
    public List<ConfigProblem> put(String type, String id, Map<String, String> options) {
        return put(ObjectTypes.named(type), ObjectSet.of(id, options));
    }

    /**
     * The same of a section that has a method for each option.
     *
     * @param section what to create, or what to change the one of its type and id to
     * @return what is wrong with it, as above
     * @throws IllegalStateException if it is not loaded, or objects of the type are kept where they cannot be written
     */
    public List<ConfigProblem> put(Section section) {
        return put(section.type(), section.id(), section.options());
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

    private void refuseIfEnded() {
        if (ended) {
            throw new IllegalStateException(
                    "it was closed, by close(), unload or leave; nothing is published any more: build another one");
        }
    }

    private OutboundPublishModule living() {
        refuseIfEnded();
        return module;
    }

    private void requireLoaded() {
        refuseIfEnded();
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
     * @throws IllegalStateException if it was unloaded
     */
    public CompletableFuture<Boolean> register(EventPublisherHandler handler) {
        return living().register(handler);
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
        return living().client(id);
    }

    /**
     * How every publication fares.
     *
     * @return completed once each has been asked
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return living().statuses();
    }

    /**
     * Waits until an object's publications are in a phase: {@code PUBLISHED} until the servers have the newest state of all
     * of them, {@code IDLE} until they hold nothing. Users who have nothing to publish do not count. A phase that is only passed through is not waited for. No thread is
     * held up, and what is hung on the end runs on the executor.
     *
     * @param id the object's id; it need not be there yet
     * @param phase the one to be in
     * @param patience how long
     * @return completed with how they fare then; exceptionally with a {@link
     *     java.util.concurrent.TimeoutException} that says how they fare instead, and with an {@link IllegalStateException}
     *     if this is unloaded before
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> await(String id, Phase phase, Duration patience) {
        return living().await(id, null, phase, patience);
    }

    /**
     * The same of one of its users.
     *
     * @param id the object's id
     * @param user of a {@code multi_user} object; it need not be there yet
     * @param phase the one to be in
     * @param patience how long
     * @return completed with its status, or exceptionally as above
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> await(String id, String user, Phase phase, Duration patience) {
        return living().await(id, Objects.requireNonNull(user, "user"), phase, patience);
    }

    /**
     * All that is known of an object's publications: what the server has and should have, what failed, what is waited
     * for, what happened last.
     *
     * @param id the object's id
     * @return completed with none if there is no such object; of an object that publishes nothing yet, with why
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationDetails>> details(String id) {
        return living().details(id, null);
    }

    /**
     * The same of one of its users.
     *
     * @param id the object's id
     * @param user of a {@code multi_user} object
     * @return completed with none or one
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<PublicationDetails>> details(String id, String user) {
        return living().details(id, Objects.requireNonNull(user, "user"));
    }

    /**
     * Sends an object's publications whole, now: those that wait after a failure, and those that the server has confirmed
     * too. Those whose request is under way are tried again at once should it fail. A handler that refused to start is
     * asked again.
     *
     * @param id the object's id
     * @return completed with how many publications that were, or with -1 if there is no such object
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<Integer> push(String id) {
        return living().push(id, null);
    }

    /**
     * The same for one of its users.
     *
     * @param id the object's id
     * @param user of a {@code multi_user} object
     * @return completed with 1, with 0 if nothing is known of the user, or with -1 if there is no such object
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<Integer> push(String id, String user) {
        return living().push(id, Objects.requireNonNull(user, "user"));
    }

    /**
     * Tries all publications at once that wait after a failure.
     *
     * @return completed with how many
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<Integer> pushAll() {
        return living().pushAll();
    }

    /**
     * The last messages as they were on the wire, but for what proves that somebody knows a password. It is listened from the
     * first call until half a minute after the last; what is kept is bounded.
     *
     * @return completed with messages, oldest first
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<TracedMessage>> trace() {
        return living().trace();
    }

    /**
     * The same of an object's publications.
     *
     * @param id the object's id
     * @return completed with messages, oldest first
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<TracedMessage>> trace(String id) {
        return living().trace(id, null);
    }

    /**
     * The same of one of its users.
     *
     * @param id the object's id
     * @param user of a {@code multi_user} object
     * @return completed with messages, oldest first
     * @throws IllegalStateException if it is not loaded
     */
    public CompletableFuture<List<TracedMessage>> trace(String id, String user) {
        return living().trace(id, Objects.requireNonNull(user, "user"));
    }

    /**
     * Where the configuration says something of an object.
     *
     * @param id an {@code outbound-publish} object's
     * @return the place of each of its options by name, under {@code bind} that of the transport that it names or that is the
     *     first, and under the empty name of the object itself; empty if there is no such object
     */
    public Map<String, Origin> places(String id) {
        Map<String, Origin> places = new LinkedHashMap<>();
        store.retrieveSet(OutboundPublish.TYPE, id).ifPresent(set -> {
            places.put("", set.origin());
            set.entries().forEach(entry -> places.put(entry.name(), entry.origin()));
            transportOf(id)
                    .ifPresent(transport ->
                            places.put("bind", References.place(store, Transport.TYPE, transport, "bind")));
        });
        return places;
    }

    private Optional<Transport> transportOf(String id) {
        Optional<String> named = store.retrieve(OutboundPublish.TYPE, id).map(OutboundPublish::transport);
        return named.isPresent()
                ? store.retrieve(Transport.TYPE, named.get())
                : store.retrieveAll(Transport.TYPE).stream().findFirst();
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
        return end(() -> module.unload(timeout));
    }

    /**
     * Lets go of everything and leaves at the servers what was published. With a state folder, the next process goes on
     * from there; without one, or if none comes in time, it expires. Nothing works afterwards.
     *
     * @param timeout how long requests under way may take to end
     * @return what is known to be left at servers is not in it; requests that had not ended are
     */
    public UnloadReport leave(Duration timeout) {
        return end(() -> module.leave(timeout));
    }

    private UnloadReport end(Supplier<UnloadReport> module) {
        ended = true;
        stopWatching();
        AsteriskSources followed = sources;
        if (followed != null) {
            followed.end();
        }
        UnloadReport report = module.get();
        if (meters != null) {
            meters.close();
        }
        store.close();
        if (database != null) {
            database.close();
        }
        threads.close();
        releaseState();
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
        private @Nullable Path stateFolder;
        private @Nullable RealtimeDatabase database;
        private @Nullable Cluster cluster;
        private @Nullable Supplier<RealtimeDatabase> databaseOnce;
        private @Nullable PbxState pbx;
        private final Map<AsteriskServer, Supplier<Optional<AsteriskServer>>> asterisks = new LinkedHashMap<>();
        private @Nullable MeterRegistry meters;
        private @Nullable String metersName;
        private @Nullable SSLContext tls;
        private @Nullable HostStack stack;
        private Clock clock = Clock.systemUTC();
        private boolean inMemory;
        private boolean watch = true;
        private boolean freePorts;
        private @Nullable PublicationListener listener;
        private Consumer<ReloadReport> reloads = report -> {};

        private Builder() {}

        /**
         * Where the configuration is.
         *
         * @param path a {@code pjsip.conf} or a {@code .json} with the same objects, or a folder that holds a {@code
         *     pjsip.conf} or {@code pjsip.json} and perhaps a {@code sorcery.conf}; if it is not there yet, the load
         *     says so, and it is taken for a folder if its name has no extension
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
         * Follows an Asterisk over its manager interface from the load on, and publishes what its devices, extensions and
         * mailboxes do, as {@link #pbxState} does. Sections of {@code type=asterisk} are followed too, if either is called.
         *
         * @param server which Asterisk; one of the same id as another takes its place
         * @return this
         */
        public Builder asterisk(AsteriskServer server) {
            return asterisk(server, Optional::empty);
        }

        /**
         * The same, for one whose user or secret may change while this runs.
         *
         * @param server as it is configured now
         * @param anew how it is configured later; asked on the executor before each connection, so it may read a file; empty
         *     if that is not known, so that it is as it was
         * @return this
         */
        public Builder asterisk(AsteriskServer server, Supplier<Optional<AsteriskServer>> anew) {
            this.asterisks.put(server, anew);
            return this;
        }

        /**
         * Keeps entity-tags in a folder, so that they outlive the process: the next one changes or removes what this one
         * left at the servers, instead of publishing beside it. One agent at a time may use a folder; the load of another
         * one is declined. {@code sorcery.conf} may map {@code publication-state} to any other wizard.
         *
         * @param folder created at need, for its owner alone
         * @return this
         */
        public Builder stateFolder(Path folder) {
            this.stateFolder = folder.toAbsolutePath();
            return this;
        }

        /**
         * Opens every transport on a free port of its address, whatever port its section names: the configuration is that of
         * an Asterisk on the same host, whose ports those are.
         *
         * @return this
         */
        public Builder freePorts() {
            this.freePorts = true;
            return this;
        }

        /**
         * Lends the database that types which {@code sorcery.conf} maps to {@code realtime} are in: Asterisk's own tables. What
         * others change there becomes live by itself: at once where {@code outpub database install} put its trigger, else
         * within some seconds. PostgreSQL's driver is needed for the first only.
         *
         * @param source gives connections, best of a pool, and should give up within seconds while the database is away;
         *     its owner closes it after the agent. One connection is used for as long as the agent lives
         * @param name what messages call it, such as {@code postgresql://db/asterisk}
         * @return this
         */
        public Builder database(DataSource source, String name) {
            this.database = new RealtimeDatabase(source, name);
            this.databaseOnce = () -> RealtimeDatabase.once(source, name);
            return this;
        }

        /**
         * Shares the publications with other agents of the same configuration: each is published by one of them. What servers
         * hold is kept in the cluster's database, and not in a state folder.
         *
         * @param joined a node that has not joined yet; it does when this is loaded, and leaves when it is unloaded
         * @return this
         */
        public Builder cluster(Cluster joined) {
            this.cluster = joined;
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
         * @throws IllegalStateException if neither {@link #configuration} nor {@link #inMemory} was called, or two that
         *     exclude each other, which the message names; or if another agent measures under the name that {@link
         *     #meters(MeterRegistry, String)} gave
         */
        public Outpub build() {
            refuseIf(
                    configuration != null && inMemory,
                    "configuration(Path) and inMemory() exclude each other: objects are in files, or made by put; a"
                            + " sorcery.conf may map single types to memory");
            refuseIf(
                    database != null && inMemory,
                    "database(DataSource, String) and inMemory() exclude each other: only a sorcery.conf says which"
                            + " types are in the database; call configuration(Path) with its folder");
            refuseIf(
                    cluster != null && stateFolder != null,
                    "cluster(Cluster) and stateFolder(Path) exclude each other: a cluster keeps entity-tags in its"
                            + " database, where the other nodes find them");
            return new Outpub(this);
        }

        private static void refuseIf(boolean excluded, String why) {
            if (excluded) {
                throw new IllegalStateException(why);
            }
        }
    }
}
