package org.outpub.publish.cluster;

import static org.outpub.publish.cluster.ClusterDatabase.update;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.outpub.publish.config.KeptPublication;

/**
 * A cluster in tables of PostgreSQL. Every step first locks the cluster's own row, so that steps of all nodes come one after
 * the other, and goes by the server's clock as of then. Safe for use by many threads.
 */
final class PostgresClusterStore implements ClusterStore {
    private static final String RENEWAL = "(extract(epoch FROM until) * 1000000)::bigint";

    private final ClusterDatabase database;
    private final String cluster;
    private final Duration lease;

    /**
     * A cluster.
     *
     * @param lease how long a node's lease runs
     */
    PostgresClusterStore(ClusterDatabase database, Duration lease) {
        this.database = database;
        this.cluster = database.cluster();
        this.lease = lease;
    }

    /**
     * Makes the tables and rows that are not there.
     *
     * @throws org.outpub.api.sorcery.wizard.StorageException if it cannot
     */
    void prepare() {
        database.step("prepare", connection -> {
            ClusterTables.makeIfAbsent(connection);
            update(connection, "INSERT INTO outpub_cluster VALUES (?) ON CONFLICT DO NOTHING", cluster);
            update(
                    connection,
                    "DELETE FROM outpub_content WHERE cluster = ? AND body IS NULL AND changed < now() - interval '1 day'",
                    cluster); // of what was removed long ago
            return update(
                    connection,
                    "INSERT INTO outpub_lease SELECT ?, share, NULL, 0 FROM generate_series(0, ?) share"
                            + " ON CONFLICT DO NOTHING",
                    cluster,
                    Share.COUNT - 1);
        });
    }

    @Override
    public View renew(String node) {
        return database.inTurn("renew the lease", connection -> {
            update(
                    connection,
                    "INSERT INTO outpub_node VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')"
                            + " ON CONFLICT (cluster, node) DO UPDATE SET until = EXCLUDED.until",
                    cluster,
                    node,
                    lease.toMillis());
            return view(connection);
        });
    }

