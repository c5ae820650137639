package org.outpub.publish;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.ModuleInfo;
import org.outpub.api.module.PluginModule;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationDetails;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.TracedMessage;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.state.InboundStatus;
import org.outpub.api.state.PbxState;
import org.outpub.publish.agent.Agent;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Global;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipSystem;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sources.files.ContentProblems;
import org.outpub.publish.sources.packages.PeerWishes;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.sorcery.mapping.SorceryConf;

/**
 * The agent as a plug-in module: registers its object types with the host's store, publishes what they configure and
 * follows their changes. The life-cycle methods are called by one thread at a time; the others by any.
 */
public final class OutboundPublishModule implements PluginModule {
    private static final System.Logger LOG = System.getLogger(OutboundPublishModule.class.getName());
    /** An executor of one thread, which calls us, would wait for itself. */
    private static final int LONGEST_BEGIN_SECONDS = 2;

    private static final ModuleInfo INFO = new ModuleInfo("outbound-publish", Version.CURRENT, List.of());

    private final Settings settings;
    /** What serves publications, one for an event; guarded by itself. */
    private final Map<String, EventPublisherHandler> handlers = new LinkedHashMap<>();

    private volatile @Nullable Loaded loaded;
    /** What is being unloaded, so that it can be told how far that is. */
    private volatile @Nullable Loaded unloading;

    /** The store that knows our types already, from a load before; its host may load us again. */
    private @Nullable Sorcery registered;

    /**
     * What a module goes by.
     *
     * @param mappings where its objects are
     * @param configuration the {@code pjsip.conf} or {@code .json} that holds those that are not mapped, relative to the
     *     folder of the store; null for none, so that they are in memory
     * @param listener hears how publications fare; null for nobody
     * @param nameServer the name server to ask; null for the system's
     * @param stateFolder where entity-tags outlive the process, created at need; null for nowhere unless
     *     {@code mappings} has a place for {@code publication-state}
     * @param tls for TLS transports that name no certificates; null for what the platform trusts
     * @param stack a SIP stack that serves where no section does; null for none
     * @param eventLoop the host's, where everything happens; null for one of our own
     * @param cluster with whose other nodes publications are shared; null for none, so that all are published here
     * @param freePorts whether transports leave the ports that their sections name to somebody else
     * @param received what other servers publish here is put there; null to take nothing
     * @param wishes says which publications ask their peer to tell all it knows
     */
    record Settings(
            SorceryConf mappings,
            @Nullable Path configuration,
            @Nullable PublicationListener listener,
            @Nullable InetSocketAddress nameServer,
            @Nullable Path stateFolder,
            @Nullable SSLContext tls,
            @Nullable HostStack stack,
            @Nullable EventLoop eventLoop,
            @Nullable Cluster cluster,
            boolean freePorts,
            @Nullable PbxState received,
            PeerWishes wishes) {
        /** The transports to open. */
        List<Transport> transports(Sorcery sorcery) {
            Collection<Transport> all = sorcery.retrieveAll(Transport.TYPE);
            return freePorts ? all.stream().map(one -> one.withPort(0)).toList() : List.copyOf(all);
        }
    }

    private record Loaded(
            ModuleContext context,
            RunningAgent running,
            @Nullable OwnedObjects owned,
            List<Sorcery.Observation> observations,
            List<ConfigProblem> mappingProblems) {
        Agent agent() {
            return running.agent();
        }
    }

    /**
     * For {@link java.util.ServiceLoader}: objects are in the {@code pjsip.conf} of the store's folder, as with Asterisk
     * without a {@code sorcery.conf}.
     */
    public OutboundPublishModule() {
        this(SorceryConf.none(), Path.of("pjsip.conf"), null);
    }

    /**
     * A module that is not loaded yet.
     *
     * @param mappings where its objects are
     * @param configuration the {@code pjsip.conf} or {@code .json} that holds those that are not mapped; relative to
     *     the folder of the store that it is loaded with
     * @param listener hears how publications fare, on the host's executor; null for nobody
     */
    public OutboundPublishModule(SorceryConf mappings, Path configuration, @Nullable PublicationListener listener) {
        this(
                new Settings(
                        mappings,
                        configuration,
                        listener,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null,
                        new PeerWishes()),
                List.of());
    }

    /**
     * A module that is not loaded yet.
     *
     * @param settings what it goes by
     * @param handlers sources of state that are there from the start
     */
    OutboundPublishModule(Settings settings, List<EventPublisherHandler> handlers) {
        this.settings = settings;
        handlers.forEach(handler -> this.handlers.put(handler.event(), handler));
    }

    @Override
    public ModuleInfo info() {
        return INFO;
    }

