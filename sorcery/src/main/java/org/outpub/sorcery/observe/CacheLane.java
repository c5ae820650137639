package org.outpub.sorcery.observe;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.live.Changes;
import org.outpub.sorcery.live.Layer.OfCache;
import org.outpub.sorcery.live.Ledger;

/**
 * A cache that hears of what changed behind it. What it has not taken in stays in its layer's unsettled ids: there it is not
 * asked, and it is told again with the next change. Safe for use by many threads.
 *
 * @param <T> the objects' class
 */
public final class CacheLane<T extends SorceryObject> implements Ledger.Hearer<T> {
    private final OfCache<T> layer;
    private final String who;
    private final Lane<News, AllNews> lane;

    /**
     * A cache.
     *
     * @param type whose, for the log
     */
    public CacheLane(String type, OfCache<T> layer, Executor executor, Ticker ticker) {
        this.layer = layer;
        this.who = "the cache " + layer.wizard().getClass().getName() + " of " + type;
        this.lane = new Lane<>(who, executor, ticker, AllNews::new, this::hear);
    }

    private enum News {
        /** The unsettled ids say which. */
        CHANGED,
        RELOADED
    }

    private static final class AllNews implements Lane.Pile<News> {
        private final Set<News> news = EnumSet.noneOf(News.class);

        @Override
        public void add(News event) {
            news.add(event);
        }

        @Override
        public boolean isEmpty() {
            return news.isEmpty();
        }
    }

    @Override
    public void changed(Changes<T> changes) {
        changes.each().forEach(change -> layer.unsettled().put(change.id(), change.after()));
        lane.offer(News.CHANGED);
    }

    /** Notes that the sources were read anew; what failed before is tried again. */
    public void reloaded() {
        if (!layer.unsettled().isEmpty()) {
            lane.offer(News.CHANGED);
        }
        lane.offer(News.RELOADED);
    }

    @Override
    public void deliver() {
        lane.deliver();
    }

    private void hear(AllNews all) {
        Wizard.Cache<T> cache = layer.cache();
        if (all.news.contains(News.CHANGED)) {
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
        if (all.news.contains(News.RELOADED)) {
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
