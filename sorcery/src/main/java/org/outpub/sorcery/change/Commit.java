package org.outpub.sorcery.change;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.live.Ledger;
import org.outpub.sorcery.live.LiveType;
import org.outpub.sorcery.live.StoreState;

/**
 * The owner of what is live. Safe for use by many threads.
 *
 * <p>The locks of a store, in the order in which they may be taken:
 *
 * <ol>
 *   <li>the <b>turn</b> of a reload ({@code ReloadTurns}), held while sources are read, each for a limited time;
 *   <li>the locks of the <b>ids</b> that are written ({@link IdLocks}), held while stores are written. A store that hangs
 *       hangs whoever writes the same object of the same type, and nobody else;
 *   <li>the <b>commit</b> lock, here: held to replace the state and to note in the ledgers what is to be told. Whatever is
 *       done with it held is in memory, short, and calls nothing foreign.
 * </ol>
 *
 * <p>Caches and observers are called with none of them, each from a lane of his own. Retrieval takes none.
 */
public final class Commit {
    private final ReentrantLock lock = new ReentrantLock();
    private final IdLocks ids = new IdLocks();
    /** Replaced with the lock held, read without. */
    private volatile StoreState state = StoreState.EMPTY;
    /** Set with the lock held. */
    private volatile boolean closed;

    /** What is live now. */
    public StoreState state() {
        return state;
    }

    /** The locks of objects that are written. */
    IdLocks ids() {
        return ids;
    }

    /** Does something while nobody else changes what is live; it must not call foreign code. */
    public <R> R alone(Supplier<R> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces what is live.
     *
     * @throws IllegalStateException if the store is closed
     */
    public void replace(UnaryOperator<StoreState> change) {
        alone(() -> {
            refuseIfClosed();
            state = change.apply(state);
            return state;
        });
    }

    /**
     * Ends all changes.
     *
     * @return false if they had ended before
     */
    public boolean close() {
        return alone(() -> {
            boolean first = !closed;
            closed = true;
            return first;
        });
    }

    /**
     * Checks that changes can be made.
     *
     * @throws IllegalStateException if the store is closed
     */
    public void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /** Has everybody called who is to hear of a type; with no lock held. */
    public static <T extends SorceryObject> void deliver(LiveType<T> type) {
        type.ledger().hearers().forEach(Ledger.Hearer::deliver);
    }
}
