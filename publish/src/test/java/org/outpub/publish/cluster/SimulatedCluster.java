package org.outpub.publish.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.publish.config.KeptPublication;

/**
 * Nodes of a cluster, in virtual time, on a simulated database. Each steps on a thread of its own, of which one runs at a
 * time, until it waits for the database or for itself: there it may be stopped, killed or cut off, and the database be slow,
 * away, or set to another time. What happens follows from the seed alone.
 */
final class SimulatedCluster {
    private static final int SHARES = 64;
    private static final long MILLI = 1_000_000;
    private final Random random;
    private final Set<Fault> broken;
    private final Semaphore back = new Semaphore(0);
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    /** The database: when each lease is over by its clock, and who owns what. */
    private final Map<String, Long> until = new TreeMap<>();

    private final Map<Integer, ClusterStore.Lease> leases = new HashMap<>();
    private long clockShift;
    private long awayUntil;
    private long slowUntil;
    private long now;
    private int names;
    /** Which thread runs. */
    private @Nullable Task current;

    /** What can be put back that is not as it must be. */
    enum Fault {
        /** Nobody looks at his lease before he sends. */
        NO_FENCE,
        /** A claim goes through whatever has happened since it was looked. */
        CLAIMS_UNSEEN,
        /** That the database's clock was set is not noticed. */
        DATABASES_CLOCK,
        /** Shares are released before they are let go. */
        RELEASES_FIRST
    }

    /** The process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super(null, null, false, false);
        }
    }

    SimulatedCluster(long seed, Set<Fault> broken) {
        this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        this.broken = broken;
        for (int share = 0; share < SHARES; share++) {
            leases.put(share, new ClusterStore.Lease(share, null, 0));
        }
        for (int i = 0; i < 3; i++) {
            start();
        }
    }

    private void start() {
        Node node = new Node();
        nodes.add(node);
        node.tasks.forEach(Task::start);
    }

    /** The database's, which may be set. */
    private long clock() {
        return now + clockShift;
    }

    /**
     * Runs it: two minutes in which anything happens, and half a minute of peace.
     *
     * @return what was not as it must be; empty if all was
     */
    List<String> run() {
        try {
            for (long next = 0; now < 120_000 * MILLI && violations.isEmpty(); ) {
                if (now >= next) {
                    next = now + random.nextInt(2000) * MILLI;
                    disturb();
                }
                step();
            }
            nodes.forEach(node -> node.cutOffUntil = 0);
            awayUntil = 0;
            slowUntil = 0;
            for (long end = now + 30_000 * MILLI; now < end && violations.isEmpty(); ) {
                step();
            }
            require(
                    nodes.stream().mapToInt(node -> node.served.size()).sum() == SHARES,
                    "some are nobody's in the end");
        } finally {
            List.copyOf(nodes).forEach(this::kill);
        }
        return violations;
    }

    /** Whoever is the first to go on. */
    private void step() {
        Task next = nodes.stream()
                .flatMap(node -> node.tasks.stream())
                .min(Comparator.comparingLong(task -> task.at))
                .orElseThrow();
        now = Math.max(now, next.at);
        resume(next);
        Map<Integer, String> owners = new HashMap<>();
        for (Node node : nodes) {
            for (int share = 0; share < SHARES; share++) {
                if (node.maySend(share)) {
                    String other = owners.put(share, node.name);
                    require(other == null, "two may send for " + share + ": " + other + ", " + node.name);
                }
            }
        }
    }

