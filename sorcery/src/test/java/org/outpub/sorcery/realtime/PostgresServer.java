package org.outpub.sorcery.realtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server for tests: Debian's, in a temporary folder, on a free port of loopback, with a password. One serves
 * all tests of a JVM; those that stop it have one of their own.
 */
public final class PostgresServer implements AutoCloseable {
    /** Who may sign in. */
    public static final String USER = "asterisk";
    /** By which. */
    public static final String PASSWORD = "secret of the database";

    private static final List<Path> PLACES = List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"));
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable PostgresServer shared;

    private final Path binaries;
    private final Path folder;
    private final int port;

    private PostgresServer(Path binaries) throws IOException, InterruptedException {
        this.binaries = binaries;
        this.folder = Files.createTempDirectory("outpub-postgres");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD);
        run("chown", "-R", owner(), folder.toString());
        asOwner(
                "initdb",
                "-D",
                data(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        start();
    }

    /** The one that tests share; the test is skipped where there is none. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = own();
        }
        return shared;
    }

    /** One that nobody else uses; the test is skipped where there is none. */
    public static PostgresServer own() {
        Optional<Path> binaries = find();
        Assumptions.assumeTrue(
                binaries.isPresent(), "PostgreSQL is not installed (Debian: postgresql): not tested with it");
        try {
            return new PostgresServer(binaries.get());
        } catch (IOException unusable) {
            Assumptions.abort("PostgreSQL cannot be started here: " + unusable.getMessage());
            throw new UncheckedIOException(unusable);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static Optional<Path> find() {
        List<Path> places = new ArrayList<>();
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            versions.map(version -> version.resolve("bin")).sorted().forEach(places::add);
        } catch (IOException none) {
            // looked for elsewhere
        }
        places.addAll(PLACES);
        return places.stream()
                .filter(place -> Files.isExecutable(place.resolve("initdb")))
                .findFirst();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The server refuses to be root. */
    private static String owner() {
        return isRoot() ? "nobody" : System.getProperty("user.name");
    }

    private void asOwner(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("outpub-postgres", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        String text = Files.readString(said);
        Files.delete(said);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + text);
        }
    }

    /** Starts it, on the same port as before. */
    public void start() throws IOException, InterruptedException {
        String options = "-c listen_addresses=127.0.0.1 -c port=" + port + " -c unix_socket_directories= -c fsync=off"
                + " -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB";
        asOwner("pg_ctl", "-D", data(), "-w", "-l", folder.resolve("log").toString(), "-o", options, "start");
    }

    /** Stops it at once, as a crash does. */
    public void stop() throws IOException, InterruptedException {
        asOwner("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IOException stopped) {
            // it does not run
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            // nothing is left to be removed
        }
    }

    /** How many lines of its log have one of some texts. */
    public long logged(String... texts) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("log"))) {
            return lines.filter(line -> Stream.of(texts).anyMatch(line::contains))
                    .count();
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** A new empty database in it. */
    public Database newDatabase() {
        Database database = new Database(port, "t" + DATABASES.incrementAndGet());
        new Database(port, "postgres").execute("CREATE DATABASE " + database.name());
        return database;
    }

    /**
     * One database.
     *
     * @param port of the server
     * @param name of the database
     */
    public record Database(int port, String name) {
        /** As libpq has it, without the password. */
        public String url() {
            return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + name;
        }

        /** A new connection to it. */
        public Connection connect() throws SQLException {
            return DriverManager.getConnection(jdbcUrl(), USER, PASSWORD);
        }

        private String jdbcUrl() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?connectTimeout=5";
        }

        /** Connections to it that are used again. */
        public HikariDataSource pool() {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(jdbcUrl());
            config.setUsername(USER);
            config.setPassword(PASSWORD);
            config.setMaximumPoolSize(10);
            config.setMinimumIdle(0);
            config.setConnectionTimeout(2000);
            config.setInitializationFailTimeout(-1);
            return new HikariDataSource(config);
        }

        /** Does something in it. */
        public void execute(String... statements) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        /** What a question answers, row by row, values joined by a bar. */
        public List<String> query(String sql) {
            List<String> rows = new ArrayList<>();
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    var result = statement.executeQuery(sql)) {
                while (result.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        values.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", values));
                }
                return rows;
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
