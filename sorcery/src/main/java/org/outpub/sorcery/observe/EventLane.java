package org.outpub.sorcery.observe;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.time.Ticker;

/**
 * An observer of the store or of a wizard. Of events that he has not yet heard of, a newer one of the same kind replaces the
 * older. Safe for use by many threads.
 *
 * @param <O> the observer's type
 */
final class EventLane<O> implements Sorcery.Observation {
    private final String who;
    private final O observer;
    private final Consumer<EventLane<O>> removal;
    private final Lane<Consumer<? super O>> lane;

    /**
     * An observer.
     *
     * @param what is observed, for the log
     * @param removal takes him out of the list he is in
     */
    EventLane(String what, O observer, Executor executor, Ticker ticker, Consumer<EventLane<O>> removal) {
        this.who = "the observer " + observer.getClass().getName() + " of " + what;
        this.observer = observer;
        this.removal = removal;
        this.lane = new Lane<>(who, executor, ticker, (older, newer) -> newer, this::hear);
    }

    void offer(Object kind, Consumer<? super O> event) {
        lane.offerLast(kind, event);
    }

    void deliver() {
        lane.deliver();
    }

    private void hear(Map<Object, Consumer<? super O>> events) {
        for (Consumer<? super O> event : events.values()) {
            if (lane.isClosed()) {
                return;
            }
            try {
                event.accept(observer);
            } catch (Throwable failed) {
                Lane.tellFailure(who, failed);
            }
        }
    }

    @Override
    public void close() {
        lane.close();
        removal.accept(this);
    }
}
