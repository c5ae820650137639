package org.outpub.sorcery.realtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows what others write into a database, over a connection of its own: by its notices where a table has the trigger,
 * and by having the table read every few seconds where it has not. After a connection was lost everything may have changed.
 * A database that is away is asked for every second, and told once. Safe for use by many threads.
 */
final class DatabaseWatch {
    private static final Logger LOG = System.getLogger(DatabaseWatch.class.getName());
    private static final int WAIT_MILLIS = 250;
    static final Duration POLL = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 1000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    private static final long END_MILLIS = 2000;

    private final Connections connections;
    private final String name;
    private final boolean following;
    private final long pollNanos;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Guarded by this. */
    private @Nullable Thread thread;

    private volatile @Nullable String failure;

    /**
     * A watch.
     *
     * @param following whether it does anything
     * @param poll how often tables without the trigger are read
     */
    DatabaseWatch(Connections connections, String name, boolean following, Duration poll) {
        this.following = following;
        this.pollNanos = poll.toNanos();
        this.connections = connections;
        this.name = name;
    }

    /** Who hears of changes; no method waits for anything. */
    interface Watcher {
        /** Whether a table of this name, without its schema, is the watched one. */
        boolean watches(String table);

        /** Whether it could not read what changed, though the watch has a connection. */
        boolean isBehind();

        /** Of how many changes at once it wants to hear singly. */
        int few();

        /** Whether to be told now and then that anything may have changed. */
        boolean isPolled(Notices notices, Set<String> told);

        /** Anything may have changed. */
        void changed();

        /** The row of a key may have changed, as the notice has it. */
        void changed(String key);
    }

    synchronized void add(Watcher watcher) {
        watchers.add(watcher);
        if (following && thread == null && closed.getCount() > 0) {
            thread = new Thread(this::run, "outpub-database");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void remove(Watcher watcher) {
        watchers.remove(watcher);
    }

    /** Why the database cannot be reached now; null if it can, or if that is not known. */
    @Nullable
    String failure() {
        return failure;
    }

    private void run() {
        while (!rest(0)) {
            try (Connection connection = connections.open()) {
                Notices notices = Notices.of(connection);
                if (failure != null) {
                    LOG.log(Level.INFO, "{0}: is back; all that changed meanwhile is taken in", name);
                    failure = null;
                }
                // what was changed before this connection listened was told to nobody
                watchers.forEach(Watcher::changed);
                follow(notices);
            } catch (SQLException lost) {
                lost(DatabaseFailure.why(lost));
            } catch (RuntimeException | LinkageError broken) {
                LOG.log(Level.ERROR, () -> name + ": the watch failed, and begins anew", broken);
                lost("the watch failed with " + broken.getClass().getName());
            }
        }
    }

    private void lost(String why) {
        boolean told = failure != null;
        failure = why;
        if (!told) {
            // read once more, so that each table is told not to be readable
            watchers.forEach(Watcher::changed);
        }
        rest(RETRY_MILLIS);
    }

    private void follow(Notices notices) throws SQLException {
        long polled = System.nanoTime();
        long retried = polled;
        while (!rest(0)) {
            tell(notices.await(WAIT_MILLIS));
            if (System.nanoTime() - retried >= RETRY_NANOS) {
                watchers.stream().filter(Watcher::isBehind).forEach(Watcher::changed);
                retried = System.nanoTime();
            }
            if (System.nanoTime() - polled >= pollNanos) {
                poll(notices);
                polled = System.nanoTime();
            }
        }
    }

    /** Many notices about a table are as one about all of it. */
    private void tell(List<String> notices) {
        for (Watcher watcher : watchers) {
            List<String> keys = new ArrayList<>();
            boolean all = false;
            for (String notice : notices) {
                int space = notice.indexOf(' ');
                if (watcher.watches(space < 0 ? notice : notice.substring(0, space))) {
                    all |= space < 0 || keys.size() >= watcher.few();
                    keys.add(notice.substring(space + 1));
                }
            }
            if (all) {
                watcher.changed();
            } else {
                keys.forEach(watcher::changed);
            }
        }
    }

    private void poll(Notices notices) throws SQLException {
        Set<String> told = notices.tables();
        watchers.stream().filter(watcher -> watcher.isPolled(notices, told)).forEach(Watcher::changed);
    }

    /** Waits, and says whether it is over. */
    private boolean rest(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void close() {
        closed.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            try {
                running.join(END_MILLIS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
