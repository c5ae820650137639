package org.outpub.publish.sources;

import com.google.common.util.concurrent.MoreExecutors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Hands states over on an executor, one after the other, as those who hear of them may be anybody. Of a thing that
 * changes again while it waits, the newest state is handed over, so that what waits is bounded by how many things there
 * are. Safe for use by many threads.
 *
 * @param <T> a state, or other news
 */
public final class StateQueue<T> {
    private static final Logger LOG = System.getLogger(StateQueue.class.getName());
    private final String what;
    private final Executor inOrder;
    private final Consumer<T> hearing;
    private final Map<Object, T> waiting = new LinkedHashMap<>(); // guarded by this
    private boolean handedIn; // guarded by this

    /**
     * An empty one.
     *
     * @param what is handed over, for the log, such as {@code a state}
     * @param executor does one thing of ours at a time
     * @param hearing takes the states; one that it throws at is left out, which is told
     */
    public StateQueue(String what, Executor executor, Consumer<T> hearing) {
        this.what = what;
        this.inOrder = MoreExecutors.newSequentialExecutor(executor);
        this.hearing = hearing;
    }

    /**
     * Takes a state, which waits for {@link #flush}.
     *
     * @param thing whose state it is; one that waits for the same thing is dropped
     * @param state not null
     */
    public synchronized void add(Object thing, T state) {
        waiting.remove(thing);
        waiting.put(thing, state);
    }

    /** Has the executor hand over what was added; what an executor refuses waits for the next time. */
    public void flush() {
        synchronized (this) {
            if (handedIn || waiting.isEmpty()) {
                return;
            }
            handedIn = true;
        }
        try {
            inOrder.execute(this::handOver);
        } catch (RejectedExecutionException ended) {
            synchronized (this) {
                handedIn = false;
            }
            LOG.log(Level.DEBUG, "the executor takes no more states", ended);
        }
    }

    private void handOver() {
        for (T state : take()) {
            try {
                hearing.accept(state);
            } catch (RuntimeException refused) {
                LOG.log(Level.WARNING, () -> what + " is left out: " + refused.getMessage());
            }
        }
    }

    private synchronized List<T> take() {
        List<T> all = List.copyOf(waiting.values());
        waiting.clear();
        handedIn = false;
        return all;
    }
}