    private void resume(Task task) {
        current = task;
        task.go.release();
        back.acquireUninterruptibly();
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(now / MILLI + " ms: " + violation);
        }
    }

    private void disturb() {
        Node node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> { // stopped and continued, wherever it was
                long pause = random.nextInt(6000) * MILLI;
                node.tasks.forEach(task -> task.at += pause);
            }
            case 2, 3 -> node.cutOffUntil = now + random.nextInt(6000) * MILLI;
            case 4 -> {
                kill(node);
                start();
            }
            case 5 -> awayUntil = now + random.nextInt(6000) * MILLI; // with what it knows
            case 6 -> slowUntil = now + random.nextInt(6000) * MILLI;
            default -> clockShift += (random.nextInt(20_000) - 10_000) * MILLI;
        }
    }

    private void kill(Node node) {
        node.dead = true;
        nodes.remove(node);
        node.tasks.forEach(this::resume);
    }

    /** A thread of a node. */
    private final class Task {
        private final Node node;
        private final LongSupplier work;
        private final Semaphore go = new Semaphore(0);
        private long at = now + random.nextInt(400) * MILLI;

        /**
         * Runs when it is resumed.
         *
         * @param work says after how many milliseconds it is to be done again
         */
        Task(Node node, LongSupplier work) {
            this.node = node;
            this.work = work;
        }

        void start() {
            Thread thread = new Thread(this::run, node.name);
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            go.acquireUninterruptibly();
            try {
                while (!node.dead) {
                    rest(work.getAsLong());
                }
            } catch (Killed gone) {
                // as meant
            } finally {
                back.release();
            }
        }

        /** Others go on meanwhile. */
        void rest(long millis) {
            at = now + millis * MILLI;
            back.release();
            go.acquireUninterruptibly();
            if (node.dead) {
                throw new Killed();
            }
        }
    }

    private void rest(long millis) {
        Objects.requireNonNull(current).rest(millis);
    }

    private final class Node implements ClusterStore, Cluster.Host {
        private final String name = "n" + names++;
        /** No two clocks run alike. */
        private final double rate = 0.97 + random.nextDouble() * 0.06;

        private final Fence fence = new Fence(this::nanos, Membership.LEASE, Membership.MARGIN);
        private final Membership membership = new Membership("sim", name, this, this, this::nanos, fence);
        private final Set<Integer> served = new HashSet<>();
        /** What is let go of later than it was said to be. */
        private final Map<Integer, Long> late = new HashMap<>();

        private final List<Task> tasks = List.of(new Task(this, () -> 20 + membership.step()), new Task(this, () -> {
            membership.renewMeanwhile();
            return 200;
        }));
        private long cutOffUntil;
        private boolean dead;

        private long nanos() {
            return (long) (now * rate);
        }

        private void refuseIfUnreachable() {
            if (now < cutOffUntil || now < awayUntil) {
                rest(random.nextInt(3) == 0 ? random.nextInt(5000) : 1);
                throw new StorageException("unreachable", new IllegalStateException());
            }
        }

        private <R> R asked(Supplier<R> done) {
            rest(random.nextInt(now < slowUntil ? 3000 : 20));
            refuseIfUnreachable();
            R result = done.get();
            rest(random.nextInt(now < slowUntil ? 3000 : 20));
            refuseIfUnreachable(); // though it was done
            return result;
        }

        @Override
        public View renew(String node) {
            return asked(() -> {
                until.put(node, clock() + Membership.LEASE.toNanos());
                List<ClusterStore.Node> all = new ArrayList<>();
                until.forEach((name, end) ->
                        all.add(new ClusterStore.Node(name, end, Math.max(0, (end - clock() + MILLI - 1) / MILLI))));
                boolean unnoticed = broken.contains(Fault.DATABASES_CLOCK);
                return new View((unnoticed ? now : clock()) / 1000, all, List.copyOf(leases.values()));
            });
        }

        @Override
        public Map<Integer, Long> claim(String node, Collection<Lease> seen, Map<String, Long> renewals) {
            return asked(() -> {
                Map<Integer, Long> taken = new HashMap<>();
                until.values().removeIf(end -> end < clock() - 60_000 * MILLI);
                for (Lease lease : seen) {
                    Lease is = leases.get(lease.share());
                    Long renewed = is.owner() == null ? null : until.get(is.owner());
                    boolean free = renewed == null || renewed.equals(renewals.get(is.owner()));
                    if (broken.contains(Fault.CLAIMS_UNSEEN) || is.epoch() == lease.epoch() && free) {
                        leases.put(lease.share(), new Lease(lease.share(), node, is.epoch() + 1));
                        taken.put(lease.share(), is.epoch() + 1);
                    }
                }
                return taken;
            });
        }

        @Override
        public void release(String node, Collection<Integer> shares) {
            asked(() -> {
                shares.forEach(share -> leases.computeIfPresent(
                        share, (same, is) -> node.equals(is.owner()) ? new Lease(share, null, is.epoch()) : is));
                return shares;
            });
        }

        @Override
        public void leave(String node) {
            throw notAsked();
        }

        @Override
        public List<KeptPublication> kept(Collection<Integer> shares) {
            return asked(List::of);
        }

        @Override
        public Set<String> write(String node, Collection<Change> changes) {
            throw notAsked();
        }

        @Override
        public void letGo(Set<Integer> isLet) {
            if (broken.contains(Fault.RELEASES_FIRST)) {
                isLet.forEach(share -> late.put(share, now + 600 * MILLI));
                served.removeAll(isLet);
                return;
            }
            rest(random.nextInt(random.nextInt(4) == 0 ? 4000 : 600));
            served.removeAll(isLet);
        }

        @Override
        public void take(Set<Integer> shares, List<KeptPublication> kept) {
            rest(random.nextInt(random.nextInt(4) == 0 ? 4000 : 20));
            served.addAll(shares);
        }

        @Override
        public void reopened() {}

        @Override
        public boolean owns(String section) {
            throw notAsked();
        }

        @Override
        public Optional<Boolean> hasUsers(String section) {
            throw notAsked();
        }

        @Override
        public CompletableFuture<PublishResult> publish(String section, String user, @Nullable PublicationBody body) {
            throw notAsked();
        }

        private static AssertionError notAsked() {
            return new AssertionError("who owns what is simulated, and needs this of nobody");
        }

        boolean maySend(int share) {
            boolean isServed = served.contains(share) || late.getOrDefault(share, 0L) > now;
            return isServed && (broken.contains(Fault.NO_FENCE) || fence.isOpen());
        }
    }
}
