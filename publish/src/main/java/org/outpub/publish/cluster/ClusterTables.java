package org.outpub.publish.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables that the nodes of clusters meet in. */
public final class ClusterTables {
    /** By which notices are told apart: what was given back can be taken. */
    static final String GIVEN = "outpub_lease";

    /** By which notices are told apart: a document changed. */
    static final String CONTENT = "outpub_content";

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS outpub_cluster (name text PRIMARY KEY)""",
            """
            CREATE TABLE IF NOT EXISTS outpub_node (cluster text, node text, until timestamptz NOT NULL,
              PRIMARY KEY (cluster, node))""",
            """
            CREATE TABLE IF NOT EXISTS outpub_lease (cluster text, share int, owner text, epoch bigint NOT NULL,
              PRIMARY KEY (cluster, share))""",
            """
            CREATE TABLE IF NOT EXISTS outpub_publication_state (cluster text, id text, share int NOT NULL,
              state jsonb NOT NULL, PRIMARY KEY (cluster, id))""",
            """
            CREATE INDEX IF NOT EXISTS outpub_publication_state_share ON outpub_publication_state (cluster, share)""",
            """
            CREATE TABLE IF NOT EXISTS outpub_content (cluster text, publication text, username text NOT NULL DEFAULT '',
              content_type text, body bytea, changed timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (cluster, publication, username),
              CHECK (body IS NULL OR content_type IS NOT NULL AND octet_length(body) BETWEEN 1 AND 60000))""",
            // of a key that is too long for a notice, or of many at once, it is told that anything may have changed
            """
            CREATE OR REPLACE FUNCTION outpub_content_notify() RETURNS trigger LANGUAGE plpgsql AS $outpub$
            DECLARE
              key text;
            BEGIN
              IF TG_LEVEL = 'STATEMENT' THEN
                PERFORM pg_notify('outpub', 'outpub_content');
                RETURN NULL;
              END IF;
              IF TG_OP <> 'INSERT' THEN
                key := json_build_array(OLD.cluster, OLD.publication, OLD.username)::text;
                PERFORM pg_notify('outpub', 'outpub_content'
                  || CASE WHEN octet_length(key) < 7900 THEN ' ' || key ELSE '' END);
              END IF;
              IF TG_OP <> 'DELETE' THEN
                key := json_build_array(NEW.cluster, NEW.publication, NEW.username)::text;
                PERFORM pg_notify('outpub', 'outpub_content'
                  || CASE WHEN octet_length(key) < 7900 THEN ' ' || key ELSE '' END);
              END IF;
              RETURN NULL;
            END
            $outpub$""",
            """
            DROP TRIGGER IF EXISTS outpub_changes ON outpub_content""",
            """
            CREATE TRIGGER outpub_changes AFTER INSERT OR UPDATE OR DELETE ON outpub_content
              FOR EACH ROW EXECUTE FUNCTION outpub_content_notify()""",
            """
            DROP TRIGGER IF EXISTS outpub_truncated ON outpub_content""",
            """
            CREATE TRIGGER outpub_truncated AFTER TRUNCATE ON outpub_content
              FOR EACH STATEMENT EXECUTE FUNCTION outpub_content_notify()""");

    private ClusterTables() {}

    /**
     * What makes them, where they are not there yet.
     *
     * @return statements, to be run in one transaction
     */
    public static List<String> statements() {
        return TABLES;
    }

    /** In a transaction; needs no right to create anything if all are there. */
    static void makeIfAbsent(Connection connection) throws SQLException {
        if (!areThere(connection)) {
            make(connection);
        }
    }

    private static boolean areThere(Connection connection) throws SQLException {
        try (PreparedStatement select = ClusterDatabase.statement(
                        connection,
                        "SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(ARRAY['outpub_cluster', 'outpub_node',"
                                + " 'outpub_lease', 'outpub_publication_state', 'outpub_content']) name");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(7236512)"); // of two that make tables one would fail
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }
}
