package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.outpub.sorcery.realtime.PostgresServer;

/** Daemons of one cluster, each a process, with a PostgreSQL server of their own. */
final class ClusterNodes implements AutoCloseable {
    private static final int SHARES = 1024;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final PostgresServer server = PostgresServer.own();
    private final PostgresServer.Database database = server.newDatabase();
    private final Path password;
    private final Map<String, Process> processes = new HashMap<>();
    private final Map<String, Path> logs = new HashMap<>();
    private int starts;

    /** None runs yet. */
    ClusterNodes(Path folder) throws IOException {
        this.folder = folder;
        this.password = Files.writeString(folder.resolve("password"), PostgresServer.PASSWORD);
    }

    PostgresServer server() {
        return server;
    }

    PostgresServer.Database database() {
        return database;
    }

    Path password() {
        return password;
    }

    Path log(String name) {
        return logs.get(name);
    }

    boolean said(String name, String text) throws IOException {
        return Files.readString(log(name)).contains(text);
    }

    void start(String... names) throws IOException {
        for (String name : names) {
            startAs(name, database.url(), password);
        }
    }

    void startAs(String name, String url, Path passwordFile) throws IOException {
        Path log = folder.resolve(name + "." + starts++ + ".log");
        logs.put(name, log);
        processes.put(
                name,
                OutpubProcess.run(
                        log,
                        "run",
                        "--config",
                        folder.toString(),
                        "--http",
                        "127.0.0.1:0",
                        "--cluster",
                        "pbx",
                        "--node",
                        name,
                        "--database",
                        url,
                        "--database-password-file",
                        passwordFile.toString()));
    }

    void signal(String name, String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(processes.get(name).pid()))
                .start()
                .waitFor();
    }

    void awaitEnd(String name) throws InterruptedException {
        assertTrue(processes.get(name).waitFor(20, TimeUnit.SECONDS), () -> name + " does not end");
    }

    long shares(String name) {
        return Long.parseLong(database.query("SELECT count(*) FROM outpub_lease WHERE owner LIKE '" + name + "-%'")
                .get(0));
    }

    /** Until all shares are owned by these, evenly. */
    void awaitSpread(String... alive) {
        await("shares of " + List.of(alive))
                .atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    long all = 0;
                    for (String name : alive) {
                        long shares = shares(name);
                        all += shares;
                        assertTrue(
                                Math.abs(shares - (double) SHARES / alive.length) < 100,
                                () -> name + " owns " + shares + " of " + SHARES);
                    }
                    assertTrue(all == SHARES, "some are nobody's");
                });
    }

    URI page(String name) {
        return OutpubProcess.page(log(name));
    }

    /** Asks a node; a body of null is none. */
    HttpResponse<String> ask(String name, String method, String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(page(name).resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> put(String name, String publication, String text) throws IOException, InterruptedException {
        return ask(name, "PUT", "/publications/" + publication + "/content", "text/plain", text);
    }

    HttpResponse<String> get(String name, String path) throws IOException, InterruptedException {
        return ask(name, "GET", path, null, null);
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : processes.values()) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        server.close();
    }
}
