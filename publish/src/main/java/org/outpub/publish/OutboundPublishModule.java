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
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.agent.Agent;
import org.outpub.publish.config.Auth;
import org.outpub.publish.config.Global;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.config.SipSystem;
import org.outpub.publish.config.Transport;
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
     * @param stateFile the database in which entity-tags outlive the process, created at need; null for none unless
     *     {@code mappings} has a place for {@code publication-state}
     * @param tls for TLS transports that name no certificates; null for what the platform trusts
     * @param stack a SIP stack that serves where no section does; null for none
     * @param eventLoop the host's, where everything happens; null for one of our own
     */
    record Settings(
            SorceryConf mappings,
            @Nullable Path configuration,
            @Nullable PublicationListener listener,
            @Nullable InetSocketAddress nameServer,
            @Nullable Path stateFile,
            @Nullable SSLContext tls,
            @Nullable HostStack stack,
            @Nullable EventLoop eventLoop) {}

    private record Loaded(
            ModuleContext context,
            RunningAgent running,
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
        this(new Settings(mappings, configuration, listener, null, null, null, null, null), List.of());
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
                            context.sorcery(), settings.mappings, settings.configuration, settings.stateFile);
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
        ReloadReport objects = checked(context.sorcery(), mappingProblems);
        GlobalOptions global = new GlobalOptions(context.sorcery());
        PublishedEvents events = new PublishedEvents();
        RunningAgent running = new RunningAgent(context, settings, global, events);
        running.agent().transportsChanged(context.sorcery().retrieveAll(Transport.TYPE));
        CountDownLatch begun = new CountDownLatch(1);
        synchronized (handlers) {
            handlers.values().forEach(running.agent()::add);
            loaded = new Loaded(
                    context,
                    running,
                    observe(context.sorcery(), running.agent(), events, global, begun),
                    mappingProblems);
        }
        if (!context.sorcery().retrieveAll(OutboundPublish.TYPE).isEmpty()) {
            awaitBegin(begun);
        }
        return new LoadReport(LoadReport.Outcome.SUCCESS, "", objects);
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

    private static List<Sorcery.Observation> observe(
            Sorcery sorcery, Agent agent, PublishedEvents events, GlobalOptions global, CountDownLatch begun) {
        return List.of(
                sorcery.observe(SipSystem.TYPE, changes -> global.changed()),
                sorcery.observe(Global.TYPE, changes -> global.changed()),
                sorcery.observe(
                        Transport.TYPE, changes -> agent.transportsChanged(sorcery.retrieveAll(Transport.TYPE))),
                sorcery.observe(Auth.TYPE, agent::authsChanged),
                sorcery.observe(OutboundPublish.TYPE, events::changed),
                sorcery.observe(OutboundPublish.TYPE, changes -> {
                    agent.authsKnown(authsOf(sorcery, changes));
                    agent.objectsChanged(changes);
                    begun.countDown();
                }));
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

    @Override
    public ReloadReport reload() {
        Loaded now = requireLoaded();
        ReloadReport report = checked(now.context.sorcery(), now.mappingProblems);
        now.agent().retryHandlers();
        return report;
    }

    /** Reloads, and adds what is wrong with the mappings and what only all objects together show. */
    private static ReloadReport checked(Sorcery sorcery, List<ConfigProblem> mappingProblems) {
        ReloadReport report = sorcery.reload();
        List<ConfigProblem> problems = new ArrayList<>(mappingProblems);
        problems.addAll(report.problems());
        problems.addAll(ObjectChecks.check(sorcery, report.problems()));
        return new ReloadReport(report.types(), problems);
    }

    @Override
    public UnloadReport unload(Duration timeout) {
        Loaded last = loaded;
        if (last == null) {
            return new UnloadReport(0, List.of());
        }
        unloading = last;
        loaded = null;
        last.observations.forEach(Sorcery.Observation::close);
        UnloadReport report = last.running.stop(timeout);
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
        return now.agent().client(id, name -> now.context.sorcery().retrieve(OutboundPublish.TYPE, name));
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

    /** What there is to do now; nothing unless it is loaded. */
    Workload workload(long changesWaiting) {
        Loaded now = loaded == null ? unloading : loaded;
        return now == null
                ? new Workload(Map.of(), 0, changesWaiting)
                : new Workload(now.agent().phases(), now.agent().waiting(), changesWaiting);
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

    private Loaded requireLoaded() {
        Loaded now = loaded;
        if (now == null) {
            throw new IllegalStateException("the module is not loaded");
        }
        return now;
    }
}
