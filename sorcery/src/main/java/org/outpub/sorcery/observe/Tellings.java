package org.outpub.sorcery.observe;

import com.google.common.util.concurrent.MoreExecutors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectObserver;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What observers are still to hear, in order. Whoever changes something adds to it while he holds the store's lock, so
 * that the order is that of the changes, and delivers once he has let go of it.
 */
public final class Tellings {
    private static final Logger LOG = System.getLogger(Tellings.class.getName());
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Executor executor;

    public Tellings(Executor lent) {
        this.executor = MoreExecutors.newSequentialExecutor(lent);
    }

    /** Who hears it is decided now: an observer that comes later is given the new state as a whole. */
    public <O> void add(List<Observing<O>> observers, Consumer<? super O> telling) {
        if (!observers.isEmpty()) {
            List<Observing<O>> now = List.copyOf(observers);
            queue.add(() -> now.forEach(observer -> observer.tell(telling)));
        }
    }

    public <T extends SorceryObject> void add(List<Observing<ObjectObserver<T>>> observers, ObjectChanges<T> changes) {
        if (!changes.isEmpty()) {
            add(observers, (ObjectObserver<T> observer) -> observer.changed(changes));
        }
    }

    /** Calls the observers on the executor; must be called with no lock held, for the executor may be the caller. */
    public void deliver() {
        if (queue.isEmpty()) {
            return;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException ended) {
            LOG.log(Level.WARNING, "the executor takes no more work; observers are not told: {0}", ended.getMessage());
        }
    }

    private void drain() {
        Runnable next = queue.poll();
        while (next != null) {
            next.run();
            next = queue.poll();
        }
    }
}
