package org.outpub.publish.wire;

import org.jspecify.annotations.Nullable;

/** Reads answers whose wording is unusual, of which the reader in place is not sure. */
public interface FullParser {
    /**
     * Finds out what an answer is to.
     *
     * @param head of a response, with the empty line; no longer than 16 KB
     * @return null if it cannot be read
     */
    @Nullable
    AnswerIdentity identify(byte[] head);

    /**
     * What an answer must repeat of its request (RFC 3261 §17.1.3, §18.1.2, §8.2.6.2).
     *
     * @param vias how many Via values there are
     * @param branch of the topmost Via
     * @param sentBy of the topmost Via, as written
     * @param callId Call-ID
     * @param fromTag tag of From
     * @param cseq number of CSeq
     * @param method of CSeq
     */
    record AnswerIdentity(
            int vias,
            @Nullable String branch,
            String sentBy,
            String callId,
            @Nullable String fromTag,
            long cseq,
            String method) {}
}
