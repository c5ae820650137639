package org.outpub.sorcery.asterisk;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * Keys and values in one file, for all wizards that are mapped to it. One connection writes, see {@link GroupCommit}, and
 * one reads, so that who reads does not wait for a disk to write. Safe for use by many threads.
 */
final class AstdbFile {
    private final SqliteConnections connections;
    private final GroupCommit writer;
    private final ReentrantLock readersTurn = new ReentrantLock();
    /** Used by who has the readers' turn, as is its identity. */
    private @Nullable Connection reader;

    private @Nullable Object readerIdentity;

    AstdbFile(SqliteConnections connections) {
        this.connections = connections;
        this.writer = new GroupCommit(connections);
    }

    /** A row of the table. Has no text of its own, for the value may hold secrets. */
    static final class Row {
        private final String key;
        private final String value;

        Row(String key, String value) {
            this.key = key;
            this.value = value;
        }

        String key() {
            return key;
        }

        String value() {
            return value;
        }
    }

    Path path() {
        return connections.file();
    }

    /**
     * Does something in a transaction, and returns when it is on the disk.
     *
     * @param work does it with the methods below
     * @throws StorageException if it is not known to be on the disk
     */
    <R> R write(GroupCommit.Work<R> work) {
        return writer.run(work);
    }

    /** Inside {@link #write}: finds a row. */
    static Optional<String> find(Connection connection, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT value FROM astdb WHERE key = ?")) {
            select.setString(1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(text(rows, 1)) : Optional.empty();
            }
        }
    }

    /** Inside {@link #write}: stores a row, whether or not there is one. */
    static void put(Connection connection, String key, String value) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO astdb(key, value) VALUES (?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, value);
            insert.executeUpdate();
        }
    }

    /** Inside {@link #write}: removes a row. */
    static void remove(Connection connection, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM astdb WHERE key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    /**
     * Finds a row.
     *
     * @throws StorageException if the file cannot be read
     */
    Optional<String> get(String key) {
        return read(connection -> find(connection, key)).flatMap(found -> found);
    }

    /**
     * Finds all rows whose keys begin so, in the order of their bytes, in which they are neighbours. No pattern, since
     * keys may hold any character.
     *
     * @throws StorageException if the file cannot be read
     */
    List<Row> startingWith(String prefix) {
        return read(connection -> {
                    try (PreparedStatement select =
                            connection.prepareStatement("SELECT key, value FROM astdb WHERE key >= ? ORDER BY key")) {
                        select.setString(1, prefix);
                        return whileStartingWith(prefix, select);
                    }
                })
                .orElse(List.of());
    }

    private static List<Row> whileStartingWith(String prefix, PreparedStatement select) throws SQLException {
        List<Row> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next() && text(rows, 1).startsWith(prefix)) {
                found.add(new Row(text(rows, 1), text(rows, 2)));
            }
        }
        return found;
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        return Objects.requireNonNullElse(rows.getString(column), "");
    }

    /** Empty if nothing was ever stored. */
    private <R> Optional<R> read(GroupCommit.Work<R> work) {
        try {
            takeTurn();
        } catch (SQLException failed) {
            throw SqliteFailure.of(connections.file(), "read", failed);
        }
        try {
            Connection connection = reader();
            return connection == null ? Optional.empty() : Optional.of(work.on(connection));
        } catch (SQLException failed) {
            closeReader();
            throw SqliteFailure.of(connections.file(), "read", failed);
        } finally {
            readersTurn.unlock();
        }
    }

    /** Many who read a locked file must not wait one after the other, each for the whole time. */
    private void takeTurn() throws SQLException {
        try {
            if (!readersTurn.tryLock(connections.busyMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLException("other readers wait for it", "", SqliteFailure.BUSY);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while other readers wait for it", interrupted);
        }
    }

    private @Nullable Connection reader() throws SQLException {
        Object identity = connections.identity();
        if (reader != null && !Objects.equals(identity, readerIdentity)) {
            closeReader();
        }
        if (reader == null) {
            reader = connections.openForReading().orElse(null);
            readerIdentity = identity;
        }
        return reader;
    }

    private void closeReader() {
        SqliteFailure.closeQuietly(reader);
        reader = null;
    }

    /** Lets go of the file; what is written or read later opens it again. */
    void close() {
        readersTurn.lock();
        try {
            closeReader();
        } finally {
            readersTurn.unlock();
        }
        writer.close();
    }
}
