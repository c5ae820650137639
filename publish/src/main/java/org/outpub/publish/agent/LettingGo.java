package org.outpub.publish.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * Lets publications go that others go on with: each once it is not sending, and all when time is over. Confined to the loop.
 */
final class LettingGo extends Timer {
    private static final long PAUSE_NANOS = 5_000_000;
    private final List<LivePublication> left;
    private final Loop loop;
    private final Timers timers;
    private final long latest;
    private final List<String> unanswered = new ArrayList<>();
    private final Consumer<List<String>> over;

    /**
     * Not begun.
     *
     * @param all which; they are taken out
     * @param patience how long requests under way may take to end
     * @param over takes the names of those whose request had not ended by then
     */
    LettingGo(List<LivePublication> all, Loop loop, Timers timers, Duration patience, Consumer<List<String>> over) {
        this.left = all;
        this.loop = loop;
        this.timers = timers;
        this.latest = loop.nanos() + patience.toNanos();
        this.over = over;
    }

    @Override
    void fire() {
        long now = loop.nanos();
        boolean late = now - latest >= 0;
        left.removeIf(publication -> goes(publication, late));
        if (left.isEmpty()) {
            over.accept(unanswered);
        } else {
            timers.arm(this, now + PAUSE_NANOS);
        }
    }

    private boolean goes(LivePublication publication, boolean late) {
        boolean sends = publication.isSending();
        if (sends && !late) {
            return false;
        }
        if (sends) {
            unanswered.add(publication.name());
        }
        publication.letGo();
        return true;
    }
}
