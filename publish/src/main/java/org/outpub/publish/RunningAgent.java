package org.outpub.publish;

import io.netty.channel.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.Dropped;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.state.InboundStatus;
import org.outpub.publish.agent.Agent;
import org.outpub.publish.agent.Journal;
import org.outpub.publish.agent.Recalled;
import org.outpub.publish.agent.StoreJournal;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.receiving.InboundPublications;
import org.outpub.publish.receiving.PeerFeed;
import org.outpub.publish.receiving.PeerRefreshes;
import org.outpub.publish.sources.files.ContentFiles;
import org.outpub.publish.wire.AgentRequests;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.dns.DnsjavaResolver;
import org.outpub.publish.wire.jain.JainParser;
import org.outpub.publish.wire.netty.NettyLoop;
import org.outpub.publish.wire.netty.NettyWire;

/**
 * An agent with what it is made of: the loop, the wire, the journal of entity-tags. Made and ended by one thread at a
 * time.
 */
final class RunningAgent {
    private static final Logger LOG = System.getLogger(RunningAgent.class.getName());
    /** How soon it is noticed that the lock of the state folder is gone. */
    private static final int KEEP_SECONDS = 5;

    private static final Duration LONGEST_WRITE = Duration.ofSeconds(5);
    /** What a busy loop may add to the time that an unload is given. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final ScheduledExecutorService stateWriter = thread("outpub-state");
    private final ScheduledExecutorService spare = thread("outpub-spare");
    private final ContentFiles contentFiles = new ContentFiles();
    private final NettyLoop loop;
    private final Branches branches;
    private final DnsjavaResolver resolver;
    private final InboundPublications inbound;
    private final NettyWire wire;
    private final Journal journal;
    private final Agent agent;

    /**
     * Begins, with nothing to publish.
     *
     * @param context what the module was lent
     * @param settings what the module goes by
     * @param global the {@code global} section as it is now
     * @param events the event packages that are published
     * @param peers who may publish here
     */
    RunningAgent(
            ModuleContext context,
            OutboundPublishModule.Settings settings,
            GlobalOptions global,
            PublishedEvents events,
            PeerSections peers) {
        RandomGenerator random = new RandomBlocks(context.random());
        Map<String, String> tags = new HashMap<>();
        Cluster cluster = settings.cluster();
        boolean keeps = cluster == null && ObjectTypes.keepsState(settings.mappings(), settings.stateFolder());
        Recalled recalled = keeps ? recall(context, tags) : Recalled.none();
        this.journal = journal(context, cluster, keeps, tags);
        this.loop = settings.eventLoop() == null ? NettyLoop.own() : NettyLoop.lent(settings.eventLoop());
        this.branches = new Branches(random, new JainParser());
        this.inbound = new InboundPublications(
                new PeerRefreshes(new AgentRequests(events, peers::receive), events, loop, random, this::stateAsked),
                loop,
                random,
                new PeerFeed(
                        peers.fed(),
                        context.executor(),
                        this::stateAskedOf,
                        publication -> peers.wishes().ask(publication)));
        this.wire = new NettyWire(new NettyWire.Surroundings(
                loop.eventLoop(),
                loop,
                branches,
                context.executor(),
                context.clock(),
                settings.tls(),
                settings.stack(),
                inbound,
                global::keepAlive,
                this::transportOpened));
        this.resolver = settings.nameServer() == null
                ? DnsjavaResolver.ofSystem(context.executor())
                : DnsjavaResolver.of(settings.nameServer(), context.executor());
        this.agent = new Agent(
                new Agent.Ports(
                        loop,
                        cluster == null ? wire : cluster.fenced(wire),
                        branches,
                        resolver,
                        journal,
                        context.executor(),
                        spare,
                        context.clock(),
                        random,
                        settings.listener(),
                        global::userAgent,
                        global::mayLeaveDatagrams),
                contentFiles,
                recalled);
        peers.follow(next -> loop.execute(() -> inbound.configure(next)));
    }

    private Journal journal(ModuleContext context, @Nullable Cluster cluster, boolean keeps, Map<String, String> tags) {
        if (cluster != null) {
            return cluster.journal(stateWriter);
        }
        return keeps ? new StoreJournal(context.sorcery(), stateWriter, tags) : Journal.none();
    }

    /** Does something on the loop. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Completed once entity-tags that changed before are written, or cannot be. */
    CompletableFuture<Void> written() {
        return journal.written().toCompletableFuture();
    }

