package org.outpub.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One tab of a headless Chromium, driven by its DevTools protocol. */
final class HeadlessBrowser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final Process process;
    private final WebSocket tab;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    /** Where Chromium is; empty if it is not installed. */
    static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    HeadlessBrowser(Path chromium, Path profile) throws Exception {
        process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        await("the browser")
                .atMost(PATIENCE)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
        HttpClient http = HttpClient.newHttpClient();
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        JsonNode tabs = JSON.readTree(http.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString())
                .body());
        tab = http.newWebSocketBuilder()
                .buildAsync(URI.create(tabs.get(0).get("webSocketDebuggerUrl").asText()), new Ear())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                take(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void take(String message) {
        try {
            JsonNode node = JSON.readTree(message);
            CompletableFuture<JsonNode> asked =
                    node.has("id") ? answers.remove(node.get("id").asInt()) : null;
            if (asked != null) {
                asked.complete(node);
            }
        } catch (IOException malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private JsonNode call(String method, ObjectNode parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
        request.set("params", parameters);
        tab.sendText(request.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonNode node = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (node.has("error") || node.at("/result").has("exceptionDetails")) {
            throw new IllegalStateException(method + ": " + node);
        }
        return node.get("result");
    }

    private static ObjectNode parameters() {
        return JSON.createObjectNode();
    }

    void open(URI page) throws Exception {
        call("Page.navigate", parameters().put("url", page.toString()));
    }

    /** What an expression is, of texts, numbers, truths and lists of them. */
    JsonNode evaluate(String expression) throws Exception {
        return call(
                        "Runtime.evaluate",
                        parameters().put("expression", expression).put("returnByValue", true))
                .at("/result/value");
    }

    String text(String expression) throws Exception {
        return evaluate(expression).asText();
    }

    List<String> texts(String expression) throws Exception {
        return JSON.convertValue(
                evaluate(expression), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    void type(String text) throws Exception {
        call("Input.insertText", parameters().put("text", text));
    }

    /** Presses a key such as {@code Tab} or {@code Enter}. */
    void press(String key, int code) throws Exception {
        ObjectNode down = parameters().put("type", "keyDown").put("key", key).put("code", key);
        call("Input.dispatchKeyEvent", down.put("windowsVirtualKeyCode", code).put("text", code == 13 ? "\r" : ""));
        call(
                "Input.dispatchKeyEvent",
                parameters()
                        .put("type", "keyUp")
                        .put("key", key)
                        .put("code", key)
                        .put("windowsVirtualKeyCode", code));
    }

    void size(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                parameters()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 500));
    }

    /** Keeps a picture if the environment variable OUTPUB_SCREENSHOTS says where. */
    void picture(String name) throws Exception {
        String folder = System.getenv("OUTPUB_SCREENSHOTS");
        if (folder != null) {
            JsonNode data = call("Page.captureScreenshot", parameters()).get("data");
            Files.write(
                    Files.createDirectories(Path.of(folder)).resolve(name + ".png"),
                    Base64.getDecoder().decode(data.asText()));
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
