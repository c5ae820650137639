package org.outpub.publish.sources.packages;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose state is to be published, each once, the one that waits longest first. What is published is read when its
 * turn comes, so a key that changes while it waits costs nothing more and its newest state goes out; no more keys can
 * wait than there are.
 *
 * <p>No thread of its own: whoever brings a key publishes, or leaves that to the thread that is at it already. So one
 * key is published at a time, in order, and the lock is not held meanwhile. Safe for use by many threads.
 *
 * @param <K> what names a state
 */
final class ChangeQueue<K> {
    private static final Logger LOG = System.getLogger(ChangeQueue.class.getName());
    private final String publication;
    private final Function<K, CompletionStage<?>> publish;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rested = lock.newCondition();
    private final LongAdder waiting;
    /** Guarded by the lock, as all below. */
    private final Set<K> pending = new LinkedHashSet<>();
    /** The thread that publishes now. */
    private @Nullable Thread worker;
    /** Whether the stage of the last key is not done yet. */
    private boolean unanswered;

    private boolean stopped;

    /**
     * An empty queue.
     *
     * @param publication named in the log
     * @param waiting counts what waits in all queues
     * @param publish publishes the state of a key and returns at once; the next key waits until the stage is done
     */
    ChangeQueue(String publication, LongAdder waiting, Function<K, CompletionStage<?>> publish) {
        this.publication = publication;
        this.publish = publish;
        this.waiting = waiting;
    }

    void add(K key) {
        addAll(Set.of(key));
    }

    void addAll(Collection<? extends K> keys) {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            int before = pending.size();
            pending.addAll(keys);
            waiting.add(pending.size() - before);
        } finally {
            lock.unlock();
        }
        work();
    }

    /** Ends it. Waits for the one call that may be under way, which returns at once; nothing is published after. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            waiting.add(-pending.size());
            pending.clear();
            while (worker != null && worker != Thread.currentThread()) {
                rested.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (K key = take(false); key != null; key = take(true)) {
            publish(key);
        }
    }

    /**
     * The next key for the calling thread to publish.
     *
     * @param working whether it has just published one
     * @return null if there is nothing to do now, or somebody is at it already: another thread, or this one further out
     */
    private @Nullable K take(boolean working) {
        lock.lock();
        try {
            if (worker != null && !working) {
                return null;
            }
            if (unanswered || pending.isEmpty()) {
                worker = null;
                rested.signalAll();
                return null;
            }
            worker = Thread.currentThread();
            unanswered = true;
            Iterator<K> oldest = pending.iterator();
            K key = oldest.next();
            oldest.remove();
            waiting.decrement();
            return key;
        } finally {
            lock.unlock();
        }
    }

    /** What goes wrong with one key must reach neither the others nor the host that fed it. */
    private void publish(K key) {
        try {
            publish.apply(key).whenComplete((result, failure) -> answered());
        } catch (RuntimeException failed) {
            LOG.log(Level.WARNING, () -> publication + ": the state of " + key + " was not published", failed);
            answered();
        }
    }

    private void answered() {
        lock.lock();
        try {
            unanswered = false;
        } finally {
            lock.unlock();
        }
        work();
    }
}
