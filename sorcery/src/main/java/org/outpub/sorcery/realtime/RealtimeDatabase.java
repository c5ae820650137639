package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * A database whose tables hold objects, for all {@code realtime} wizards of a store. It is asked through a data source,
 * which should be a pool, and it is watched over one connection of its own, while a wizard is open. Safe for use by many
 * threads.
 */
public final class RealtimeDatabase implements AutoCloseable {
    private final Connections connections;
    private final String name;
    private final DatabaseWatch watch;

    /**
     * A database that is followed while it changes.
     *
     * @param source gives connections; it should give up within seconds when the database is away, and is closed by its
     *     owner, after this
     * @param name what messages call it, such as {@code postgresql://db/asterisk}; without a password
     */
    public RealtimeDatabase(DataSource source, String name) {
        this(source, name, true, DatabaseWatch.POLL);
    }

    /** With a test's patience. */
    RealtimeDatabase(DataSource source, String name, boolean following, Duration poll) {
        this.connections = new Connections(source);
        this.name = Objects.requireNonNull(name, "name");
        this.watch = new DatabaseWatch(connections, name, following, poll);
    }

    /**
     * A database that is asked once, and not followed.
     *
     * @param source as above
     * @param name as above
     * @return the database
     */
    public static RealtimeDatabase once(DataSource source, String name) {
        return new RealtimeDatabase(source, name, false, DatabaseWatch.POLL);
    }

    String name() {
        return name;
    }

    DatabaseWatch watch() {
        return watch;
    }

    /** What is done with a connection. */
    interface Work<R> {
        R on(Connection connection) throws SQLException;
    }

    /** Does something, each statement for itself. */
    <R> R run(String tried, Work<R> work) {
        try (Connection connection = connections.open()) {
            return work.on(connection);
        } catch (SQLException failed) {
            throw DatabaseFailure.of(name, tried, failed);
        }
    }

    /** Does something in one transaction. */
    <R> R transact(String tried, Work<R> work) {
        return run(tried, connection -> {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                R result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                leave(connection, done);
            }
        });
    }

    /** A connection goes back to its pool as it came. */
    private static void leave(Connection connection, boolean committed) throws SQLException {
        if (!committed) {
            connection.rollback();
        }
        connection.setAutoCommit(true);
    }

    /**
     * Whether it can be asked at all, so that many who ask need not find out one after the other.
     *
     * @return why not, the same for the same cause
     */
    Optional<String> unreachable() {
        @Nullable String known = watch.failure();
        if (known != null) {
            return Optional.of(known);
        }
        try (Connection connection = connections.open()) {
            return connection.isClosed() ? Optional.of("it cannot be reached") : Optional.empty();
        } catch (SQLException failed) {
            return Optional.of(DatabaseFailure.why(failed));
        }
    }

    /** Who hears of notices about a topic. Called on the watch's thread; must not wait for anything. */
    public interface NoticeListener {
        /** Anything may have changed: notices may have been missed. Called first of all, too. */
        void changed();

        /**
         * A notice came.
         *
         * @param key what it says behind the topic's name
         */
        void changed(String key);
    }

    /**
     * Hears of what others tell by {@code pg_notify('outpub', 'TOPIC KEY')}, from now on until this is closed; where the
     * database cannot tell anything, every few seconds that anything may have changed.
     *
     * @param topic one word
     * @param listener hears
     */
    public void listen(String topic, NoticeListener listener) {
        watch.add(new Topic(topic, listener));
    }

    private record Topic(String name, NoticeListener listener) implements DatabaseWatch.Watcher {
        private static final int MANY = 10_000;

        @Override
        public boolean watches(String topic) {
            return name.equals(topic);
        }

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public int few() {
            return MANY;
        }

        @Override
        public boolean isPolled(Notices notices, Set<String> told) {
            return !notices.areTold();
        }

        @Override
        public void changed() {
            listener.changed();
        }

        @Override
        public void changed(String key) {
            listener.changed(key);
        }
    }

    /** Ends the watch; what is asked afterwards is answered as long as the data source does. */
    @Override
    public void close() {
        watch.close();
    }

    /** Prints its name. */
    @Override
    public String toString() {
        return name;
    }

    /** A wizard's own failure. */
    StorageException failure(String why) {
        return new StorageException(name + ": " + why, new IllegalStateException(why));
    }
}