    private View view(Connection connection) throws SQLException {
        long clock = 0;
        List<Node> nodes = new ArrayList<>();
        try (PreparedStatement select = ClusterDatabase.statement(
                        connection,
                        "SELECT node, " + RENEWAL + ", (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM"
                                + " outpub_node WHERE cluster = ? ORDER BY node",
                        cluster);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long until = rows.getLong(2);
                clock = rows.getLong(3);
                nodes.add(new Node(rows.getString(1), until, Math.max(0, (until - clock + 999) / 1000)));
            }
        }
        return new View(clock, nodes, leases(connection));
    }

    private List<Lease> leases(Connection connection) throws SQLException {
        List<Lease> leases = new ArrayList<>(Share.COUNT);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT share, owner, epoch FROM outpub_lease WHERE cluster = ?")) {
            select.setString(1, cluster);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    leases.add(new Lease(rows.getInt(1), rows.getString(2), rows.getLong(3)));
                }
            }
        }
        return leases;
    }

    @Override
    public Map<Integer, Long> claim(String node, Collection<Lease> seen, Map<String, Long> renewals) {
        return database.inTurn("claim shares", connection -> {
            Map<Integer, Long> taken = new HashMap<>();
            update(
                    connection,
                    "DELETE FROM outpub_node WHERE cluster = ? AND until < clock_timestamp() - interval '1 minute'",
                    cluster); // of processes that were killed long ago
            String sql = "UPDATE outpub_lease l SET owner = ?, epoch = l.epoch + 1 FROM (SELECT unnest(?) AS share,"
                    + " unnest(?) AS epoch) seen WHERE l.cluster = ? AND l.share = seen.share AND l.epoch = seen.epoch"
                    + " AND NOT EXISTS (SELECT 1 FROM outpub_node LEFT JOIN (SELECT unnest(?) AS node, unnest(?) AS renewal)"
                    + " known USING (node) WHERE cluster = l.cluster AND node = l.owner AND renewal IS DISTINCT FROM "
                    + RENEWAL + ") RETURNING l.share, l.epoch";
            List<String> names = List.copyOf(renewals.keySet());
            try (PreparedStatement claim = ClusterDatabase.statement(connection, sql)) {
                claim.setString(1, node);
                claim.setArray(
                        2,
                        connection.createArrayOf(
                                "int", seen.stream().map(Lease::share).toArray()));
                claim.setArray(
                        3,
                        connection.createArrayOf(
                                "bigint", seen.stream().map(Lease::epoch).toArray()));
                claim.setString(4, cluster);
                claim.setArray(5, connection.createArrayOf("text", names.toArray()));
                claim.setArray(
                        6,
                        connection.createArrayOf(
                                "bigint", names.stream().map(renewals::get).toArray()));
                try (ResultSet rows = claim.executeQuery()) {
                    while (rows.next()) {
                        taken.put(rows.getInt(1), rows.getLong(2));
                    }
                }
            }
            return taken;
        });
    }

    @Override
    public void release(String node, Collection<Integer> shares) {
        database.inTurn("release shares", connection -> {
            update(
                    connection,
                    "UPDATE outpub_lease SET owner = NULL WHERE cluster = ? AND owner = ? AND share = ANY (?)",
                    cluster,
                    node,
                    connection.createArrayOf("int", shares.toArray()));
            return tellGiven(connection);
        });
    }

    @Override
    public void leave(String node) {
        database.inTurn("leave", connection -> {
            update(connection, "UPDATE outpub_lease SET owner = NULL WHERE cluster = ? AND owner = ?", cluster, node);
            update(connection, "DELETE FROM outpub_node WHERE cluster = ? AND node = ?", cluster, node);
            return tellGiven(connection);
        });
    }

    /** So that others take it at once, and not when they look next. */
    private boolean tellGiven(Connection connection) throws SQLException {
        try (PreparedStatement tell = ClusterDatabase.statement(
                connection, "SELECT pg_notify('outpub', ?)", ClusterTables.GIVEN + " " + cluster)) {
            return tell.execute();
        }
    }

    @Override
    public List<KeptPublication> kept(Collection<Integer> shares) {
        return database.step("read what servers hold", connection -> {
            List<KeptPublication> kept = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT id, state FROM outpub_publication_state WHERE cluster = ? AND share = ANY (?)")) {
                select.setString(1, cluster);
                select.setArray(2, connection.createArrayOf("int", shares.toArray()));
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        KeptJson.read(rows.getString(1), rows.getString(2)).ifPresent(kept::add);
                    }
                }
            }
            return kept;
        });
    }

    @Override
    public Set<String> write(String node, Collection<Change> changes) {
        return database.inTurn("write what servers hold", connection -> {
            Map<Integer, Long> own = new HashMap<>();
            leases(connection).stream()
                    .filter(lease -> node.equals(lease.owner()))
                    .forEach(lease -> own.put(lease.share(), lease.epoch()));
            Set<String> refused = new HashSet<>();
            List<Change> kept = new ArrayList<>();
            List<String> forgotten = new ArrayList<>();
            for (Change change : changes) {
                Long epoch = own.get(change.share());
                if (epoch == null || epoch != change.epoch()) {
                    refused.add(change.id());
                } else if (change.kept() == null) {
                    forgotten.add(change.id());
                } else {
                    kept.add(change);
                }
            }
            write(connection, kept);
            update(
                    connection,
                    "DELETE FROM outpub_publication_state WHERE cluster = ? AND id = ANY (?)",
                    cluster,
                    connection.createArrayOf("text", forgotten.toArray()));
            return refused;
        });
    }

    private void write(Connection connection, List<Change> kept) throws SQLException {
        if (kept.isEmpty()) {
            return;
        }
        update(
                connection,
                "INSERT INTO outpub_publication_state SELECT ?, unnest(?), unnest(?), unnest(?)::jsonb"
                        + " ON CONFLICT (cluster, id) DO UPDATE SET share = EXCLUDED.share, state = EXCLUDED.state",
                cluster,
                connection.createArrayOf("text", kept.stream().map(Change::id).toArray()),
                connection.createArrayOf("int", kept.stream().map(Change::share).toArray()),
                connection.createArrayOf(
                        "text", kept.stream().map(KeptJson::write).toArray()));
    }
}
