package org.outpub.it.load;

import java.util.HashMap;
import java.util.Map;

/**
 * Which publication the last transactions were about, so that a repeated request is known as one (RFC 3261 17.2.2). Two
 * generations: at least the last {@link #GENERATION} transactions are known. Confined to one thread.
 */
final class RecentBranches {
    static final int GENERATION = 200_000;
    private Map<Long, Integer> young = new HashMap<>();
    private Map<Long, Integer> old = new HashMap<>();

    /** The publication that was put with the branch; null if there was none. */
    Integer publication(long branch) {
        Integer found = young.get(branch);
        return found == null ? old.get(branch) : found;
    }

    void put(long branch, int publication) {
        if (young.size() == GENERATION) {
            Map<Long, Integer> oldest = old;
            oldest.clear();
            old = young;
            young = oldest;
        }
        young.put(branch, publication);
    }

    void clear() {
        young.clear();
        old.clear();
    }
}
