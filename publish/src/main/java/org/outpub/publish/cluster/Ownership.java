package org.outpub.publish.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.outpub.publish.cluster.ClusterStore.Lease;

/**
 * What a node does about what it sees. Pure.
 *
 * <pre>
 * the share is              due to        what this node does
 * owned here                this node     goes on
 * owned here                another       lets it go, then releases it, so that the other can take it
 * owned here at another     any           lets it go: it was lost and taken again in between
 *   epoch than it served
 * not owned here, served    any           lets it go
 * nobody's                  this node     claims it
 * of a node that is not     this node     claims it, once it has itself renewed for as long as a lease runs: after the
 *   alive                                 database was away, whoever comes back first would take everything
 * anything else             any           nothing
 * </pre>
 *
 * @param served the shares that go on, with their epochs
 * @param lost the shares that are let go at once, because another owns them
 * @param due the shares that are let go and then released
 * @param free the leases to claim
 */
record Ownership(Map<Integer, Long> served, List<Integer> lost, List<Integer> due, List<Lease> free) {
    /** Copies the collections. */
    Ownership {
        served = Map.copyOf(served);
        lost = List.copyOf(lost);
        due = List.copyOf(due);
        free = List.copyOf(free);
    }

    /**
     * Decides.
     *
     * @param self this node
     * @param serving the shares that it serves, with their epochs
     * @param leases all there are
     * @param alive the nodes that are
     * @param settled whether this node has renewed for as long as a lease runs
     */
    static Ownership of(
            String self, Map<Integer, Long> serving, List<Lease> leases, Set<String> alive, boolean settled) {
        Map<Integer, Long> served = new LinkedHashMap<>();
        List<Integer> lost = new ArrayList<>();
        List<Integer> due = new ArrayList<>();
        List<Lease> free = new ArrayList<>();
        for (Lease lease : leases) {
            Long epoch = serving.get(lease.share());
            boolean own = self.equals(lease.owner());
            Optional<String> right = Share.dueTo(lease.share(), alive);
            boolean mine = right.filter(self::equals).isPresent();
            if (epoch != null && !(own && epoch == lease.epoch())) {
                lost.add(lease.share());
            } else if (epoch != null && mine) {
                served.put(lease.share(), epoch);
            } else if (epoch != null || own) {
                due.add(lease.share()); // of an owner that lost count, such as one that was started anew, too
            } else if (mine && (lease.owner() == null || settled && !alive.contains(lease.owner()))) {
                free.add(lease);
            }
        }
        return new Ownership(served, lost, due, free);
    }
}
