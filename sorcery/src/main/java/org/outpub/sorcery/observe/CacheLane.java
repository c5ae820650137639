package org.outpub.sorcery.observe;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.live.Layer.OfCache;
import org.outpub.sorcery.live.Ledger;

/**
 * A cache that hears of what changed behind it. What it has not taken in stays in its layer's unsettled ids: there it is not
 * asked, and it is told again with the next change. Safe for use by many threads.
 *
 * @param <T> the objects' class
 */
public final class CacheLane<T extends SorceryObject> implements Ledger.Hearer<T> {
    private static final Object CHANGES = "changes";
    private static final Object RELOADED = "reloaded";
    private final OfCache<T> layer;
    private final String who;
    private final Lane<Object> lane;

    /**
     * A cache.
     *
     * @param type whose, for the log
     */
    public CacheLane(String type, OfCache<T> layer, Executor executor, Ticker ticker) {
        this.layer = layer;
        this.who = "the cache " + layer.wizard().getClass().getName() + " of " + type;
        this.lane = new Lane<>(who, executor, ticker, (older, newer) -> newer, this::hear);
    }

    @Override
    public void changed(String id, Optional<T> before, Optional<T> after) {
        layer.unsettled().put(id, after);
        lane.offer(CHANGES, CHANGES);
    }

    /** Notes that the sources were read anew; what failed before is tried again. */
    public void reloaded() {
        if (!layer.unsettled().isEmpty()) {
            lane.offer(CHANGES, CHANGES);
        }
        lane.offerLast(RELOADED, RELOADED);
    }

    @Override
    public void deliver() {
        lane.deliver();
    }

    private void hear(Map<Object, Object> events) {
        Wizard.Cache<T> cache = layer.cache();
        if (events.containsKey(CHANGES)) {
            layer.unsettled()
                    .toTell()
                    .forEach((id, now) -> guarded(() -> {
                        if (now.isPresent()) {
                            cache.stored(now.get());
                        } else {
                            cache.deleted(id);
                        }
                        layer.unsettled().settled(id, now);
                    }));
        }
        if (events.containsKey(RELOADED)) {
            guarded(cache::reloaded);
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable failed) {
            Lane.tellFailure(who, failed);
        }
    }
}
