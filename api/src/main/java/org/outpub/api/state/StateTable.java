package org.outpub.api.state;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The newest state of each thing of one kind, by its name. Safe for use by many threads.
 *
 * <p>Observers hear which key changed and read what it is now. So whichever of two threads that change one key comes
 * second, what an observer reads last is what holds.
 *
 * @param <K> what names a thing
 * @param <V> its state, immutable
 */
public final class StateTable<K extends Comparable<K>, V> {
    private static final Logger LOG = System.getLogger(StateTable.class.getName());
    private final Function<K, Optional<V>> states;
    private final Supplier<List<K>> keys;
    private final List<Consumer<? super K>> observers = new CopyOnWriteArrayList<>();

    /**
     * A view.
     *
     * @param states what a thing is doing now
     * @param keys all names, in order
     */
    StateTable(Function<K, Optional<V>> states, Supplier<List<K>> keys) {
        this.states = states;
        this.keys = keys;
    }

    /**
     * What a thing is doing.
     *
     * @param key its name
     * @return empty if nobody has told, or it was removed
     */
    public Optional<V> get(K key) {
        return states.apply(key);
    }

    /**
     * All names.
     *
     * @return as they are now, in their natural order
     */
    public List<K> keys() {
        return keys.get();
    }

    /**
     * Hears of changes from now on. Whoever wants all states observes first and asks for {@link #keys} then.
     *
     * @param changed told the key of each state that changed, came or went, on the thread that feeds it and without a
     *     lock held; must not block
     * @return ends it when run; a call that has begun may still be going on then
     */
    public Runnable observe(Consumer<? super K> changed) {
        // Wrapped, so that the same consumer can observe twice and end once.
        Consumer<K> observer = changed::accept;
        observers.add(observer);
        return () -> observers.remove(observer);
    }

    /** Whoever changed a state tells of it, with no lock held. */
    void tell(K key) {
        for (Consumer<? super K> observer : observers) {
            try {
                observer.accept(key);
            } catch (RuntimeException failed) {
                LOG.log(Level.WARNING, () -> "an observer failed on " + key + "; the others are told", failed);
            }
        }
    }
}
