package org.outpub.publish.control;

import java.time.Duration;

/**
 * What the control interface holds its connections to. Immutable.
 *
 * @param connections how many may be open
 * @param line the longest request line, in bytes
 * @param head the longest head, in bytes
 * @param body the longest body, in bytes
 * @param request how long a request may take to come, from its first byte (of a new connection: from its opening)
 * @param idle how long a connection may stay open between requests; longer than clients keep theirs (30 s is usual), so
 *     that it is they who close and none closes just as a request is on its way
 * @param write how long an answer may take to be read
 * @param linger how long a client that is refused may go on sending before the connection is reset under its answer
 * @param close how long requests that are under way may take when the server closes
 * @param unsent how many bytes of answers may wait for slow readers, together
 */
record Bounds(
        int connections,
        int line,
        int head,
        int body,
        Duration request,
        Duration idle,
        Duration write,
        Duration linger,
        Duration close,
        long unsent) {
    /** An eighth of the heap may wait for slow readers: one listing of 100,000 publications has some 40 MB. */
    static final Bounds STANDARD = new Bounds(
            64,
            8_192,
            16_384,
            60_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Runtime.getRuntime().maxMemory() / 8);
}
