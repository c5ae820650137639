package org.outpub.it.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.agent.Agent;
import org.outpub.publish.agent.Recalled;
import org.outpub.publish.agent.StoreJournal;
import org.outpub.publish.sources.files.ContentFiles;
import org.outpub.publish.wire.Branches;

/** One life of the agent, from its start to its unloading or its sudden end; everything about it but the agent is simulated. */
final class SimulatedProcess {
    /** A request and the answers to some challenges, each a delivery of 300 seconds at the most. */
    private static final Duration LONGEST_SENDING = Duration.ofMinutes(45);

    private static final int PLANNED_AT_MOST = 64;
    private final World world;
    private final Laws laws;
    private final SimulatedLoop loop;
    private final SimulatedWire wire;
    private final Branches branches;
    private final HostExecutor executor;
    private final SimulatedDisk.Writer writer;
    private final Agent agent;
    private boolean ended;
    private boolean stopping;
    /** Calls that were not answered yet, and what they were. */
    private final Map<CompletionStage<PublishResult>, String> unanswered = new IdentityHashMap<>();

    /** A process that has begun, and has been told nothing yet. */
    SimulatedProcess(
            World world,
            Random random,
            Laws laws,
            Faults faults,
            SimulatedNetwork network,
            SimulatedNames names,
            SimulatedDisk disk,
            @Nullable PublicationListener listener) {
        this.world = world;
        this.laws = laws;
        laws.newProcess();
        loop = new SimulatedLoop(world, laws);
        world.loop(loop);
        branches = new Branches(new Random(random.nextLong()), head -> {
            faults.at("parser");
            return null;
        });
        wire = new SimulatedWire(world, random, network, branches, laws, faults);
        executor = new HostExecutor(world, random);
        writer = disk.writer();
        Agent.Ports ports = new Agent.Ports(
                loop,
                wire,
                branches,
                names,
                new StoreJournal(disk.store(), writer, disk.tags()),
                executor,
                executor.fallback(),
                world.clock(),
                new Random(random.nextLong()),
                listener,
                () -> {
                    faults.at("userAgent");
                    return "sim";
                },
                () -> {
                    faults.at("mayLeaveDatagrams");
                    return true;
                });
        agent = new Agent(
                ports,
                new ContentFiles(),
                new Recalled(disk.records(), world.clock().instant()));
    }

    Agent agent() {
        return agent;
    }

    SimulatedWire wire() {
        return wire;
    }

    HostExecutor executor() {
        return executor;
    }

    boolean isEnded() {
        return ended;
    }

    /** Counts a call until it is answered. */
    void keep(String what, CompletionStage<PublishResult> result, Runnable then) {
        unanswered.put(result, what);
        result.whenComplete((told, failure) -> {
            unanswered.remove(result);
            laws.note(() -> what + " ended: " + told);
            laws.require(!world.isOnLoop(), () -> "a caller is told on the loop");
            laws.require(failure == null, () -> "a caller is told " + failure);
            if (!ended) {
                then.run();
            }
        });
    }

    Collection<String> unanswered() {
        return unanswered.values();
    }

    /** The process is killed. */
    void kill() {
        ended = true;
        loop.end();
        executor.end();
        writer.end();
        wire.end();
    }

    /** Unloads; gone once the report is there. */
    void unload(Duration timeout, java.util.function.Consumer<UnloadReport> told) {
        stopping = true;
        long askedAt = world.elapsed();
        agent.stop(timeout).thenAccept(report -> {
            long late = world.elapsed() - askedAt - timeout.toNanos();
            laws.require(
                    world.wasSuspended() || late < TimeUnit.SECONDS.toNanos(1),
                    () -> "the report of the end came " + TimeUnit.NANOSECONDS.toMillis(late) + " ms late");
            told.accept(report);
            wire.close();
            loop.shutDown();
            ended = true;
            world.after(TimeUnit.SECONDS.toNanos(1), writer::end);
        });
    }

    long publications() {
        return agent.phases().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What holds whenever everything that could be done is done. */
    void check() {
        if (ended || !world.isQuiet() || !executor.isIdle()) {
            return;
        }
        long publications = publications();
        laws.require(
                unanswered.size() <= 2 * publications + 2,
                () -> unanswered.size() + " calls, " + unanswered.values() + ", of " + publications
                        + " publications wait for an answer");
        laws.require(
                loop.planned() <= PLANNED_AT_MOST + 4 * publications,
                () -> loop.planned() + " timers of " + publications + " publications");
        laws.require(
                agent.waiting() >= 0 && agent.waiting() <= publications,
                () -> agent.waiting() + " turns of " + publications + " publications are waited for");
        laws.require(
                laws.underWay() <= publications,
                () -> laws.underWay() + " requests of " + publications + " publications are under way");
    }

    /** What holds now and then, as the agent itself tells it. */
    void ask() {
        if (ended || stopping) {
            return;
        }
        laws.checkDeadlines();
        int[] open = {0};
        branches.forEach(request -> open[0]++);
        laws.require(open[0] <= publications(), () -> open[0] + " transactions are open");
        Instant now = world.clock().instant();
        Duration longest = LONGEST_SENDING.plus(world.suspended());
        agent.statuses().thenAccept(all -> {
            for (PublicationStatus status : all) {
                boolean sending = status.phase() == Phase.SENDING;
                laws.require(
                        !sending || Duration.between(status.since(), now).compareTo(longest) < 0,
                        () -> status.id() + " is sending since " + status.since());
            }
        });
    }
}
