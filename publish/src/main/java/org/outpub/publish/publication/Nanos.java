package org.outpub.publish.publication;

import java.util.concurrent.TimeUnit;

/** Seconds as the ticker counts them. */
final class Nanos {
    /** A century: far enough for any grant, near enough that adding it to a reading cannot turn a comparison round. */
    private static final long LONGEST_SECONDS = 3_155_760_000L;

    private Nanos() {}

    static long ofSeconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(Math.min(seconds, LONGEST_SECONDS));
    }
}
