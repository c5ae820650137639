package org.outpub.publish.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.time.Ticker;
import org.outpub.publish.agent.Journal;
import org.outpub.publish.cluster.ClusterStore.Lease;
import org.outpub.publish.cluster.ClusterStore.View;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.wire.Wire;
import org.outpub.sorcery.realtime.RealtimeDatabase;
import org.outpub.sorcery.realtime.RealtimeDatabase.NoticeListener;

/**
 * This node of a cluster: renews its lease, and serves the shares that it owns. Has threads of its own from {@link #start} to
 * {@link #leave}. Safe for use by many threads.
 */
public final class Cluster {
    private static final Logger LOG = System.getLogger(Cluster.class.getName());
    /** So that many who give do not make this node ask without a pause. */
    private static final long SHORTEST_STEP_MILLIS = 20;

    /** Whether a step takes long. */
    private static final long LOOK_MILLIS = 200;

    private static final long LONGEST_END_SECONDS = 5;

    private final String name;
    private final String node;
    private final ClusterDatabase database;
    private final PostgresClusterStore store;
    private final RealtimeDatabase notices;
    private final Ticker ticker = Ticker.system();
    private final Fence fence = new Fence(ticker, Membership.LEASE, Membership.MARGIN);
    private final ScheduledExecutorService documentThread = documentThread();
    /** To look before it is time. */
    private final Semaphore woken = new Semaphore(0);

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;
    private boolean waiting; // confined to the cluster's thread
    private volatile @Nullable Membership membership;
    private volatile @Nullable ClusterJournal journal;
    private volatile @Nullable ClusterDocuments documents;

    /**
     * A node that has not joined yet.
     *
     * @param source gives connections to PostgreSQL; it is used for up to five at a time
     * @param name of the cluster
     * @param node a name that no other process has, before and after it either
     */
    public Cluster(DataSource source, String name, String node) {
        this.name = name;
        this.node = node;
        this.database = new ClusterDatabase(source, name);
        this.store = new PostgresClusterStore(database, Membership.LEASE);
        this.notices = new RealtimeDatabase(source, "cluster '" + name + "', notices");
    }

    private static ScheduledExecutorService documentThread() {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "outpub-content");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What serves shares. What changes them is called by the cluster's thread, one call at a time. */
    public interface Host extends ClusterDocuments.Publisher {
        /**
         * Ends what is published of some shares here, and leaves it at the servers. Returns when nothing of it is sent any
         * more.
         *
         * @param isLet by a section's share
         */
        void letGo(Set<Integer> isLet);

        /**
         * Serves more shares.
         *
         * @param shares taken
         * @param kept what servers hold of them
         */
        void take(Set<Integer> shares, List<KeptPublication> kept);

        /** What could not be sent for a while can be again. */
        void reopened();
    }

    /**
     * How a node fares.
     *
     * @param node its name
     * @param alive whether its lease runs
     * @param shares how many of the {@value Share#COUNT} it owns
     */
    public record NodeStatus(String node, boolean alive, int shares) {}

    private View view() {
        Membership joined = membership;
        return joined == null ? View.none() : joined.view();
    }

    /**
     * All nodes as this one saw them last.
     *
     * @return by name
     */
    public List<NodeStatus> nodes() {
        View view = view();
        Map<String, Integer> owned = new HashMap<>();
        for (Lease lease : view.leases()) {
            if (lease.owner() != null) {
                owned.merge(lease.owner(), 1, Integer::sum);
            }
        }
        return view.nodes().stream()
                .map(each -> new NodeStatus(each.name(), each.alive(), owned.getOrDefault(each.name(), 0)))
                .toList();
    }

    /**
     * The share of a section.
     *
     * @param section its name
     * @return from 0
     */
    public static int share(String section) {
        return Share.of(section);
    }

    /**
     * The node that owns a section.
     *
     * @param section of the configuration
     * @return empty if none does, as far as is known
     */
    public Optional<String> ownerOf(String section) {
        int share = share(section);
        return view().leases().stream()
                .filter(lease -> lease.share() == share)
                .findFirst()
                .map(Lease::owner);
    }

    /**
     * Whether another node is alive, as far as is known.
     *
     * @return false if this may be the last
     */
    public boolean hasOthers() {
        return view().nodes().stream()
                .anyMatch(each -> each.alive() && !each.name().equals(node));
    }

    /**
     * The documents that all nodes see.
     *
     * @return empty before the start
     */
    public Optional<ClusterDocuments> documents() {
        return Optional.ofNullable(documents);
    }

    /**
     * A wire that sends only while this node may.
     *
     * @param wire the transports
     * @return the same, fenced
     */
    public Wire fenced(Wire wire) {
        return new FencedWire(wire, fence);
    }

    /**
     * A journal that the next owner of a publication finds.
     *
     * @param writer one thread, which may block
     * @return the journal, one for a node
     */
    public Journal journal(ScheduledExecutorService writer) {
        ClusterJournal made = new ClusterJournal(store, node, this::epochOf, writer);
        journal = made;
        return made;
    }

    private @Nullable Long epochOf(int share) {
        Membership joined = membership;
        return joined == null ? null : joined.epochOf(share);
    }

    /**
     * What the journal is to know of publications that are taken; to be called on the loop.
     *
     * @param kept what servers hold of them
     */
    public void took(Collection<KeptPublication> kept) {
        ClusterJournal known = journal;
        if (known != null) {
            known.took(List.copyOf(kept));
        }
    }

    /**
     * Joins.
     *
     * @param host serves what this node owns
     */
    public void start(Host host) {
        Membership joined = new Membership(name, node, store, host, ticker, fence);
        documents = new ClusterDocuments(name, new PostgresDocumentStore(database), documentThread, host);
        membership = joined;
        begin("outpub-cluster", () -> run(joined));
        begin("outpub-lease", () -> renew(joined));
    }

    private static void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void renew(Membership joined) {
        try {
            while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                joined.renewMeanwhile();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Membership joined) {
        try {
            boolean prepared = false;
            while (!ending) {
                prepared = prepared || prepare();
                long millis = prepared ? joined.step() : Membership.STEP_MILLIS;
                TimeUnit.MILLISECONDS.sleep(SHORTEST_STEP_MILLIS);
                if (woken.tryAcquire(Math.max(0, millis - SHORTEST_STEP_MILLIS), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private boolean prepare() {
        try {
            store.prepare();
        } catch (StorageException failed) {
            if (!waiting) {
                waiting = true;
                LOG.log(Level.WARNING, "{0}; this node publishes nothing until it can", failed.getMessage());
            }
            return false;
        }
        // not before there are tables
        documents().ifPresent(shared -> notices.listen(ClusterTables.CONTENT, shared));
        notices.listen(ClusterTables.GIVEN, new NoticeListener() {
            @Override
            public void changed() {
                woken.release();
            }

            @Override
            public void changed(String cluster) {
                if (cluster.equals(name)) {
                    woken.release();
                }
            }
        });
        return true;
    }

    /** Takes and gives nothing more, but goes on renewing its lease while what it serves is brought to its end. */
    public void retire() {
        Membership joined = membership;
        if (joined != null) {
            joined.retire();
        }
    }

    /** Gives everything back, when nothing is sent any more, so that others take it at once. Does nothing the second time. */
    public void leave() {
        Membership joined = membership;
        if (joined == null || ending) {
            return;
        }
        ending = true;
        fence.close();
        documentThread.shutdown();
        woken.release();
        try {
            if (!ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "cluster ''{0}'': the database does not answer", name);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        fence.close(); // a step that was under way may have opened it
        joined.leave();
        notices.close();
    }
}
