package org.outpub.it.hostile;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.it.OutpubProcess;
import org.outpub.it.SelfSigned;
import org.outpub.publish.testkit.ScriptedCompositor;

/** The daemon that is attacked, as a process of its own with little memory, and the server that it publishes to. */
final class Target implements AutoCloseable {
    static final int PUBLICATIONS = 8;
    private static final int LIARS = 8;
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(outpub_dropped_total\\{what=\"(\\w+)\"\\}|outpub_http_refused_total) (\\d+)");
    private static final Pattern MEMORY = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private final Path folder;
    private final ScriptedCompositor compositor = new ScriptedCompositor();
    private final LyingNameServer names = new LyingNameServer();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int udp = freeDatagramPort();
    private final int tcp = freePort();
    private final int tls = freePort();
    private final Process process;
    private final URI page;

    Target(Path folder) throws Exception {
        this.folder = folder;
        compositor.repeating();
        SelfSigned.write(folder, "127.0.0.1");
        configure(600);
        Path log = folder.resolve("log");
        process = OutpubProcess.run(
                log,
                List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m"),
                "run",
                "--config",
                folder.toString(),
                "--http",
                "127.0.0.1:0",
                "--dns",
                "127.0.0.1:" + names.port());
        page = OutpubProcess.page(log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private static int freeDatagramPort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            return probe.getLocalPort();
        }
    }

    /** Another expiration has the names asked for again at once. */
    void configure(int expiration) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:").append(udp);
        text.append("\n[tcp]\ntype=transport\nprotocol=tcp\nbind=127.0.0.1:").append(tcp);
        text.append("\n[tls]\ntype=transport\nprotocol=tls\nverify_server=no\nbind=127.0.0.1:")
                .append(tls)
                .append("\ncert_file=cert.pem\npriv_key_file=key.pem\n");
        for (int i = 0; i < PUBLICATIONS; i++) {
            text.append("[good")
                    .append(i)
                    .append("]\ntype=outbound-publish\nevent=presence\ntransport=udp\nserver_uri=");
            text.append(compositor.uri("good" + i)).append('\n');
        }
        for (int i = 0; i < LIARS; i++) {
            text.append("[lied")
                    .append(i)
                    .append("]\ntype=outbound-publish\nevent=presence\n@content_type=text/plain\n");
            text.append("@content_file=state.txt\nserver_uri=sip:a@host")
                    .append(i)
                    .append(".example\nexpiration=");
            text.append(expiration).append('\n');
        }
        Files.writeString(folder.resolve("state.txt"), "open");
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, folder.resolve("pjsip.conf"), StandardCopyOption.REPLACE_EXISTING);
    }

    LyingNameServer names() {
        return names;
    }

    InetSocketAddress udp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp);
    }

    InetSocketAddress tcp() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp);
    }

    InetSocketAddress tls() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tls);
    }

    InetSocketAddress http() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), page.getPort());
    }

    /** Publishes something new; returns once the server has it. */
    void publish(int publication, String document) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/publications/good" + publication + "/content"))
                .PUT(HttpRequest.BodyPublishers.ofString(document))
                .header("Content-Type", "text/plain")
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (!answer.body().contains("confirmed")) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        compositor.drain();
    }

    /** What was dropped so far, by kind. */
    TreeMap<String, Long> dropped() throws IOException, InterruptedException {
        String text = http.send(
                        HttpRequest.newBuilder(page.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        TreeMap<String, Long> dropped = new TreeMap<>();
        Matcher samples = SAMPLE.matcher(text);
        while (samples.find()) {
            dropped.put(samples.group(2) == null ? "http" : samples.group(2), Long.valueOf(samples.group(3)));
        }
        return dropped;
    }

    /** In MB; 0 where the system does not say. */
    long memory() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        Matcher found = MEMORY.matcher(Files.exists(status) ? Files.readString(status) : "");
        return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
    }

    boolean lives() {
        return process.isAlive();
    }

    List<String> violations() {
        return new ArrayList<>(compositor.violations());
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        compositor.close();
        names.close();
    }
}
