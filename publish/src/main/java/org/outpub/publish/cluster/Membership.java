package org.outpub.publish.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.time.Ticker;
import org.outpub.publish.cluster.ClusterStore.Lease;
import org.outpub.publish.cluster.ClusterStore.View;
import org.outpub.publish.config.KeptPublication;

/**
 * A node's part in its cluster: renews its lease, and has its host serve the shares that it owns. Steps are taken by one
 * thread, which may block; another renews the lease while a step takes long. The rest is safe for use by many.
 */
final class Membership {
    static final Duration LEASE = Duration.ofMillis(2000);
    static final Duration MARGIN = Duration.ofMillis(300);
    static final long STEP_MILLIS = 400;
    private static final Logger LOG = System.getLogger(Membership.class.getName());

    private final String cluster;
    private final String node;
    private final ClusterStore store;
    private final Cluster.Host host;
    private final Ticker ticker;
    private final Fence fence;
    /** The shares that are served, with their epochs; replaced by who steps. */
    private volatile Map<Integer, Long> serving = Map.of();

    private volatile View view = View.none();
    private volatile boolean retiring;
    private final Liveness liveness = new Liveness(LEASE); // confined to who steps, as are the next
    private boolean away;
    private long steadySince;
    private volatile long renewedAt;
    /** When the step that is under way began; 0 if none is, or none but itself may renew. */
    private volatile long stepping;

    /**
     * A node that has not joined yet.
     *
     * @param cluster as messages call it
     * @param fence closed; opened by steps
     */
    Membership(String cluster, String node, ClusterStore store, Cluster.Host host, Ticker ticker, Fence fence) {
        this.cluster = cluster;
        this.node = node;
        this.store = store;
        this.host = host;
        this.ticker = ticker;
        this.fence = fence;
        this.renewedAt = ticker.nanos() - LEASE.toNanos();
    }

    /** What was there at the last step. */
    View view() {
        return view;
    }

    /** Under which epoch a share is served; null if it is not. */
    @Nullable
    Long epochOf(int share) {
        return serving.get(share);
    }

    /** Takes and gives nothing more, but goes on renewing its lease while what it serves is brought to its end. */
    void retire() {
        retiring = true;
    }

    /**
     * Renews the lease, and gives and takes what it then must. Never throws.
     *
     * @return after how many milliseconds at the latest to take the next step
     */
    long step() {
        long begun = ticker.nanos();
        try {
            step(begun);
            if (away) {
                away = false;
                LOG.log(Level.INFO, "cluster ''{0}'': the database is back", cluster);
            }
        } catch (StorageException failed) {
            if (!away) {
                away = true;
                LOG.log(
                        Level.WARNING,
                        "{0}; without its lease this node sends nothing, and goes on when it is renewed",
                        failed.getMessage());
            }
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "cluster: a step failed, and is done again", broken);
        }
        long now = ticker.nanos();
        long inTime = begun + STEP_MILLIS * 1_000_000 - now;
        // a node that does not renew its lease is seen to be gone as soon as it is
        long untilALeaseIsOver = liveness.nextEnd(node, now).orElse(begun + STEP_MILLIS * 1_000_000) - now + 1_000_000;
        return Math.max(0, Math.min(inTime, untilALeaseIsOver)) / 1_000_000;
    }

    /** Renews the lease if a step takes long, which it may because of the host. Never throws. */
    void renewMeanwhile() {
        long asked = ticker.nanos();
        if (stepping == 0 || asked - renewedAt < STEP_MILLIS * 1_000_000) {
            return;
        }
        try {
            View now = store.renew(node);
            Set<Integer> own = now.leases().stream()
                    .filter(lease ->
                            node.equals(lease.owner()) && Objects.equals(epochOf(lease.share()), lease.epoch()))
                    .map(Lease::share)
                    .collect(Collectors.toSet());
            synchronized (fence) {
                if (stepping != 0 && own.containsAll(serving.keySet())) {
                    fence.renewed(asked);
                    renewedAt = asked;
                }
            }
        } catch (StorageException failed) {
            LOG.log(Level.DEBUG, "the step tells it", failed);
        }
    }

    private void step(long asked) {
        try {
            take(asked);
        } finally {
            stepping = 0;
        }
    }

    private void take(long asked) {
        View now = store.renew(node);
        view = now;
        Set<String> alive = liveness.look(now, ticker.nanos());
        if (asked - renewedAt >= LEASE.toNanos()) {
            steadySince = asked;
        }
        renewedAt = asked;
        Ownership plan = Ownership.of(node, serving, now.leases(), alive, asked - steadySince >= LEASE.toNanos());
        if (!plan.lost().isEmpty()) {
            // before the fence opens: what another owns must not be sent once more
            keep(plan.lost());
            host.letGo(Set.copyOf(plan.lost()));
            LOG.log(
                    Level.INFO,
                    "cluster ''{0}'': {1} shares went to others",
                    cluster,
                    plan.lost().size());
        }
        boolean wasClosed = !fence.isOpen();
        fence.renewed(asked);
        // from here on all that is served is this node's
        stepping = asked;
        if (wasClosed) {
            host.reopened();
        }
        if (!retiring) {
            handOver(plan);
            claim(plan);
        }
    }

    /** Serves all it did but some. */
    private void keep(Collection<Integer> gone) {
        Map<Integer, Long> left = new HashMap<>(serving);
        left.keySet().removeAll(gone);
        serve(left);
    }

    private void serve(Map<Integer, Long> next) {
        synchronized (fence) {
            serving = Map.copyOf(next);
        }
    }

    private void handOver(Ownership plan) {
        if (!plan.due().isEmpty()) {
            host.letGo(Set.copyOf(plan.due()));
            keep(plan.due());
            store.release(node, plan.due());
            LOG.log(
                    Level.INFO,
                    "cluster ''{0}'': gave {1} shares to another node",
                    cluster,
                    plan.due().size());
        }
    }

    private void claim(Ownership plan) {
        List<Lease> free = plan.free();
        if (free.isEmpty()) {
            return;
        }
        Map<Integer, Long> taken = store.claim(node, free, liveness.renewals());
        if (taken.isEmpty()) {
            return; // another was quicker, or who seemed gone is back
        }
        List<KeptPublication> kept = store.kept(taken.keySet());
        Map<Integer, Long> all = new HashMap<>(serving);
        all.putAll(taken);
        serve(all);
        host.take(taken.keySet(), kept);
        LOG.log(
                Level.INFO,
                "cluster ''{0}'': took {1} shares, now {2} of {3}",
                cluster,
                taken.size(),
                all.size(),
                Share.COUNT);
    }

    /** Gives everything back. */
    void leave() {
        try {
            store.leave(node);
        } catch (StorageException failed) {
            LOG.log(Level.WARNING, "{0}; others go on when its lease is over", failed.getMessage());
        }
    }
}
