package org.outpub.publish.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;

/**
 * Documents in a table of PostgreSQL, which whoever may can also write by SQL. A row's version is the transaction that wrote
 * it. Safe for use by many threads.
 */
final class PostgresDocumentStore implements DocumentStore {
    private static final String COLUMNS =
            "SELECT publication, username, xmin::text, content_type, body FROM outpub_content";

    private final ClusterDatabase database;

    PostgresDocumentStore(ClusterDatabase database) {
        this.database = database;
    }

    @Override
    public List<Kept> ofSections(Collection<String> sections) {
        return database.step(
                "read documents",
                connection -> read(
                        connection,
                        COLUMNS + " WHERE cluster = ? AND publication = ANY (?)",
                        database.cluster(),
                        connection.createArrayOf("text", sections.toArray())));
    }

    @Override
    public List<Kept> named(Collection<Name> names) {
        return database.step(
                "read documents",
                connection -> read(
                        connection,
                        COLUMNS + " WHERE cluster = ? AND (publication, username) IN (SELECT * FROM unnest(?, ?))",
                        database.cluster(),
                        connection.createArrayOf(
                                "text", names.stream().map(Name::section).toArray()),
                        connection.createArrayOf(
                                "text", names.stream().map(Name::user).toArray())));
    }

    private static List<Kept> read(Connection connection, String sql, Object... values) throws SQLException {
        List<Kept> kept = new ArrayList<>();
        try (PreparedStatement select = ClusterDatabase.statement(connection, sql, values);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                kept.add(kept(name(rows), rows.getString(3), rows.getString(4), rows.getBytes(5)));
            }
        }
        return kept;
    }

    private static Name name(ResultSet row) throws SQLException {
        return new Name(row.getString(1), row.getString(2));
    }

    private static Kept kept(Name name, String version, @Nullable String contentType, byte @Nullable [] body) {
        if (body == null) {
            return new Kept(name, version, null, "");
        }
        try {
            return new Kept(name, version, PublicationBody.of(String.valueOf(contentType), body), "");
        } catch (IllegalArgumentException unusable) {
            return new Kept(name, version, null, String.valueOf(unusable.getMessage()));
        }
    }

    @Override
    public Map<Name, String> versions() {
        return database.step(
                "read which documents there are",
                connection -> versions(
                        connection,
                        "SELECT publication, username, xmin::text FROM outpub_content WHERE cluster = ?",
                        database.cluster()));
    }

    private static Map<Name, String> versions(Connection connection, String sql, Object... values) throws SQLException {
        Map<Name, String> versions = new HashMap<>();
        try (PreparedStatement statement = ClusterDatabase.statement(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                versions.put(name(rows), rows.getString(3));
            }
        }
        return versions;
    }

    /** In the order of their names, so that two nodes do not wait for each other. */
    @Override
    public Map<Name, String> put(Map<Name, Optional<PublicationBody>> bodies) {
        Map<Name, Optional<PublicationBody>> sorted = new TreeMap<>(bodies);
        List<Name> names = List.copyOf(sorted.keySet());
        return database.step(
                "keep documents",
                connection -> versions(
                        connection,
                        "INSERT INTO outpub_content (cluster, publication, username, content_type, body)"
                                + " SELECT ?, * FROM unnest(?, ?, ?, ?) ON CONFLICT (cluster, publication, username)"
                                + " DO UPDATE SET content_type = EXCLUDED.content_type, body = EXCLUDED.body,"
                                + " changed = now() RETURNING publication, username, xmin::text",
                        database.cluster(),
                        connection.createArrayOf(
                                "text", names.stream().map(Name::section).toArray()),
                        connection.createArrayOf(
                                "text", names.stream().map(Name::user).toArray()),
                        connection.createArrayOf(
                                "text",
                                sorted.values().stream()
                                        .map(body -> body.map(PublicationBody::contentType)
                                                .orElse(null))
                                        .toArray()),
                        connection.createArrayOf(
                                "bytea",
                                sorted.values().stream()
                                        .map(body ->
                                                body.map(PublicationBody::bytes).orElse(null))
                                        .toArray(byte[][]::new))));
    }

    @Override
    public void removeUsers(String section) {
        database.step(
                "remove documents",
                connection -> ClusterDatabase.update(
                        connection,
                        "UPDATE outpub_content SET content_type = NULL, body = NULL, changed = now()"
                                + " WHERE cluster = ? AND publication = ? AND body IS NOT NULL",
                        database.cluster(),
                        section));
    }
}
