package org.outpub.publish.sources.files;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Tells what is wrong with files: of many alike in a short time the first ones by name, and then how many more. Safe for use by
 * many threads.
 */
final class FewLines {
    private static final Logger LOG = System.getLogger(ContentFiles.class.getName());
    private static final int MOST_NAMED = 5;
    private static final long WINDOW_SECONDS = 10;
    private final Executor later;
    /** How many there were of each kind since the window began; guarded by this. */
    private final Map<Kind, Integer> counts = new LinkedHashMap<>();

    private record Kind(Level level, String fault) {}

    FewLines() {
        this(CompletableFuture.delayedExecutor(WINDOW_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * Lines.
     *
     * @param later does something when a window is over
     */
    FewLines(Executor later) {
        this.later = later;
    }

    /**
     * Tells, or counts.
     *
     * @param what the publication and its file
     * @param fault the same words for the same fault
     */
    void tell(Level level, String what, String fault) {
        if (!LOG.isLoggable(level)) {
            return;
        }
        if (count(new Kind(level, fault)) <= MOST_NAMED) {
            LOG.log(level, "{0} {1}", what, fault);
        }
    }

    private synchronized int count(Kind kind) {
        if (counts.isEmpty()) {
            later.execute(this::tellCounted);
        }
        return counts.merge(kind, 1, Integer::sum);
    }

    private synchronized void tellCounted() {
        counts.forEach((kind, count) -> {
            if (count > MOST_NAMED) {
                LOG.log(kind.level(), "{0} more: {1}", String.valueOf(count - MOST_NAMED), kind.fault());
            }
        });
        counts.clear();
    }
}
