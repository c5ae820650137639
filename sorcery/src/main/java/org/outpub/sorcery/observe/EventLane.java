package org.outpub.sorcery.observe;

import java.util.LinkedHashMap;
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
    private final Lane<Event<O>, Events<O>> lane;

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
        this.lane = new Lane<>(who, executor, ticker, Events::new, this::hear);
    }

    /** What is called, and what of it a newer one replaces. */
    private record Event<O>(String kind, Consumer<? super O> call) {}

    private static final class Events<O> implements Lane.Pile<Event<O>> {
        private final Map<String, Event<O>> byKind = new LinkedHashMap<>();

        @Override
        public void add(Event<O> event) {
            byKind.remove(event.kind());
            byKind.put(event.kind(), event);
        }

        @Override
        public boolean isEmpty() {
            return byKind.isEmpty();
        }
    }

    void offer(String kind, Consumer<? super O> call) {
        lane.offer(new Event<>(kind, call));
    }

    void deliver() {
        lane.deliver();
    }

    private void hear(Events<O> events) {
        for (Event<O> event : events.byKind.values()) {
            if (lane.isClosed()) {
                return;
            }
            try {
                event.call().accept(observer);
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
