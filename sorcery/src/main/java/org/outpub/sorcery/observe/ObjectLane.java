package org.outpub.sorcery.observe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.live.Changes;
import org.outpub.sorcery.live.Changes.Change;
import org.outpub.sorcery.live.Ledger;

/**
 * An observer of the objects of one type. What waits is folded object by object: from the state that he last heard of to the
 * newest. Safe for use by many threads.
 *
 * @param <T> the objects' class
 */
public final class ObjectLane<T extends SorceryObject> implements Ledger.Hearer<T>, Sorcery.Observation {
    private final ObjectObserver<T> observer;
    private final Consumer<ObjectLane<T>> removal;
    private final Lane<Changes<T>, Steps<T>> lane;

    /**
     * An observer.
     *
     * @param type what he observes, for the log
     * @param removal takes him out of the ledger when he ends
     */
    public ObjectLane(
            String type,
            ObjectObserver<T> observer,
            Executor executor,
            Ticker ticker,
            Consumer<ObjectLane<T>> removal) {
        this.observer = observer;
        this.removal = removal;
        String who = "the observer " + observer.getClass().getName() + " of " + type;
        this.lane = new Lane<>(who, executor, ticker, Steps::new, this::hear);
    }

    /**
     * One step as it is; of several, each object's way from the first state to the last. One that was deleted and is made
     * anew is another object: its deletion is told before, in a call of its own.
     */
    private static final class Steps<T extends SorceryObject> implements Lane.Pile<Changes<T>> {
        private @Nullable Changes<T> only;
        private final Map<String, Change<T>> folded = new LinkedHashMap<>();
        private final Map<String, Change<T>> madeAnew = new LinkedHashMap<>();

        @Override
        public void add(Changes<T> changes) {
            if (only == null && folded.isEmpty()) {
                only = changes;
                return;
            }
            if (only != null) {
                only.each().forEach(this::fold);
                only = null;
            }
            changes.each().forEach(this::fold);
        }

        private void fold(Change<T> change) {
            Change<T> known = folded.get(change.id());
            boolean deleted =
                    known != null && known.before().isPresent() && known.after().isEmpty();
            (deleted ? madeAnew : folded)
                    .merge(
                            change.id(),
                            change,
                            (older, newer) -> new Change<>(older.id(), older.before(), newer.after()));
        }

        @Override
        public boolean isEmpty() {
            return only == null && folded.isEmpty();
        }

        List<Changes<T>> all() {
            return only != null
                    ? List.of(only)
                    : List.of(
                            new Changes<>(List.copyOf(folded.values())), new Changes<>(List.copyOf(madeAnew.values())));
        }
    }

    @Override
    public void changed(Changes<T> changes) {
        if (!changes.isEmpty()) {
            lane.offer(changes);
        }
    }

    @Override
    public void deliver() {
        lane.deliver();
    }

    /** Completed when everything until now was heard. */
    public CompletableFuture<Void> heard() {
        return lane.heard();
    }

    private void hear(Steps<T> steps) {
        for (Changes<T> each : steps.all()) {
            ObjectChanges<T> changes = each.forObservers();
            if (!changes.isEmpty() && !lane.isClosed()) {
                observer.changed(changes);
            }
        }
    }

    @Override
    public void close() {
        lane.close();
        removal.accept(this);
    }
}
