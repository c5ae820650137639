package org.outpub.sorcery.observe;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.live.ChangesBuilder;
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
    private final Lane<Step<T>> lane;

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
        this.lane = new Lane<>(who, executor, ticker, Step::then, this::hear);
    }

    /** From one state of an object to another. */
    private record Step<T extends SorceryObject>(Optional<T> before, Optional<T> after) {
        Step<T> then(Step<T> next) {
            return new Step<>(before, next.after);
        }
    }

    @Override
    public void changed(String id, Optional<T> before, Optional<T> after) {
        lane.offer(id, new Step<>(before, after));
    }

    @Override
    public void deliver() {
        lane.deliver();
    }

    /** Completed when everything until now was heard. */
    public CompletableFuture<Void> heard() {
        return lane.heard();
    }

    private void hear(Map<Object, Step<T>> steps) {
        ChangesBuilder<T> builder = new ChangesBuilder<>();
        steps.values().forEach(step -> builder.add(step.before(), step.after()));
        ObjectChanges<T> changes = builder.build();
        if (!changes.isEmpty() && !lane.isClosed()) {
            observer.changed(changes);
        }
    }

    @Override
    public void close() {
        lane.close();
        removal.accept(this);
    }
}
