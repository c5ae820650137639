package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** PostgreSQL's {@code NOTIFY}; the only class that needs its driver. */
final class PostgresNotices implements Notices {
    private static final int ANSWER_SECONDS = 5;
    private static final String TRIGGERS =
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid" + " WHERE t.tgname = '"
                    + TRIGGER + "' AND t.tgenabled IN ('O', 'A')";
    private final Connection connection;
    private final PGConnection postgres;

    PostgresNotices(Connection connection) throws SQLException {
        this.connection = connection;
        this.postgres = connection.unwrap(PGConnection.class);
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            statement.execute("LISTEN " + CHANNEL);
        }
    }

    @Override
    public List<String> await(int millis) throws SQLException {
        List<String> told = new ArrayList<>();
        PGNotification[] notices = postgres.getNotifications(millis);
        if (notices != null) {
            for (PGNotification notice : notices) {
                told.add(notice.getParameter());
            }
        }
        return told;
    }

    @Override
    public boolean areTold() {
        return true;
    }

    @Override
    public Set<String> tables() throws SQLException {
        Set<String> tables = new HashSet<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            try (ResultSet rows = statement.executeQuery(TRIGGERS)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }
}
