package org.outpub.it.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.outpub.it.load.Settings.Setting;
import org.outpub.publish.cluster.Cluster;
import org.outpub.sorcery.realtime.PostgresServer;

/**
 * Three nodes that share publications by PostgreSQL: how long they take to start together, what the database has to do while
 * nothing happens, and how long until another node has refreshed or changed the last publication of one that is killed or
 * ends.
 */
final class ClusterScenario implements Scenario {
    private static final int DEADLINE_SECONDS = 300;
    private static final int IDLE_SECONDS = 15;
    /** Counting rows costs the database more than all nodes do at rest. */
    private static final int LOOK_MILLIS = 200;

    private static final int SHARES = 1024;
    private final Map<String, Process> nodes = new HashMap<>();

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int publications = settings.number(Setting.CLUSTERED);
        Distribution distribution = Distribution.unpack(settings, folder);
        Path configuration = SampleFiles.write(folder.resolve("conf"), publications, server.ports());
        try (PostgresServer postgres = PostgresServer.own()) {
            PostgresServer.Database database = postgres.newDatabase();
            Path password = Files.writeString(folder.resolve("password"), PostgresServer.PASSWORD);
            Table.head("three nodes, " + publications + " publications", "s", "own", "INITIAL", "412");
            long begun = System.nanoTime();
            for (String name : List.of("a", "b", "c")) {
                start(distribution, name, configuration, database, password);
            }
            await("all to be published", () -> states(database) == publications);
            row("start → all confirmed", begun, System.nanoTime(), publications, server.report());
            awaitRest(server, database, 3);
            idle(postgres, database);
            for (int run = 0; run < settings.number(Setting.RUNS); run++) {
                takeOver(server, database, "a", true);
                start(distribution, "a", configuration, database, password);
                awaitRest(server, database, 3);
                takeOver(server, database, "b", false);
                start(distribution, "b", configuration, database, password);
                awaitRest(server, database, 3);
            }
        } finally {
            nodes.values().forEach(Process::destroyForcibly);
        }
    }

    private void start(
            Distribution distribution, String name, Path configuration, PostgresServer.Database database, Path password)
            throws IOException {
        Process process = distribution
                .running(
                        "--config",
                        configuration.toString(),
                        "--cluster",
                        "load",
                        "--node",
                        name,
                        "--database",
                        database.url(),
                        "--database-password-file",
                        password.toString())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        configuration.resolveSibling(name + ".log").toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        nodes.put(name, process);
    }

    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(what + " takes too long");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private static long states(PostgresServer.Database database) {
        try {
            return number(database, "SELECT count(*) FROM outpub_publication_state");
        } catch (IllegalStateException notYet) {
            return 0;
        }
    }

    private static long number(PostgresServer.Database database, String sql) {
        return Long.parseLong(database.query(sql).get(0));
    }

    /** Until each node has its part, and nothing was sent for a while. */
    private void awaitRest(AcceptorProcess server, PostgresServer.Database database, int alive)
            throws InterruptedException {
        await(
                "an even spread",
                () -> number(
                                database,
                                "SELECT count(*) FROM (SELECT owner FROM outpub_lease WHERE owner IS NOT NULL GROUP BY"
                                        + " owner HAVING count(*) > " + SHARES / alive / 2 + ") spread")
                        == alive);
        long[] seen = {-1};
        await("rest", () -> {
            long requests = requests(server.report());
            boolean same = requests == seen[0];
            seen[0] = requests;
            try {
                TimeUnit.SECONDS.sleep(same ? 0 : 2);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return same;
        });
    }

    private static long requests(Map<Count, Long> counts) {
        return counts.get(Count.INITIAL) + counts.get(Count.MODIFY) + counts.get(Count.REFRESH);
    }

    private static void idle(PostgresServer postgres, PostgresServer.Database database) throws Exception {
        database.execute("ALTER SYSTEM SET log_statement = 'all'");
        database.execute("SELECT pg_reload_conf()");
        TimeUnit.SECONDS.sleep(1);
        long before = postgres.logged("execute ", "statement: ");
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double statements = (double) (postgres.logged("execute ", "statement: ") - before) / IDLE_SECONDS;
        database.execute("ALTER SYSTEM RESET log_statement");
        database.execute("SELECT pg_reload_conf()");
        Table.row("at rest: statements a second of all nodes", statements, "", "", "");
    }

    /** Ends a node, and measures when the last of its publications was sent for by another. */
    private void takeOver(AcceptorProcess server, PostgresServer.Database database, String name, boolean kill)
            throws Exception {
        int own = 0;
        for (String section : sections(database)) {
            own += section.equals(name) ? 1 : 0;
        }
        server.restart();
        int expected = own;
        Process node = nodes.get(name);
        long begun = System.nanoTime();
        if (kill) {
            node.destroyForcibly();
        } else {
            node.destroy();
        }
        await("a take-over", () -> requests(server.report()) >= expected);
        Map<Count, Long> counts = server.report();
        row(kill ? "kill -9 of one" : "SIGTERM of one", begun, counts.get(Count.LAST_NANOS), own, counts);
        node.waitFor();
    }

    /** Of each publication, the node that owns it. */
    private static List<String> sections(PostgresServer.Database database) {
        Map<Integer, String> owners = new HashMap<>();
        database.query("SELECT share, split_part(owner, '-', 1) FROM outpub_lease")
                .forEach(row -> owners.put(Integer.valueOf(row.split("\\|")[0]), row.split("\\|")[1]));
        return database.query("SELECT state->>'publication' FROM outpub_publication_state").stream()
                .map(section -> owners.get(Cluster.share(section)))
                .toList();
    }

    private static void row(String what, long begun, long end, int own, Map<Count, Long> counts) {
        Table.row(what, (end - begun) / 1e9, own, counts.get(Count.INITIAL), counts.get(Count.CONDITION_FAILED));
    }
}
