package org.outpub.sorcery.asterisk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * Writes of many threads in few transactions. Waiting for the disk is what a write costs, so who gets the turn does what
 * everybody who waits for it wants, and all share one commit. Nobody is told before it. Safe for use by many threads; has
 * no thread of its own.
 */
final class GroupCommit {
    private final SqliteConnections connections;
    private final Queue<Pending<?>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    /** Used by who has the turn, as is its identity. */
    private @Nullable Connection connection;

    private @Nullable Object identity;

    GroupCommit(SqliteConnections connections) {
        this.connections = connections;
    }

    /**
     * What is done on a connection.
     *
     * @param <R> its result
     */
    interface Work<R> {
        /** Does it; throws no exceptions of its own. */
        R on(Connection connection) throws SQLException;
    }

    /** One thread's work, and how it ended. Touched by who has the turn. */
    private static final class Pending<R> {
        private final Work<R> work;
        private @Nullable R result;
        private @Nullable StorageException failure;
        private boolean ended;

        Pending(Work<R> work) {
            this.work = work;
        }

        void run(Connection connection) throws SQLException {
            result = work.on(connection);
        }

        R result() {
            if (failure != null) {
                // an exception for each thread, with its own trace
                throw new StorageException(String.valueOf(failure.getMessage()), failure);
            }
            return Objects.requireNonNull(result);
        }
    }

    /**
     * Does it and returns when it is on the disk.
     *
     * @throws StorageException if it was not done
     */
    <R> R run(Work<R> work) {
        Pending<R> mine = new Pending<>(work);
        waiting.add(mine);
        turn.lock();
        try {
            if (!mine.ended) {
                commit(takeWaiting());
            }
        } finally {
            turn.unlock();
        }
        return mine.result();
    }

    private List<Pending<?>> takeWaiting() {
        List<Pending<?>> batch = new ArrayList<>();
        for (Pending<?> next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
        }
        return batch;
    }

    private void commit(List<Pending<?>> batch) {
        @Nullable StorageException failure = null;
        try {
            transact(batch);
        } catch (SQLException failed) {
            letGo();
            failure = SqliteFailure.of(connections.file(), "write", failed);
        } catch (RuntimeException | Error failed) {
            // who waits must be told whatever happens; the message may hold anything
            letGo();
            failure = new StorageException(
                    "astdb: cannot write " + connections.file() + ": "
                            + failed.getClass().getName(),
                    failed);
        }
        for (Pending<?> pending : batch) {
            pending.failure = failure;
            pending.ended = true;
        }
    }

    private void transact(List<Pending<?>> batch) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            // IMMEDIATE: waits for another writer here, and not in the middle, where SQLite could only refuse
            statement.execute("BEGIN IMMEDIATE");
            for (Pending<?> pending : batch) {
                pending.run(connection());
            }
            statement.execute("COMMIT");
        }
    }

    /** The file may have been removed or replaced; what is written to the old one would be lost. */
    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open != null && Objects.equals(identity, connections.identity())) {
            return open;
        }
        letGo();
        open = connections.openForWriting();
        connection = open;
        identity = connections.identity();
        return open;
    }

    /** Closing rolls back what was not committed. */
    private void letGo() {
        SqliteFailure.closeQuietly(connection);
        connection = null;
    }

    void close() {
        turn.lock();
        try {
            letGo();
        } finally {
            turn.unlock();
        }
    }
}
