package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/**
 * What strangers write, in every field that is shown anywhere, through every output: none holds a control character, a
 * terminal's escape or what turns the direction of writing, none has an endless line, and none a line that a stranger made.
 */
class ForeignTextTest {
    private static final String SHORT = "\u001b[31mEVIL\u0007\u009b2J\u202e\u2028";
    private static final String FORGED = "\r\n2026-01-01T00:00:00Z ERROR forged";
    private static final String LONG = SHORT + "x".repeat(3000);
    /** What a header lets through. */
    private static final String IN_HEADER = "\u009b31mEVIL\u0085\u202e\u2066\u2028" + "x".repeat(3000);

    private static final int LONGEST_LINE = 1_300;
    private static final Set<String> NAMES = Set.of("id", "user", "text");
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> faults = new ArrayList<>();

    @TempDir
    private Path folder;

    private static ScriptedCompositor.Reply answer(ReceivedPublish request) {
        String events = IntStream.range(0, 400).mapToObj(i -> "event" + i).collect(Collectors.joining(", "));
        String user = request.requestUri().replaceAll("sip:|@.*", "");
        return switch (user) {
            case "reason" -> ScriptedCompositor.Reply.of(480, IN_HEADER);
            case "realm" ->
                ScriptedCompositor.Reply.of(
                        401,
                        "Unauthorized",
                        "WWW-Authenticate: Digest realm=\"" + IN_HEADER + "\", nonce=\"" + IN_HEADER + "\", algorithm="
                                + IN_HEADER,
                        "WWW-Authenticate: " + IN_HEADER + " a=b");
            case "events" -> ScriptedCompositor.Reply.of(489, "Bad Event", "Allow-Events: " + events);
            case "contact" ->
                ScriptedCompositor.Reply.of(
                        302,
                        IN_HEADER,
                        "Contact: <sip:" + IN_HEADER + "@127.0.0.1:9>, <sip:a@127.0.0.1:9;x=%1b%5b" + "y".repeat(1500)
                                + ">");
            case "tag" -> ScriptedCompositor.Reply.of(200, IN_HEADER, "SIP-ETag: " + IN_HEADER, "Expires: 60");
            case "fine" -> ScriptedCompositor.Reply.of(200, "OK", "SIP-ETag: a" + "b".repeat(1000), "Expires: 60");
            default -> ScriptedCompositor.Reply.of(500, IN_HEADER);
        };
    }

    /** What a certificate lets through, and as long as one may be. */
    private static final String SUBJECT =
            "CN=\\1B[31mEVIL\\0D\\0A2026-01-01T00:00:00Z ERROR forged\\E2\\80\\AE" + "x".repeat(3000) + ",O=\\1B[2J";

