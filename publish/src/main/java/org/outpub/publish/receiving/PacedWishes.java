package org.outpub.publish.receiving;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.outpub.publish.wire.Loop;

/**
 * Wishes to be told everything, each followed at once, but not more often than every ten seconds: one that comes sooner is
 * followed then, as whoever wishes may have lost what it was told meanwhile. Confined to the loop.
 */
final class PacedWishes {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private final Loop loop;
    private final Consumer<String> followed;
    /** Those that were followed less than ten seconds ago. */
    private final Map<String, Pause> pauses = new HashMap<>();

    private static final class Pause {
        private boolean wished;
    }

    /**
     * No wish yet.
     *
     * @param loop waits
     * @param followed told whose wish is followed
     */
    PacedWishes(Loop loop, Consumer<String> followed) {
        this.loop = loop;
        this.followed = followed;
    }

    /** Takes a wish; there are no more kinds of them than configuration has names. */
    void wish(String name) {
        Pause pause = pauses.get(name);
        if (pause != null) {
            pause.wished = true;
        } else {
            follow(name);
        }
    }

    private void follow(String name) {
        pauses.put(name, new Pause());
        loop.schedule(loop.nanos() + PAUSE_NANOS, () -> rested(name));
        followed.accept(name);
    }

    private void rested(String name) {
        Pause over = pauses.remove(name);
        if (over != null && over.wished) {
            follow(name);
        }
    }
}
