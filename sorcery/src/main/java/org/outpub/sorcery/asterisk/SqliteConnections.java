package org.outpub.sorcery.asterisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Opens one database file. Immutable.
 *
 * <p>{@code synchronous=FULL}: what was committed is on the disk, whatever happens to the process or the machine. A file
 * that is made here gets a write-ahead log, so that readers and the writer do not wait for each other; one that Asterisk
 * made keeps its rollback journal. Either is repaired by SQLite itself when it is opened after a crash.
 */
final class SqliteConnections {
    private static final String DRIVER = "org.sqlite.JDBC";
    private static final String OPEN_READ_WRITE = "2";
    private static final String OPEN_READ_WRITE_CREATE = "6";
    /** How long SQLite waits for another process, such as Asterisk, that holds the file. */
    private static final String BUSY_MILLIS = "5000";
    /** As Asterisk declares it. */
    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))";

    private final Path file;
    private final Properties tuning;

    SqliteConnections(Path file, Properties tuning) {
        this.file = file;
        this.tuning = tuning;
    }

    Path file() {
        return file;
    }

    long busyMillis() {
        return Long.parseLong(tuning.getProperty("busy_timeout", BUSY_MILLIS));
    }

    /**
     * Checks that there is something to open files with.
     *
     * @throws IllegalArgumentException if the library is not there
     */
    static void requireLibrary() {
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException | LinkageError absent) {
            throw new IllegalArgumentException(
                    "astdb: the library org.xerial:sqlite-jdbc is not on the class path; add it, or map the type to"
                            + " another wizard",
                    absent);
        }
    }

    /** Opens it for writing, and makes the file and its table if need be. */
    Connection openForWriting() throws SQLException {
        boolean made = !Files.exists(file);
        return prepared(open(OPEN_READ_WRITE_CREATE), made ? "PRAGMA journal_mode=WAL" : "", TABLE);
    }

    /**
     * Opens it for reading. Not as a read-only file: one that was left by a crash is repaired on this occasion.
     *
     * @return empty if there is no file, or no table in it: nothing was ever stored
     */
    Optional<Connection> openForReading() throws SQLException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Connection connection = prepared(open(OPEN_READ_WRITE), "PRAGMA query_only=1");
        if (hasTable(connection)) {
            return Optional.of(connection);
        }
        connection.close();
        return Optional.empty();
    }

    /**
     * Tells a file from another one of the same name that took its place.
     *
     * @return null if it is not there
     */
    @Nullable
    Object identity() {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            // where the system has no such keys, a file is taken for the same as long as it is there
            return key == null ? file : key;
        } catch (IOException absent) {
            return null;
        }
    }

    private Connection open(String mode) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", mode);
        properties.setProperty("busy_timeout", BUSY_MILLIS);
        properties.setProperty("synchronous", "FULL");
        properties.putAll(tuning);
        Connection connection = driver().connect("jdbc:sqlite:" + file, properties);
        if (connection == null) {
            throw new SQLException(DRIVER + " does not take jdbc:sqlite:" + file);
        }
        return connection;
    }

    private static Connection prepared(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (!sql.isEmpty()) {
                    statement.execute(sql);
                }
            }
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    private static boolean hasTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'astdb'")) {
            return tables.getInt(1) > 0;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    /** By name, so that nothing here needs the library to be loaded. */
    private static Driver driver() throws SQLException {
        try {
            return (Driver) Class.forName(DRIVER).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError failed) {
            throw new SQLException(DRIVER + " cannot be used: " + failed, failed);
        }
    }
}