    /** Serves TLS with a certificate that says who is anybody. */
    private SSLServerSocket certified(String name, List<String> extensions) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        SelfSigned.write(own, SUBJECT, extensions);
        SSLServerSocket server = (SSLServerSocket) SelfSigned.context(own)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> serve(server), name);
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void serve(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                while (client.getInputStream().read() >= 0) {
                    // it is the client that ends it
                }
            } catch (IOException refused) {
                // as it should be
            }
        }
    }

    private void publishToCertified(ConfigFolder config, SSLServerSocket subject, SSLServerSocket alternatives) {
        for (String name : List.of("subject", "alternatives")) {
            SSLServerSocket server = name.equals("subject") ? subject : alternatives;
            config.section(
                    "to-" + name,
                    "type=transport",
                    "protocol=tls",
                    "bind=127.0.0.1",
                    "verify_server=yes",
                    "ca_list_file=" + name + "/cert.pem");
            config.publication(
                    name,
                    "sip:" + name + "@localhost:" + server.getLocalPort() + "\\;transport=tls",
                    "transport=to-" + name);
        }
        config.section("plain", "type=transport", "protocol=udp", "bind=127.0.0.1");
        config.section("to-nobody", "type=transport", "protocol=tls", "bind=127.0.0.1", "verify_server=yes");
        config.publication(
                "untrusted", "sip:u@localhost:" + subject.getLocalPort() + "\\;transport=tls", "transport=to-nobody");
    }

    private ConfigFolder configure(ScriptedCompositor esc) throws IOException {
        ConfigFolder config = new ConfigFolder(folder);
        config.content("state.txt", "open");
        Files.createDirectory(folder.resolve("users"));
        Files.writeString(folder.resolve("users").resolve(SHORT.replace("/", "") + ".txt"), "open");
        for (String user : List.of("reason", "realm", "events", "contact", "tag", "fine")) {
            config.publication(user, esc.uri(user), user.equals("realm") ? "outbound_auth=me" : "");
        }
        config.section("me", "type=auth", "username=me", "password=secret");
        config.section(
                "each",
                "type=outbound-publish",
                "server_uri=" + esc.uri("each"),
                "event=presence",
                "multi_user=yes",
                "@content_type=text/plain",
                "@content_dir=users");
        config.publication("named", "sip:a@evil.example");
        return config;
    }

    private static void spoil(ConfigFolder config) throws IOException {
        config.publication("refused", "sip:a@b" + SHORT, LONG + "=" + LONG, "expiration=" + LONG, LONG);
        config.section("bad" + SHORT + "](" + SHORT, "type=outbound-publish", "event=" + LONG);
        config.section(SHORT, "type=transport", "protocol=" + LONG, "bind=" + SHORT);
        config.write();
    }

    private static boolean isForeign(int c) {
        return Character.getType(c) == Character.CONTROL && c != '\n'
                || c == '\u2028'
                || c == '\u2029'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2066' && c <= '\u2069';
    }

    private void checkText(String output, String text) {
        for (String line : text.split("\n", -1)) {
            if (line.codePoints().anyMatch(ForeignTextTest::isForeign)) {
                faults.add(output + " shows: " + line.substring(0, Math.min(line.length(), 200)));
            }
            if (line.length() > LONGEST_LINE) {
                faults.add(output + " has a line of " + line.length() + ": " + line.substring(0, 100));
            }
            if (line.startsWith("2026-01-01T00:00:00Z")) {
                faults.add(output + " has a forged line");
            }
        }
    }

    private void checkJson(String output, String text) throws IOException {
        if (text.codePoints().anyMatch(ForeignTextTest::isForeign)) {
            faults.add(output + " is not clean");
        }
        checkValues(output, "", json.readTree(text));
    }

    /** A name, and a message in a trace, is needed as it is; whoever shows it is one of the other outputs here. */
    private void checkValues(String output, String name, JsonNode value) {
        if (value.isTextual() && !NAMES.contains(name)) {
            checkText(output + ", " + name, value.textValue());
        }
        value.properties().forEach(member -> checkValues(output, member.getKey(), member.getValue()));
        if (value.isArray()) {
            value.forEach(item -> checkValues(output, name, item));
        }
    }

    private String ask(URI page, String method, String path, String body, String contentType) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private void answered(URI page, int least) throws Exception {
        int answered = 0;
        String all = ask(page, "GET", "/publications", "", "");
        for (JsonNode one : json.readTree(all)) {
            answered += one.path("last").asText().isEmpty() ? 0 : 1;
        }
        assertTrue(answered >= least, all);
    }

    private void checkPages(URI page) throws Exception {
        String odd = URLEncoder.encode(SHORT + FORGED, StandardCharsets.UTF_8).replace("+", "%20");
        for (String path : List.of(
                "/status",
                "/publications",
                "/publications/reason",
                "/publications/realm",
                "/publications/events",
                "/publications/subject",
                "/publications/alternatives",
                "/publications/untrusted",
                "/health",
                "/health/ready",
                "/publications/reason/trace",
                "/trace",
                "/plan",
                "/configuration",
                "/log-level",
                "/device-states",
                "/" + odd,
                "/publications/" + odd,
                "/device-states/" + odd,
                "/extension-states/" + odd)) {
            checkJson("GET " + path, ask(page, "GET", path, "", ""));
        }
        await("something to trace").atMost(Duration.ofSeconds(20)).until(() -> {
            checkJson("POST retry", ask(page, "POST", "/publications/reason/retry", "", ""));
            return json.readTree(ask(page, "GET", "/publications/reason/trace", "", ""))
                            .size()
                    > 0;
        });
        checkText("GET /metrics", ask(page, "GET", "/metrics", "", ""));
        checkJson("POST /reload", ask(page, "POST", "/reload", "", ""));
        for (String body :
                List.of(LONG + FORGED, "{\"" + "\\u001b\\u202e" + "\": 1}", "{\"state\": \"\\u001b[31m\"}")) {
            for (String path : List.of("/device-states/a", "/mailboxes/a", "/extension-states/a/b")) {
                checkJson("PUT " + path, ask(page, "PUT", path, body, "application/json"));
            }
        }
        checkJson(
                "PUT content", ask(page, "PUT", "/publications/fine/content", "x", "a/" + "b".repeat(3000) + "\u00e4"));
        checkJson("PUT content", ask(page, "PUT", "/publications/none/users/" + odd + "/content", "x", "text/plain"));
        checkJson("PUT content", ask(page, "PUT", "/publications/each/users/" + odd + "/content", "x", "text/plain"));
        assertTrue(!ask(page, "GET", "/", "", "").contains("EVIL"));
    }

    private void checkCommands(URI page) throws Exception {
        String http = page.getHost() + ":" + page.getPort();
        Map<String, Process> commands = new LinkedHashMap<>();
        for (List<String> command : List.of(
                List.of("check", "--config", folder.toString()),
                List.of("check", "--json", "--config", folder.toString()),
                List.of("status", "--http", http),
                List.of("show", "reason", "--http", http),
                List.of("show", SHORT, "--http", http),
                List.of("why", "realm", "--http", http),
                List.of("history", "contact", "--http", http),
                List.of("trace", "reason", "--http", http),
                List.of("reload", "--http", http))) {
            Path out = folder.resolve("out" + commands.size());
            commands.put(String.join(" ", command), OutpubProcess.run(out, command.toArray(String[]::new)));
        }
        int number = 0;
        for (Map.Entry<String, Process> command : commands.entrySet()) {
            assertTrue(command.getValue().waitFor(60, TimeUnit.SECONDS), command.getKey());
            String told = Files.readString(folder.resolve("out" + number++));
            assertTrue(!told.isBlank(), command.getKey());
            if (command.getKey().contains("--json")) {
                checkJson(command.getKey(), told);
            } else {
                checkText(command.getKey(), told);
            }
        }
    }

    @Test
    void isCleanAndShortInEveryOutput() throws Exception {
        Path log = folder.resolve("log");
        try (ScriptedCompositor esc = new ScriptedCompositor();
                ScriptedZone zone = new ScriptedZone();
                SSLServerSocket subject = certified("subject", List.of());
                SSLServerSocket alternatives = certified(
                        "alternatives", List.of("-ext", "san=uri:sip:%1b%5b31mEVIL%0d%0a" + "y".repeat(3000)))) {
            zone.put("SRV _sip._udp.evil.example", "0 0 5060 \\027[31m\\155.evil.example.");
            esc.script(ForeignTextTest::answer);
            ConfigFolder config = configure(esc);
            publishToCertified(config, subject, alternatives);
            config.write();
            Process daemon = OutpubProcess.run(
                    log,
                    "run",
                    "--debug",
                    "--config",
                    folder.toString(),
                    "--http",
                    "127.0.0.1:0",
                    "--dns",
                    "127.0.0.1:" + zone.address().getPort());
            try {
                URI page = OutpubProcess.page(log);
                await("the answers").atMost(Duration.ofSeconds(30)).untilAsserted(() -> answered(page, 10));
                spoil(config);
                checkPages(page);
                checkCommands(page);
            } finally {
                daemon.destroy();
                assertTrue(daemon.waitFor(30, TimeUnit.SECONDS));
            }
            String told = Files.readString(log);
            for (String certificate : List.of("subject", "alternatives")) {
                assertTrue(
                        told.lines()
                                .anyMatch(
                                        line -> line.contains(certificate) && line.contains("is not for 'localhost'")),
                        told);
            }
            assertTrue(told.contains("EVIL"), "the log tells of nothing that a stranger wrote");
            checkText("the log", told);
            List<String> forged = told.lines()
                    .filter(line -> !line.matches("\\d{4}-.*Z (INFO |WARN |ERROR|DEBUG) .*"))
                    .toList();
            assertEquals(List.of(), forged);
        }
        assertEquals(List.of(), faults);
    }
}
