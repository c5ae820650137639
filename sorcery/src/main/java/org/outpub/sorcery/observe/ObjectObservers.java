package org.outpub.sorcery.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.Sorcery.Observation;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.change.Commit;
import org.outpub.sorcery.change.StoreReading;
import org.outpub.sorcery.live.LiveType;

/** Adds those who observe objects. Safe for use by many threads. */
public final class ObjectObservers {
    private final Commit commit;
    private final Executor executor;
    private final Ticker ticker;

    /** Nobody yet. */
    public ObjectObservers(Commit commit, Executor executor, Ticker ticker) {
        this.commit = commit;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** Adds the caches of a type, before it is live. */
    public <T extends SorceryObject> void addCaches(LiveType<T> type) {
        type.caches().forEach(layer -> type.ledger().addCache(new CacheLane<>(type.name(), layer, executor, ticker)));
    }

    /** Adds one, who first hears of all there is. He hears nothing if a store cannot say what it has. */
    public <T extends SorceryObject> Observation add(ObjectType<T> type, ObjectObserver<T> observer) {
        LiveType<T> live = commit.state().registered(type);
        ObjectLane<T> lane = new ObjectLane<>(
                type.name(),
                observer,
                executor,
                ticker,
                ended -> commit.alone(() -> {
                    live.ledger().remove(ended);
                    return ended;
                }));
        StoreReading.learn(
                commit, live, () -> live.ledger().add(lane, commit.state().snapshot(type)));
        lane.deliver();
        return lane;
    }

    /** Lets the caches of a type know of a reload, whether or not anything changed. */
    public static void reloaded(LiveType<?> type) {
        type.ledger().hearers().forEach(hearer -> {
            if (hearer instanceof CacheLane<?> cache) {
                cache.reloaded();
            }
        });
    }

    /** Ends when the observers of a type have heard all that was noted. */
    public static List<CompletableFuture<Void>> heard(LiveType<?> type) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        type.ledger().hearers().forEach(hearer -> {
            if (hearer instanceof ObjectLane<?> lane) {
                all.add(lane.heard());
            }
        });
        return all;
    }

    /** Nobody hears of a type any more. */
    public static void end(LiveType<?> type) {
        type.ledger().hearers().forEach(hearer -> {
            if (hearer instanceof ObjectLane<?> lane) {
                lane.close();
            }
        });
    }
}
