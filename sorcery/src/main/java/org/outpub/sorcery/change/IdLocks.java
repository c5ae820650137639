package org.outpub.sorcery.change;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for each object while somebody writes it. No two objects share one, for a store may hang with it held. Safe for use
 * by many threads.
 */
final class IdLocks {
    private final Map<Key, Counted> locks = new ConcurrentHashMap<>();

    /** An object's name in the whole store. */
    record Key(String type, String id) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::type).thenComparing(Key::id);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1;

        /** How many hold it or wait for it; touched inside the map's own lock of the key. */
        private int users;
    }

    /** What is held; gives it back once. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for all of them, in one order for everybody.
     *
     * @throws IllegalStateException if the thread holds one of them: it is called from inside a change of that object
     */
    Held lock(Collection<Key> keys) {
        Deque<Key> held = new ArrayDeque<>();
        Held result = () -> {
            while (!held.isEmpty()) {
                unlock(held.pop());
            }
        };
        try {
            for (Key key : new TreeSet<>(keys)) {
                lock(key);
                held.push(key);
            }
            return result;
        } catch (RuntimeException | Error failed) {
            result.close();
            throw failed;
        }
    }

    private void lock(Key key) {
        Counted lock = locks.compute(key, (same, there) -> {
            Counted counted = there == null ? new Counted() : there;
            counted.users++;
            return counted;
        });
        if (lock.isHeldByCurrentThread()) {
            release(key);
            throw new IllegalStateException(key.type() + " '" + key.id() + "' is written from inside a change of it");
        }
        lock.lock();
    }

    private void unlock(Key key) {
        Counted lock = locks.get(key);
        if (lock != null) {
            lock.unlock();
            release(key);
        }
    }

    private void release(Key key) {
        locks.computeIfPresent(key, (same, lock) -> {
            lock.users--;
            return lock.users == 0 ? null : lock;
        });
    }
}
