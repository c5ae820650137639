package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The trigger by which PostgreSQL tells of changes to tables, so that they are taken in at once. It may be made twice, and
 * Asterisk does not notice it.
 */
public final class NotifyTrigger {
    private static final String FUNCTION = """
            CREATE OR REPLACE FUNCTION outpub_notify() RETURNS trigger LANGUAGE plpgsql AS $outpub$
            BEGIN
              IF TG_LEVEL = 'STATEMENT' THEN
                PERFORM pg_notify('outpub', TG_TABLE_NAME);
                RETURN NULL;
              END IF;
              IF TG_OP <> 'INSERT' THEN
                PERFORM pg_notify('outpub', TG_TABLE_NAME || ' ' || left(OLD.id, 2000));
              END IF;
              IF TG_OP = 'INSERT' THEN
                PERFORM pg_notify('outpub', TG_TABLE_NAME || ' ' || left(NEW.id, 2000));
              ELSIF TG_OP = 'UPDATE' THEN
                IF NEW.id <> OLD.id THEN
                  PERFORM pg_notify('outpub', TG_TABLE_NAME || ' ' || left(NEW.id, 2000));
                END IF;
              END IF;
              RETURN NULL;
            END
            $outpub$""";

    private NotifyTrigger() {}

    /**
     * What makes it.
     *
     * @param tables whose changes are to be told, perhaps with a schema before a dot
     * @return statements, to be run in one transaction by the tables' owner
     */
    public static List<String> statements(List<String> tables) {
        List<String> statements = new ArrayList<>();
        statements.add(FUNCTION);
        for (String table : tables) {
            String quoted = quoted(table);
            statements.add("DROP TRIGGER IF EXISTS " + Notices.TRIGGER + " ON " + quoted);
            statements.add("CREATE TRIGGER " + Notices.TRIGGER + " AFTER INSERT OR UPDATE OR DELETE ON " + quoted
                    + " FOR EACH ROW EXECUTE FUNCTION outpub_notify()");
            statements.add("DROP TRIGGER IF EXISTS outpub_truncated ON " + quoted);
            statements.add("CREATE TRIGGER outpub_truncated AFTER TRUNCATE ON " + quoted
                    + " FOR EACH STATEMENT EXECUTE FUNCTION outpub_notify()");
        }
        return statements;
    }

    /**
     * Makes it.
     *
     * @param connection to PostgreSQL 11 or newer, of the tables' owner
     * @param tables as above
     * @throws SQLException if one of them cannot be made; then none is
     */
    public static void install(Connection connection, List<String> tables) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements(tables)) {
                statement.execute(sql);
            }
            connection.commit();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static String quoted(String table) {
        return Arrays.stream(table.split("\\.", -1))
                .map(part -> '"' + part.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining("."));
    }
}
