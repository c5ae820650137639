package org.outpub.publish.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.outpub.publish.cluster.ClusterStore.Lease;
import org.outpub.publish.cluster.ClusterStore.Node;
import org.outpub.publish.cluster.ClusterStore.View;

/**
 * Which nodes are alive in the eyes of one: by its own monotonic clock, so that no clock that is set makes anybody lose what
 * he has. The store's clock tells only how old a renewal is when it is first seen, and is believed only if it has gone on as
 * ours has since it was seen before. Pure; confined to one thread.
 *
 * <pre>
 * the node                          is alive
 * renewed since it was seen         until its time is over, counted from when the renewal is seen
 * has not renewed since             the same
 * is not there, but owns shares     the same: somebody took its row for an old one
 * is not there, and owns none       no: it has left
 * </pre>
 */
final class Liveness {
    /** Two clocks that drift, and a reply that is late, make less. */
    private static final long ALIKE_NANOS = 100_000_000;

    private final long leaseNanos;
    private final Map<String, Seen> seen = new HashMap<>();
    private long clock;
    private long looked;

    /**
     * The last renewal of a node.
     *
     * @param renewal tells it from others
     * @param over when its lease is, by our clock
     */
    private record Seen(long renewal, long over) {}

    Liveness(Duration lease) {
        this.leaseNanos = lease.toNanos();
    }

    /**
     * Looks at what there is.
     *
     * @param now after it was asked for
     * @return who is alive
     */
    Set<String> look(View view, long now) {
        boolean isAlike = Math.abs((view.clockMicros() - clock) * 1000 - (now - looked)) < ALIKE_NANOS;
        clock = view.clockMicros();
        looked = now;
        Set<String> there = new HashSet<>();
        for (Node node : view.nodes()) {
            there.add(node.name());
            Seen before = seen.get(node.name());
            if (before == null || before.renewal != node.renewal()) {
                long left = isAlike ? Math.min(leaseNanos, node.leftMillis() * 1_000_000) : leaseNanos;
                seen.put(node.name(), new Seen(node.renewal(), now + left));
            }
        }
        view.leases().stream().map(Lease::owner).filter(Objects::nonNull).forEach(there::add);
        seen.keySet().retainAll(there);
        Set<String> alive = new HashSet<>();
        seen.forEach((name, last) -> {
            if (last.over - now > 0) {
                alive.add(name);
            }
        });
        return alive;
    }

    /** The last renewal of each node that was seen, by which a claim knows that it has not renewed since. */
    Map<String, Long> renewals() {
        Map<String, Long> renewals = new HashMap<>();
        seen.forEach((name, last) -> renewals.put(name, last.renewal));
        return renewals;
    }

    /** When the next lease is over that is not renewed; empty if there is none. */
    OptionalLong nextEnd(String self, long now) {
        return seen.entrySet().stream()
                .filter(each -> !each.getKey().equals(self))
                .mapToLong(each -> each.getValue().over)
                .filter(over -> over - now > 0)
                .min();
    }
}
