package org.outpub.publish.cluster;

import java.util.Collection;
import java.util.Optional;

/**
 * Publications are owned in shares, by their sections' names, so that a node renews few rows however many publications there
 * are. Each share is due to the node of the highest score (rendezvous hashing): when nodes come and go, only what is theirs
 * moves. Pure.
 */
final class Share {
    /** Enough that three nodes have within a few percent the same. */
    static final int COUNT = 1024;

    private Share() {}

    /** The share of a section; the same on every node and in every version. */
    static int of(String section) {
        return (int) (mixed(hash(section)) & (COUNT - 1));
    }

    /** Whom a share is due to; empty if there is nobody. */
    static Optional<String> dueTo(int share, Collection<String> nodes) {
        String best = null;
        long highest = 0;
        for (String node : nodes) {
            long score = mixed(hash(node) * 31 + share);
            boolean higher = best == null
                    || Long.compareUnsigned(score, highest) > 0
                    || score == highest && node.compareTo(best) > 0;
            if (higher) {
                best = node;
                highest = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private static long hash(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 0x100000001B3L + text.charAt(i);
        }
        return hash;
    }

    /** Every bit of the result depends on every bit of the value. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
