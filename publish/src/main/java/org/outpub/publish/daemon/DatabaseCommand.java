package org.outpub.publish.daemon;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.outpub.publish.cluster.ClusterTables;
import org.outpub.sorcery.realtime.DatabaseAddress;
import org.outpub.sorcery.realtime.NotifyTrigger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What Outpub puts into a database. */
@Command(
        name = "database",
        description =
                "Prepares a database that holds Asterisk's realtime tables, or in which the nodes of a cluster meet.",
        mixinStandardHelpOptions = true,
        subcommands = DatabaseCommand.Install.class,
        synopsisSubcommandLabel = "COMMAND")
final class DatabaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DatabaseCommand() {}

    @Override
    public Integer call() {
        command.commandLine().usage(command.commandLine().getOut());
        return 0;
    }

    /** The trigger, and the tables of clusters. */
    @Command(
            name = "install",
            description = "Makes PostgreSQL tell of changes to Asterisk's tables, so that they are on the wire at once."
                    + " Without it, tables are read every five seconds. Asterisk does not notice it; it may be done"
                    + " twice.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:printed or installed", "1:the database refused, and nothing was changed", "2:wrong usage"
            })
    static final class Install implements Callable<Integer> {
        private static final List<String> ASTERISKS =
                List.of("ps_outbound_publishes", "ps_auths", "ps_transports", "ps_globals", "ps_systems");

        @Mixin
        private DatabaseOption database;

        @Option(names = "--print", description = "Print the statements, and run nothing.")
        private boolean print;

        @Option(
                names = "--cluster",
                description =
                        "Make the tables in which the nodes of a cluster meet, so that the user of run --cluster need not"
                                + " be allowed to; and triggers for the TABLEs that are named only.")
        private boolean cluster;

        @Parameters(
                paramLabel = "TABLE",
                arity = "0..*",
                description =
                        "Tables to watch (default: ps_outbound_publishes ps_auths ps_transports ps_globals ps_systems).")
        private List<String> named = List.of();

        @Spec
        private CommandSpec command;

        @SuppressWarnings("NullAway.Init") // picocli fills the fields
        Install() {}

        @Override
        public Integer call() {
            PrintWriter out = command.commandLine().getOut();
            List<String> tables = named.isEmpty() && !cluster ? ASTERISKS : named;
            if (print) {
                out.println("BEGIN;");
                statements(tables).forEach(statement -> out.println(statement + ";"));
                out.println("COMMIT;");
                out.flush();
                return 0;
            }
            DatabaseAddress address = database.address(Path.of(""))
                    .orElseThrow(() -> database.refuse(
                            "expected --database postgresql://[USER@]HOST[:PORT]/DATABASE," + " or --print"));
            try (DatabasePool pool = DatabasePool.of(address);
                    Connection connection = pool.source().getConnection()) {
                install(connection, statements(tables));
            } catch (SQLException refused) {
                command.commandLine().getErr().println(address + ": nothing was changed: " + refused.getMessage());
                return 1;
            }
            if (cluster) {
                out.println(address + ": the tables of clusters are there");
            }
            if (!tables.isEmpty()) {
                out.println(address + ": changes are told of " + String.join(", ", tables));
            }
            out.flush();
            return 0;
        }

        private List<String> statements(List<String> tables) {
            List<String> statements = new ArrayList<>(cluster ? ClusterTables.statements() : List.of());
            if (!tables.isEmpty()) {
                statements.addAll(NotifyTrigger.statements(tables));
            }
            return statements;
        }

        /** All or nothing. */
        private static void install(Connection connection, List<String> statements) throws SQLException {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                connection.commit();
            }
        }
    }
}
