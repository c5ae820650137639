package org.outpub.sorcery.file;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a change is told: once the files have looked the same for the quiet period, so that a writer in the
 * middle of a file is not disturbed; or, where they never rest, after a longest wait. Pure: looks and times are handed
 * in. Confined to one thread.
 */
final class Debounce {
    private final long quietNanos;
    private final long longestNanos;
    private final long pollNanos;
    private Stamps told;
    private @Nullable Stamps restless;
    private long restingSince;
    private long restlessSince;

    Debounce(Stamps now, Duration quiet, Duration longest, Duration poll) {
        this.told = now;
        this.quietNanos = quiet.toNanos();
        this.longestNanos = longest.toNanos();
        this.pollNanos = poll.toNanos();
    }

    /**
     * What to do after a look.
     *
     * @param tell whether the change is to be told now
     * @param nextLook how long until the next look, if nothing calls for an earlier one
     */
    record Decision(boolean tell, Duration nextLook) {}

    Decision look(Stamps now, long nanos) {
        if (!now.differsFrom(told)) {
            told = now;
            restless = null;
            return new Decision(false, Duration.ofNanos(pollNanos));
        }
        if (restless == null) {
            restlessSince = nanos;
        }
        if (restless == null || now.differsFrom(restless)) {
            restless = now;
            restingSince = nanos;
        }
        long rest = quietNanos - (nanos - restingSince);
        if (rest <= 0 || nanos - restlessSince >= longestNanos) {
            told = now;
            restless = null;
            return new Decision(true, Duration.ZERO);
        }
        return new Decision(false, Duration.ofNanos(rest));
    }
}
