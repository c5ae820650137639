package org.outpub.publish.sources.asterisk;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.config.AsteriskServer;

/**
 * One look at an Asterisk: its states as they are now. Immutable, but for the states.
 *
 * @param status how it was followed, which says what was wrong if it was not
 * @param states what it told
 */
public record AsteriskProbe(AsteriskStatus status, PbxState states) {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Looks. Waits for the answer.
     *
     * @param server which Asterisk
     * @param longest how long to wait
     * @return what it told; if it told nothing in time, the status is not up to date
     */
    public static AsteriskProbe look(AsteriskServer server, Duration longest) {
        PbxState states = new PbxState();
        long begun = System.nanoTime();
        try (AsteriskSource source = AsteriskSource.start(server, states)) {
            while (System.nanoTime() - begun < longest.toNanos() && isUndecided(source.status(), states)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return new AsteriskProbe(source.status(), states);
        }
    }

    /** States are handed over on another thread than the one that says that all are known. */
    private static boolean isUndecided(AsteriskStatus status, PbxState states) {
        return status.trouble().isEmpty()
                && !(status.upToDate() && status.counts().equals(AsteriskStatus.counts(states)));
    }
}
