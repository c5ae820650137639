package org.outpub.publish.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.sorcery.realtime.Connections;

/** Short transactions in the database of a cluster. Safe for use by many threads. */
final class ClusterDatabase {
    /** A step that waits longer than a lease would be of no use. */
    private static final int STEP_SECONDS = 5;

    private final Connections connections;
    private final String cluster;

    ClusterDatabase(DataSource source, String cluster) {
        this.connections = new Connections(source);
        this.cluster = cluster;
    }

    String cluster() {
        return cluster;
    }

    /** What is done in one transaction. */
    interface Step<R> {
        R in(Connection connection) throws SQLException;
    }

    /**
     * Does a step after or before each of every other node.
     *
     * @param tried as messages call it
     */
    <R> R inTurn(String tried, Step<R> step) {
        return step(tried, connection -> {
            lock(connection);
            return step.in(connection);
        });
    }

    /** Does a step. */
    <R> R step(String tried, Step<R> step) {
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                R result = step.in(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new StorageException(
                    "cluster '" + cluster + "': cannot " + tried + " in the database (SQLSTATE " + failed.getSQLState()
                            + ")",
                    failed);
        }
    }

    private void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                        statement(connection, "SELECT 1 FROM outpub_cluster WHERE name = ? FOR UPDATE", cluster);
                ResultSet found = lock.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("the cluster is not prepared", "02000");
            }
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** A statement that gives up in time. */
    static PreparedStatement statement(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(STEP_SECONDS);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
