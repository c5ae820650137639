package org.outpub.api.publication;

/**
 * What strangers sent that was dropped since the agent began: it is never answered, logged one by one, or held against anybody
 * else. High numbers mean a server that repeats itself, a scanner, or an attack. Immutable.
 *
 * @param answers SIP responses that no request under way waits for, or that are malformed: late, repeated, forged
 * @param requests what is no SIP, and requests that are malformed or beyond the bounds
 * @param connections connections that were refused because there are too many, or ended because the far end sent what is no
 *     SIP, was too slow, did not read, or wanted to negotiate TLS again
 * @param names answers of name servers that cannot be read, contradict themselves or tell of a failure, and records in others
 *     that name nothing a host can be called
 */
public record Dropped(long answers, long requests, long connections, long names) {
    /** Nothing. */
    public static final Dropped NONE = new Dropped(0, 0, 0, 0);

    /**
     * The same with what name servers sent.
     *
     * @param count of answers and records
     * @return all of it
     */
    public Dropped withNames(long count) {
        return new Dropped(answers, requests, connections, count);
    }
}
