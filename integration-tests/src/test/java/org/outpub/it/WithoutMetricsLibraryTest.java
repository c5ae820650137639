package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library that writes metrics is optional: who has the control interface without it misses the metrics only. */
class WithoutMetricsLibraryTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theControlInterfaceAnswersAndMetricsTellWhatIsMissing() throws Exception {
        ConfigFolder config = new ConfigFolder(folder);
        config.write();
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("prometheus-"))
                .collect(Collectors.joining(File.pathSeparator));
        Path log = folder.resolve("log");
        Process daemon = OutpubProcess.command(
                        List.of(), classPath, "run", "--config", config.path().toString(), "--http", "127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            URI page = OutpubProcess.page(log);
            assertEquals(200, get(page.resolve("/publications")).statusCode());
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> metrics = get(page.resolve("/metrics"));
                assertEquals(501, metrics.statusCode());
                assertTrue(metrics.body().contains("io.prometheus:"), metrics.body());
            }
            assertEquals(200, get(page.resolve("/publications")).statusCode());
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
