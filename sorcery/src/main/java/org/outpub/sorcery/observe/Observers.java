package org.outpub.sorcery.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery.Observation;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.WizardObserver;
import org.outpub.api.sorcery.WizardObserver.Outcome;
import org.outpub.api.time.Ticker;

/**
 * Who hears of the store as a whole and of how wizards are read. What is noted is told by {@link #deliverReadings} and
 * {@link #deliver}. Safe for use by
 * many threads.
 */
public final class Observers {
    /** That a reload ended is told after its changes, but whoever hears of those and does not come back is not waited for. */
    private static final long PATIENCE_SECONDS = 10;

    private final Executor executor;
    private final Ticker ticker;
    private final List<EventLane<StoreObserver>> ofStore = new CopyOnWriteArrayList<>();
    private final Map<String, List<EventLane<WizardObserver>>> ofWizards = new ConcurrentHashMap<>();
    /** Ends when the last reload's changes were heard; guarded by {@code this}. */
    private CompletableFuture<Void> heard = CompletableFuture.completedFuture(null);

    /** Nobody yet. */
    public Observers(Executor executor, Ticker ticker) {
        this.executor = executor;
        this.ticker = ticker;
    }

    /** Adds one of the store. */
    public Observation add(StoreObserver observer) {
        EventLane<StoreObserver> lane = new EventLane<>("the store", observer, executor, ticker, ofStore::remove);
        ofStore.add(lane);
        return lane;
    }

    /** Adds one of the wizards of a name. */
    public Observation add(String wizard, WizardObserver observer) {
        List<EventLane<WizardObserver>> same = ofWizards.computeIfAbsent(wizard, first -> new CopyOnWriteArrayList<>());
        EventLane<WizardObserver> lane = new EventLane<>("wizard " + wizard, observer, executor, ticker, same::remove);
        same.add(lane);
        return lane;
    }

    /** A type came. */
    public void registered(String type, List<Mapping> mappings) {
        tell("registered " + type, observer -> observer.registered(type, mappings));
    }

    /** A type went. */
    public void unregistered(String type) {
        tell("unregistered " + type, observer -> observer.unregistered(type));
    }

    /** A reload begins. */
    public void reloading() {
        tell("reloading", StoreObserver::reloading);
    }

    private void tell(String kind, Consumer<? super StoreObserver> event) {
        ofStore.forEach(lane -> lane.offer(kind, event));
    }

    /** Has those called who observe wizards; with no lock held. */
    public void deliverReadings() {
        ofWizards.values().forEach(lanes -> lanes.forEach(EventLane::deliver));
    }

    /** Has those called who observe the store; with no lock held. */
    public void deliver() {
        ofStore.forEach(EventLane::deliver);
    }

    /** A source was read. */
    public void read(String type, Mapping mapping, Outcome outcome) {
        ofWizards
                .getOrDefault(mapping.wizard(), List.of())
                .forEach(lane -> lane.offer(type + ' ' + mapping, observer -> observer.read(type, mapping, outcome)));
    }

    /**
     * A reload ended.
     *
     * @param changes end when those who observe objects have heard of its changes
     */
    public void reloaded(ReloadReport report, List<CompletableFuture<Void>> changes) {
        if (ofStore.isEmpty()) {
            return;
        }
        CompletableFuture<Void> own;
        synchronized (this) {
            List<CompletableFuture<Void>> all = new ArrayList<>(changes);
            all.add(heard);
            own = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
            if (!own.isDone()) {
                own = own.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            heard = own;
        }
        if (own.isDone()) {
            tell("reloaded", observer -> observer.reloaded(report));
        } else {
            var unused = own.thenRun(() -> {
                tell("reloaded", observer -> observer.reloaded(report));
                deliver();
            });
        }
    }
}
