package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What a database says of its own changes, over one connection. Confined to the thread of the watch. */
interface Notices {
    /** What the trigger calls its channel. */
    String CHANNEL = "outpub";

    /** What the trigger is called in each table. */
    String TRIGGER = "outpub_changes";

    /**
     * Waits for changes.
     *
     * @param millis how long
     * @return what each says: a table, and an id after the first space unless all of it may have changed
     */
    List<String> await(int millis) throws SQLException;

    /** The tables of which changes are told; that it answers also shows that the connection lives. */
    Set<String> tables() throws SQLException;

    /** Whether anything can be told. */
    boolean areTold();

    /** For a connection. */
    static Notices of(Connection connection) throws SQLException {
        try {
            if (RealtimeTable.isPostgres(connection)) {
                return new PostgresNotices(connection);
            }
        } catch (NoClassDefFoundError withoutDriver) {
            // a driver of another name for the same server: it is asked instead
            return new NoNotices(connection);
        }
        return new NoNotices(connection);
    }

    /** A database that tells nothing. */
    record NoNotices(Connection connection) implements Notices {
        private static final int ANSWER_SECONDS = 5;

        @Override
        public List<String> await(int millis) throws SQLException {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }

        @Override
        public boolean areTold() {
            return false;
        }

        @Override
        public Set<String> tables() throws SQLException {
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the connection is gone", "08006");
            }
            return Set.of();
        }
    }
}
