package org.outpub.publish.publication;

/**
 * What has been tried since the last success, to bound and pace what comes next.
 *
 * @param failures requests that failed and were tried again after a delay
 * @param challenges challenges answered in a row
 * @param staleNonces challenges that only renewed a nonce
 * @param tooBrief 423 answers in a row
 * @param lastReason why the last of the failures failed, in words; empty if none did
 */
record Tries(int failures, int challenges, int staleNonces, int tooBrief, String lastReason) {
    static final Tries NONE = new Tries(0, 0, 0, 0, "");

    Tries failed(String reason) {
        return new Tries(failures + 1, 0, 0, 0, reason);
    }

    Tries challenged(boolean stale) {
        return new Tries(
                failures,
                stale ? challenges : challenges + 1,
                stale ? staleNonces + 1 : staleNonces,
                tooBrief,
                lastReason);
    }

    Tries foundTooBrief() {
        return new Tries(failures, challenges, staleNonces, tooBrief + 1, lastReason);
    }
}