    /** Looks after it for as long as state is written. */
    void keep(StateFolder folder) {
        var unused = stateWriter.scheduleWithFixedDelay(folder::keep, KEEP_SECONDS, KEEP_SECONDS, TimeUnit.SECONDS);
    }

    private static ScheduledExecutorService thread(String name) {
        ThreadFactory daemon = work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
        return Executors.newSingleThreadScheduledExecutor(daemon);
    }

    /** A database that cannot be read is no reason not to publish. */
    private static Recalled recall(ModuleContext context, Map<String, String> tags) {
        Sorcery sorcery = context.sorcery();
        try {
            Collection<KeptPublication> kept = List.copyOf(sorcery.retrieveAll(KeptPublication.TYPE));
            Instant now = context.clock().instant();
            List<String> expired = new ArrayList<>();
            kept.forEach(one -> {
                if (one.secondsLeft(now) > 0) {
                    tags.put(one.id(), one.entityTag());
                } else {
                    expired.add(one.id());
                }
            });
            forget(sorcery, expired);
            return new Recalled(kept, now);
        } catch (RuntimeException unreadable) {
            LOG.log(
                    Level.WARNING,
                    "what a process before this one published is not known, and expires at the servers: {0}",
                    unreadable.getMessage());
            return Recalled.none();
        }
    }

    private void stateAsked(String event) {
        agent.stateAsked(event);
    }

    private void stateAskedOf(String id) {
        agent.stateAskedOf(id);
    }

    List<InboundStatus> inbound() {
        return inbound.statuses();
    }

    private static void forget(Sorcery sorcery, List<String> expired) {
        try {
            if (!expired.isEmpty()) {
                sorcery.putAll(KeptPublication.TYPE, List.of(), expired);
            }
        } catch (RuntimeException unwritable) {
            LOG.log(Level.DEBUG, "what has expired is forgotten the next time", unwritable);
        }
    }

    private void transportOpened() {
        agent.retryNow();
    }

    Agent agent() {
        return agent;
    }

    EventLoop eventLoop() {
        return loop.eventLoop();
    }

    Dropped dropped() {
        return branches.dropped().withNames(resolver.refused());
    }

    ContentFiles contentFiles() {
        return contentFiles;
    }

    /**
     * Ends everything at the servers, then here. Waits.
     *
     * @param timeout how long the removals may take
     * @return what stayed behind
     */
    UnloadReport stop(Duration timeout) {
        return end(() -> agent.stop(timeout), timeout, () -> {});
    }

    /**
     * Ends everything here and leaves at the servers what is published. Waits.
     *
     * @param timeout how long requests under way may take to end
     * @param left called as soon as nothing is sent any more and what servers hold is written
     * @return those that had not ended
     */
    UnloadReport leave(Duration timeout, Runnable left) {
        return end(() -> agent.leave(timeout), timeout, left);
    }

    private UnloadReport end(Supplier<CompletableFuture<UnloadReport>> how, Duration timeout, Runnable written) {
        UnloadReport report = ended(how, timeout);
        // What stayed behind must be known to the next process.
        if (!await(journal.written().toCompletableFuture(), LONGEST_WRITE)) {
            LOG.log(Level.WARNING, "not all entity-tags could be written in time");
        }
        written.run();
        if (!await(agent.heard(), LATE)) {
            LOG.log(Level.WARNING, "a listener does not keep up: it has not heard how the last requests ended");
        }
        close();
        return report;
    }

    private UnloadReport ended(Supplier<CompletableFuture<UnloadReport>> how, Duration timeout) {
        CompletableFuture<UnloadReport> stopped;
        try {
            stopped = how.get();
        } catch (IllegalStateException ended) {
            return unknown("the event loop had ended");
        }
        return await(stopped, timeout.plus(LATE)) ? stopped.join() : unknown("the event loop does not answer");
    }

    private UnloadReport unknown(String reason) {
        long open = agent.phases().values().stream().mapToLong(Long::longValue).sum();
        return new UnloadReport(
                0, List.of("what was published is not known to be removed (" + open + " publications): " + reason));
    }

    private static boolean await(CompletableFuture<?> future, Duration longest) {
        try {
            future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException late) {
            return false;
        }
    }

    /** Ends the wire and the threads; nobody is told anything. */
    void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                wire.close();
                closed.complete(null);
            });
            await(closed, LATE);
        } catch (RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "the event loop ended before the wire was closed", ended);
        }
        loop.close();
        stateWriter.shutdown();
        spare.shutdown();
    }
}
