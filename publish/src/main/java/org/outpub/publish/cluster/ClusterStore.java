package org.outpub.publish.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeptPublication;

/**
 * What the nodes of a cluster share. Each call is one atomic step, after or before each of every other node. Blocks; throws
 * {@link org.outpub.api.sorcery.wizard.StorageException} if it cannot be done, or may or may not have been.
 */
interface ClusterStore {
    /**
     * A node as the store sees it.
     *
     * @param name unique in the cluster
     * @param renewal another number after each
     * @param leftMillis how long its lease runs by the store's clock; 0 if it is over
     */
    record Node(String name, long renewal, long leftMillis) {
        boolean alive() {
            return leftMillis > 0;
        }
    }

    /**
     * Who owns a share.
     *
     * @param owner null for nobody
     * @param epoch one higher for each owner
     */
    record Lease(int share, @Nullable String owner, long epoch) {}

    /**
     * All there is, at one moment.
     *
     * @param clockMicros the store's clock then, which may be set at any time
     * @param nodes all that have not left
     * @param leases one for each share
     */
    record View(long clockMicros, List<Node> nodes, List<Lease> leases) {
        /** Nothing was seen yet. */
        static View none() {
            return new View(0, List.of(), List.of());
        }

        /** Copies the lists. */
        public View {
            nodes = List.copyOf(nodes);
            leases = List.copyOf(leases);
        }
    }

    /** Makes a node's lease run from now on, and shows what there is then. */
    View renew(String node);

    /**
     * Takes shares that nobody owns, or only a node that is gone, or has not renewed its lease since it was looked at.
     *
     * @param seen as a view showed them; one that changed since is not taken
     * @param renewals the last ones of the nodes, as a view showed them
     * @return those that were taken, with their epochs now
     */
    Map<Integer, Long> claim(String node, Collection<Lease> seen, Map<String, Long> renewals);

    /** Gives shares back; of those that are not the node's, nothing is done. */
    void release(String node, Collection<Integer> shares);

    /** Gives all back, and is no node any more. */
    void leave(String node);

    /** What servers hold of the publications of some shares. */
    List<KeptPublication> kept(Collection<Integer> shares);

    /**
     * A server holds something else of a publication.
     *
     * @param share of the publication
     * @param epoch under which it was sent
     * @param id of the publication's state
     * @param kept null if it holds nothing any more
     */
    record Change(
            int share, long epoch, String id, @Nullable KeptPublication kept) {}

    /**
     * Writes what servers hold.
     *
     * @return the ids of those that were refused, because the node does not own the share under that epoch
     */
    Set<String> write(String node, Collection<Change> changes);
}
