package org.outpub.publish.publication;

import java.util.concurrent.TimeUnit;

/** How a delay is told to an operator. */
final class Delay {
    private Delay() {}

    static String announce(String reason, long nanos, Cure cure) {
        return reason + "; trying again in " + words(nanos) + cure.words();
    }

    private static String words(long nanos) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.MILLISECONDS.toNanos(500)));
        return seconds < 120 ? seconds + " s" : (seconds + 30) / 60 + " min";
    }
}
