package org.outpub.api.sorcery.wizard;

import java.util.Objects;

/**
 * What a cache did since it was opened. Immutable; the numbers are read one after the other while others work, so they
 * need not add up to the last one.
 *
 * @param name which cache
 * @param size how many objects it keeps now
 * @param hits questions that it answered by itself, with stale objects too
 * @param misses questions that it handed to what is behind it
 * @param loads answers from behind that it took in: one for each object, or for the whole of them
 * @param failures questions that what is behind it could not answer
 * @param evictions objects that it gave up for want of room or because of their age
 */
public record CacheStatistics(
        String name, long size, long hits, long misses, long loads, long failures, long evictions) {
    /** Checks that nothing is missing. */
    public CacheStatistics {
        Objects.requireNonNull(name, "name");
    }
}
