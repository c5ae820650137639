package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.sorcery.realtime.Columns.MissingColumnException;

/**
 * The statements on one table, whose columns are looked at each time, so that it may be altered while it is used. Immutable.
 *
 * @param <T> the objects' class
 */
final class RealtimeTable<T extends SorceryObject> {
    /** A table that is locked by another for longer is told as a failure. */
    private static final int STATEMENT_SECONDS = 20;

    private final ObjectType<T> type;
    private final String name;
    /** What places of values begin with: paths in them are relative to its folder. */
    private final String place;

    RealtimeTable(ObjectType<T> type, String name, String place) {
        this.type = type;
        this.name = name;
        this.place = place;
    }

    ObjectType<T> type() {
        return type;
    }

    String name() {
        return name;
    }

    Origin row(int number) {
        return Origin.of(place, number);
    }

    /** Reads all rows, in the order in which the database gives them. */
    List<ObjectSet> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table(connection))) {
                return sets(rows);
            }
        }
    }

    /** Reads the rows of some ids. */
    List<ObjectSet> of(Connection connection, Collection<String> ids) throws SQLException {
        try {
            return select(connection, ids);
        } catch (SQLException failed) {
            if (DatabaseFailure.isOutdatedPlan(failed)) {
                return select(connection, ids);
            }
            throw failed;
        }
    }

    private List<ObjectSet> select(Connection connection, Collection<String> ids) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        ids.forEach(id -> keys.addAll(Columns.keys(id)));
        String sql = "SELECT * FROM " + table(connection) + " WHERE " + isAmong(connection, keys);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setQueryTimeout(STATEMENT_SECONDS);
            set(select, keys);
            try (ResultSet rows = select.executeQuery()) {
                return sets(rows);
            }
        }
    }

    private List<ObjectSet> sets(ResultSet rows) throws SQLException {
        Columns<T> columns = new Columns<>(type, rows.getMetaData());
        List<ObjectSet> sets = new ArrayList<>();
        while (rows.next()) {
            columns.read(rows, row(sets.size() + 1)).ifPresent(sets::add);
        }
        return sets;
    }

    /** One row, held against other writers until the transaction ends. */
    static final class Held<T extends SorceryObject> {
        private final Columns<T> columns;
        private final Optional<ObjectSet> row;

        Held(Columns<T> columns, Optional<ObjectSet> row) {
            this.columns = columns;
            this.row = row;
        }

        Columns<T> columns() {
            return columns;
        }

        Optional<ObjectSet> row() {
            return row;
        }
    }

    /** Inside a transaction: finds a row and holds it. */
    Held<T> hold(Connection connection, String id) throws SQLException {
        Set<String> keys = Columns.keys(id);
        String sql = "SELECT * FROM " + table(connection) + " WHERE " + isAmong(connection, keys) + " FOR UPDATE";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setQueryTimeout(STATEMENT_SECONDS);
            set(select, keys);
            try (ResultSet rows = select.executeQuery()) {
                Columns<T> columns = new Columns<>(type, rows.getMetaData());
                return new Held<>(columns, rows.next() ? columns.read(rows, row(1)) : Optional.empty());
            }
        }
    }

    /** The columns that the table has now. */
    Columns<T> columns(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + table(connection) + " WHERE 1 = 0")) {
            return new Columns<>(type, none.getMetaData());
        }
    }

    /** Adds a row. */
    void insert(Connection connection, Columns<T> columns, T object) throws SQLException, MissingColumnException {
        Map<String, @Nullable String> row = columns.write(object);
        row.values().removeIf(Objects::isNull);
        String names = quoted(connection, row.keySet(), "");
        String marks = String.join(",", Collections.nCopies(row.size(), "?"));
        execute(
                connection,
                "INSERT INTO " + table(connection) + " (" + names + ") VALUES (" + marks + ")",
                List.copyOf(row.values()));
    }

    /** Replaces what a row says of an object, and leaves columns that are not the type's. */
    void update(Connection connection, Columns<T> columns, T object) throws SQLException, MissingColumnException {
        Map<String, @Nullable String> row = columns.write(object);
        Set<String> keys = Columns.keys(object.id());
        String sql = "UPDATE " + table(connection) + " SET " + quoted(connection, row.keySet(), " = ?") + " WHERE "
                + isAmong(connection, keys);
        List<@Nullable String> values = new ArrayList<>(row.values());
        values.addAll(keys);
        execute(connection, sql, values);
    }

    /** Removes a row. */
    void delete(Connection connection, String id) throws SQLException {
        Set<String> keys = Columns.keys(id);
        execute(
                connection,
                "DELETE FROM " + table(connection) + " WHERE " + isAmong(connection, keys),
                List.copyOf(keys));
    }

    private static String isAmong(Connection connection, Collection<String> keys) throws SQLException {
        return quoted(quote(connection), "id") + " IN (" + String.join(",", Collections.nCopies(keys.size(), "?"))
                + ")";
    }

    private static void set(PreparedStatement statement, Collection<String> texts) throws SQLException {
        int i = 1;
        for (String text : texts) {
            statement.setString(i++, text);
        }
    }

    private static void execute(Connection connection, String sql, List<@Nullable String> values) throws SQLException {
        boolean untyped = isPostgres(connection);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            for (int i = 0; i < values.size(); i++) {
                if (untyped) {
                    // numbers and enumerations are written as text, which the server then reads as the column's type
                    statement.setObject(i + 1, values.get(i), Types.OTHER);
                } else {
                    statement.setString(i + 1, values.get(i));
                }
            }
            statement.executeUpdate();
        }
    }

    static boolean isPostgres(Connection connection) throws SQLException {
        return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
    }

    private String table(Connection connection) throws SQLException {
        String quote = quote(connection);
        return Arrays.stream(name.split("\\.", -1))
                .map(part -> quoted(quote, part))
                .collect(Collectors.joining("."));
    }

    private static String quoted(Connection connection, Set<String> names, String after) throws SQLException {
        String quote = quote(connection);
        return names.stream().map(each -> quoted(quote, each) + after).collect(Collectors.joining(", "));
    }

    private static String quoted(String quote, String identifier) {
        return quote + identifier.replace(quote, quote + quote) + quote;
    }

    private static String quote(Connection connection) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        return quote == null || quote.isBlank() ? "\"" : quote;
    }

    /** Whether a notice about a table is about this one, whose name may have its schema before it. */
    boolean isNamed(String table) {
        String own = name.substring(name.lastIndexOf('.') + 1);
        return own.toLowerCase(Locale.ROOT).equals(table.toLowerCase(Locale.ROOT));
    }
}