    @Override
    public LoadReport load(ModuleContext context) {
        if (loaded != null) {
            throw new IllegalStateException("the module is loaded already");
        }
        List<ConfigProblem> mappingProblems;
        try {
            mappingProblems = context.sorcery().equals(registered)
                    ? List.of()
                    : ObjectTypes.register(
                            context.sorcery(), settings.mappings, settings.configuration, settings.stateFolder);
            registered = context.sorcery();
        } catch (IllegalArgumentException taken) {
            return notLoaded(LoadReport.Outcome.DECLINED, taken);
        }
        try {
            return start(context, mappingProblems);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "the module cannot be loaded", broken);
            return notLoaded(LoadReport.Outcome.FAILED, broken);
        }
    }

    private static LoadReport notLoaded(LoadReport.Outcome outcome, RuntimeException cause) {
        return new LoadReport(outcome, String.valueOf(cause.getMessage()), new ReloadReport(Map.of(), List.of()));
    }

    private LoadReport start(ModuleContext context, List<ConfigProblem> mappingProblems) {
        ReloadReport objects = checked(context.sorcery(), context.sorcery().reload(), mappingProblems);
        GlobalOptions global = new GlobalOptions(context.sorcery());
        PublishedEvents events = new PublishedEvents();
        PeerSections peers = new PeerSections(context.sorcery(), settings.received, settings.wishes);
        RunningAgent running = new RunningAgent(context, settings, global, events, peers);
        try {
            begin(context, running, mappingProblems, events, global, peers);
            withdrawWhatIsGone(context.sorcery(), running.agent(), objects, false);
            return new LoadReport(LoadReport.Outcome.SUCCESS, "", objects);
        } catch (RuntimeException | Error broken) {
            Loaded half = loaded;
            loaded = null;
            if (half != null) {
                half.observations.forEach(Sorcery.Observation::close);
            }
            running.close();
            throw broken;
        }
    }

    private void begin(
            ModuleContext context,
            RunningAgent running,
            List<ConfigProblem> mappingProblems,
            PublishedEvents events,
            GlobalOptions global,
            PeerSections peers) {
        peers.look(); // before any port is open
        running.agent().authsKnown(context.sorcery().retrieveAll(Auth.TYPE));
        running.agent().transportsChanged(settings.transports(context.sorcery()));
        CountDownLatch begun = new CountDownLatch(1);
        Consumer<ObjectChanges<OutboundPublish>> agent = changes -> {
            running.agent().authsKnown(authsOf(context.sorcery(), changes));
            running.agent().objectsChanged(changes);
        };
        Cluster cluster = settings.cluster;
        OwnedObjects owned = cluster == null ? null : new OwnedObjects(cluster, running, agent);
        synchronized (handlers) {
            handlers.values().forEach(running.agent()::add);
            loaded = new Loaded(
                    context,
                    running,
                    owned,
                    observe(
                            context.sorcery(),
                            running.agent(),
                            events,
                            global,
                            peers,
                            owned == null ? agent : owned::changed,
                            begun),
                    mappingProblems);
        }
        if (cluster != null && owned != null) {
            cluster.start(owned);
        }
        if (!context.sorcery().retrieveAll(OutboundPublish.TYPE).isEmpty()) {
            awaitBegin(begun);
        }
    }

    /**
     * Removes at the servers what a process before this one published for sections that are gone, if configuration is known
     * to be what is meant: not while a section is not understood, and not where there is none at all, because a file was
     * emptied or is not mounted.
     *
     * @param emptyIsMeant whether somebody said that it is no accident
     */
    private static void withdrawWhatIsGone(Sorcery sorcery, Agent agent, ReloadReport report, boolean emptyIsMeant) {
        List<String> ids = sorcery.retrieveAll(OutboundPublish.TYPE).stream()
                .map(OutboundPublish::id)
                .toList();
        boolean isEmpty = ids.isEmpty()
                && sorcery.retrieveAll(Auth.TYPE).isEmpty()
                && sorcery.retrieveAll(Transport.TYPE).isEmpty();
        if (report.hasErrors()) {
            agent.leaveAllBut(ids, "until configuration has no errors");
        } else if (isEmpty && !emptyIsMeant) {
            agent.leaveAllBut(
                    ids,
                    "until configuration has a section again or 'outpub reload --accept-empty', for an empty one is taken for"
                            + " an accident");
        } else {
            agent.withdrawAllBut(ids);
        }
    }

    /** The store tells on the executor; once it has, whoever asks for publications finds them. */
    private static void awaitBegin(CountDownLatch begun) {
        try {
            if (!begun.await(LONGEST_BEGIN_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the executor is busy: publications begin later");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Sorcery.Observation> observe(
            Sorcery sorcery,
            Agent agent,
            PublishedEvents events,
            GlobalOptions global,
            PeerSections peers,
            Consumer<ObjectChanges<OutboundPublish>> objects,
            CountDownLatch begun) {
        List<Sorcery.Observation> observations = new ArrayList<>(peers.observe());
        observations.addAll(List.of(
                sorcery.observe(SipSystem.TYPE, changes -> global.changed()),
                sorcery.observe(Global.TYPE, changes -> global.changed()),
                sorcery.observe(Transport.TYPE, changes -> agent.transportsChanged(settings.transports(sorcery))),
                sorcery.observe(Auth.TYPE, agent::authsChanged),
                sorcery.observe(OutboundPublish.TYPE, events::changed),
                sorcery.observe(OutboundPublish.TYPE, changes -> {
                    objects.accept(changes);
                    begun.countDown();
                })));
        return observations;
    }

    /** Each type is told on its own, so what a publication refers to may be told of later. */
    private static List<Auth> authsOf(Sorcery sorcery, ObjectChanges<OutboundPublish> changes) {
        return Stream.concat(
                        changes.created().stream(), changes.updated().stream().map(ObjectChanges.Update::after))
                .flatMap(publish -> publish.outboundAuth().stream())
                .distinct()
                .flatMap(id -> sorcery.retrieve(Auth.TYPE, id).stream())
                .toList();
    }

    /** Looks after the folder until the unload. */
    void keep(StateFolder folder) {
        requireLoaded().running.keep(folder);
    }

    /** Where everything happens, from a load to the unload. */
    EventLoop eventLoop() {
        return requireLoaded().running.eventLoop();
    }

    @Override
    public ReloadReport reload() {
        Loaded now = requireLoaded();
        ReloadReport report =
                checked(now.context.sorcery(), now.context.sorcery().reload(), now.mappingProblems);
        now.agent().retryHandlers();
        withdrawWhatIsGone(now.context.sorcery(), now.agent(), report, false);
        return report;
    }

    /** As {@link #reload}, for somebody who means it when configuration says nothing any more. */
    ReloadReport reloadAcceptingEmpty() {
        Loaded now = requireLoaded();
        Sorcery sorcery = now.context.sorcery();
        ReloadReport report = checked(sorcery, sorcery.reloadAcceptingEmpty(), now.mappingProblems);
        now.agent().retryHandlers();
        withdrawWhatIsGone(sorcery, now.agent(), report, true);
        return report;
    }

    /** Adds what is wrong with the mappings and what only all objects together show. */
    private static ReloadReport checked(Sorcery sorcery, ReloadReport report, List<ConfigProblem> mappingProblems) {
        return new ReloadReport(report.types(), problems(sorcery, mappingProblems, report.problems()));
    }

    private static List<ConfigProblem> problems(
            Sorcery sorcery, List<ConfigProblem> mappingProblems, List<ConfigProblem> ofObjects) {
        List<ConfigProblem> problems = new ArrayList<>(mappingProblems);
        problems.addAll(ofObjects);
        problems.addAll(ObjectChecks.check(sorcery, ofObjects));
        return problems;
    }

    /**
     * What is wrong now with all objects together.
     *
     * @param ofObjects what is wrong with each
     * @throws IllegalStateException if the module is not loaded
     */
    List<ConfigProblem> problems(List<ConfigProblem> ofObjects) {
        Loaded now = requireLoaded();
        return problems(now.context.sorcery(), now.mappingProblems, ofObjects);
    }

    @Override
    public UnloadReport unload(Duration timeout) {
        Cluster cluster = settings.cluster;
        return cluster != null && cluster.hasOthers() ? leave(timeout) : end(running -> running.stop(timeout));
    }

    /** Unloads, and leaves at the servers what is published; other nodes of a cluster are not kept waiting for a server. */
    UnloadReport leave(Duration timeout) {
        Cluster cluster = settings.cluster;
        if (cluster == null) {
            return end(running -> running.leave(timeout, () -> {}));
        }
        Duration longest = timeout.compareTo(OwnedObjects.PATIENCE) < 0 ? timeout : OwnedObjects.PATIENCE;
        return end(running -> running.leave(longest, cluster::leave));
    }

    private UnloadReport end(Function<RunningAgent, UnloadReport> how) {
        Loaded last = loaded;
        if (last == null) {
            return new UnloadReport(0, List.of());
        }
        unloading = last;
        loaded = null;
        last.observations.forEach(Sorcery.Observation::close);
        Cluster cluster = settings.cluster;
        if (cluster != null) {
            cluster.retire();
        }
        UnloadReport report = how.apply(last.running);
        if (cluster != null) {
            cluster.leave();
        }
        unloading = null;
        return report;
    }

    /**
     * Adds a source of state for an event package; it serves publications that are there and those to come, from load to
     * load until it is unregistered.
     *
     * @param handler the source
     * @return false, later, if the event has a handler already
     */
    public CompletableFuture<Boolean> register(EventPublisherHandler handler) {
        synchronized (handlers) {
            boolean added = handlers.putIfAbsent(handler.event(), handler) == null;
            Loaded now = loaded;
            return added && now != null ? now.agent().register(handler) : CompletableFuture.completedFuture(added);
        }
    }

    /**
     * Takes a source of state away; what it published is removed at the servers.
     *
     * @param handler as it was registered
     */
    public void unregister(EventPublisherHandler handler) {
        synchronized (handlers) {
            Loaded now = loaded;
            if (handlers.remove(handler.event(), handler) && now != null) {
                now.agent().unregister(handler);
            }
        }
    }

    /**
     * Finds what publishes for a configuration object, for state that comes by no handler.
     *
     * @param id the object's id
     * @return completed with empty if there is no such publication
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<Optional<PublishClient>> client(String id) {
        Loaded now = requireLoaded();
        OwnedObjects owned = now.owned;
        return now.agent()
                .client(
                        id,
                        name -> owned == null || owned.owns(name)
                                ? now.context.sorcery().retrieve(OutboundPublish.TYPE, name)
                                : Optional.empty());
    }

    /**
     * How every publication fares.
     *
     * @return completed once each has been asked
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> statuses() {
        return requireLoaded().agent().statuses();
    }

    /**
     * All that is known of an object's publications.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with none if there is no such object or user
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<List<PublicationDetails>> details(String id, @Nullable String user) {
        return requireLoaded().agent().details(id, user);
    }

    /**
     * Waits until an object's publications are in a phase, and stay in it.
     *
     * @param id the object's id; it need not be there yet
     * @param user of a single one; null for all there are, and one at least
     * @param phase the one to be in
     * @param patience how long
     * @return completed with how they fare then; exceptionally if that does not come
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<List<PublicationStatus>> await(
            String id, @Nullable String user, Phase phase, Duration patience) {
        return requireLoaded().agent().await(id, user, phase, patience);
    }

    /**
     * Sends an object's publications whole, now.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with how many, or with -1 if there is no such object
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<Integer> push(String id, @Nullable String user) {
        return requireLoaded().agent().push(id, user);
    }

    /**
     * Tries all at once whose failure is being waited out.
     *
     * @return completed with how many
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<Integer> pushAll() {
        return requireLoaded().agent().pushAll();
    }

    /**
     * Messages as they were on the wire; it is listened from now on, for half a minute.
     *
     * @return completed with the last ones, oldest first
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<List<TracedMessage>> trace() {
        return requireLoaded().agent().trace();
    }

    /**
     * The same of an object's publications.
     *
     * @param id the object's id
     * @param user of a single one; null for all
     * @return completed with the last ones, oldest first
     * @throws IllegalStateException if the module is not loaded
     */
    public CompletableFuture<List<TracedMessage>> trace(String id, @Nullable String user) {
        return requireLoaded().agent().trace(id, user);
    }

    /** How it goes with what peers publish here; nothing unless it is loaded. */
    List<InboundStatus> inbound() {
        Loaded now = loaded;
        return now == null ? List.of() : now.running.inbound();
    }

    /** What there is to do now; nothing unless it is loaded. */
    Workload workload(long changesWaiting) {
        Loaded now = loaded == null ? unloading : loaded;
        return now == null
                ? new Workload(Map.of(), 0, changesWaiting)
                : new Workload(now.agent().phases(), now.agent().waiting(), changesWaiting, now.running.dropped());
    }

    /**
     * The content files that configuration names, for whoever watches files.
     *
     * @return files and folders; empty if the module is not loaded
     */
    public Collection<Path> watchedContent() {
        Loaded now = loaded;
        return now == null ? List.of() : now.running.contentFiles().watched();
    }

    /**
     * Looks at the content files and publishes what changed; does nothing if the module is not loaded.
     *
     * @return false if of some it could not be found out what is there, so that it is worth looking again
     */
    public boolean lookAtContent() {
        Loaded now = loaded;
        return now == null || now.running.contentFiles().look();
    }

    /**
     * What is wrong with content files, so that what is published may not be what they hold.
     *
     * @return a warning at each option that names one; none if the module is not loaded
     */
    List<ConfigProblem> contentProblems() {
        Loaded now = loaded;
        return now == null
                ? List.of()
                : ContentProblems.ofRunning(
                        now.context.sorcery(), now.running.contentFiles().problems());
    }

    private Loaded requireLoaded() {
        Loaded now = loaded;
        if (now == null) {
            throw new IllegalStateException("the module is not loaded");
        }
        return now;
    }
}
