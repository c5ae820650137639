package org.outpub.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real presence server on loopback: Debian's kamailio with its presence modules. Ended by its own process id. */
final class Kamailio implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/sbin/kamailio");
    private static final Path TABLES = Path.of("/usr/share/kamailio/dbtext/kamailio");
    private final Process process;
    private final Path run;
    private final int port;

    /** How it treats PUBLISH. */
    enum Mode {
        /** Takes it from anybody. */
        OPEN,
        /** Asks for an MD5 digest. */
        MD5,
        /** Asks for a SHA-256 digest. */
        SHA256,
        /** Takes it from anybody, over TLS too. */
        TLS
    }

    private Kamailio(Process process, Path run, int port) {
        this.process = process;
        this.run = run;
        this.port = port;
    }

    /** Why the tests against it cannot run here; empty text if they can. */
    static String missing() {
        return Files.isExecutable(BINARY) && hasModule("presence") && hasModule("tls")
                ? ""
                : "kamailio is not installed: the tests against a real presence server are SKIPPED"
                        + " (apt-get install kamailio kamailio-presence-modules kamailio-tls-modules)";
    }

    private static boolean hasModule(String name) {
        return Stream.of("x86_64", "aarch64")
                .map(machine -> Path.of("/usr/lib/" + machine + "-linux-gnu/kamailio/modules/" + name + ".so"))
                .anyMatch(Files::exists);
    }

    static Kamailio start(Path folder, Mode mode) throws IOException {
        return start(folder, mode, freePort());
    }

    static Kamailio start(Path folder, Mode mode, int port) throws IOException {
        Path run = Files.createDirectories(folder.resolve("kamailio"));
        Path db = Files.createDirectories(run.resolve("db"));
        for (String table : List.of("version", "presentity", "active_watchers", "watchers", "xcap")) {
            Files.copy(TABLES.resolve(table), db.resolve(table));
        }
        Path config = run.resolve("kamailio.cfg");
        try (InputStream template =
                Objects.requireNonNull(Kamailio.class.getResourceAsStream("/kamailio/kamailio.cfg"))) {
            String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(
                    config,
                    text.replace("@RUN@", run.toString())
                            .replace("@CERTS@", folder.toString())
                            .replace("@PORT@", String.valueOf(port)));
        }
        Process process = new ProcessBuilder(command(config, run, port, mode))
                .redirectErrorStream(true)
                .redirectOutput(run.resolve("log").toFile())
                .start();
        Kamailio kamailio = new Kamailio(process, run, port);
        kamailio.awaitReady();
        return kamailio;
    }

    /** Speaks TLS as well, with its own certificate for 127.0.0.1, which stands in {@code cert.pem} of the folder. */
    static Kamailio startWithTls(Path folder) throws Exception {
        SelfSigned.write(folder, "127.0.0.1");
        return start(folder, Mode.TLS);
    }

    private static List<String> command(Path config, Path run, int port, Mode mode) {
        List<String> command = new ArrayList<>(List.of(
                BINARY.toString(), "-f", config.toString(), "-DD", "-E", "-m", "64", "-M", "8", "-w", run.toString()));
        command.addAll(List.of("-Y", run.toString(), "-l", "udp:127.0.0.1:" + port, "-l", "tcp:127.0.0.1:" + port));
        if (mode == Mode.TLS) {
            command.addAll(List.of("-A", "WITH_TLS", "-l", "tls:127.0.0.1:" + tlsPort(port)));
        } else if (mode != Mode.OPEN) {
            command.addAll(List.of("-A", "WITH_AUTH"));
        }
        if (mode == Mode.SHA256) {
            command.addAll(List.of("-A", "WITH_SHA256"));
        }
        return command;
    }

    /** Free for datagrams, for connections and, beside it, for TLS. */
    private static int freePort() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        for (int tries = 0; ; tries++) {
            try (DatagramSocket udp = new DatagramSocket(0, here);
                    ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 1, here);
                    ServerSocket tls = new ServerSocket(tlsPort(udp.getLocalPort()), 1, here)) {
                return tcp.getLocalPort();
            } catch (BindException taken) {
                if (tries == 100) {
                    throw taken;
                }
            }
        }
    }

    private void awaitReady() {
        await("kamailio answers OPTIONS; its log: " + run.resolve("log"))
                .atMost(Duration.ofSeconds(30))
                .until(this::answersOptions);
    }

    private boolean answersOptions() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("kamailio ended: " + Files.readString(run.resolve("log")));
        }
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(300);
            String text = "OPTIONS sip:127.0.0.1:" + port + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                    + socket.getLocalPort() + ";branch=z9hG4bKready" + System.nanoTime()
                    + "\r\nMax-Forwards: 70\r\nFrom: <sip:t@127.0.0.1>;tag=1\r\nTo: <sip:t@127.0.0.1>\r\nCall-ID: "
                    + System.nanoTime() + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(
                    bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            socket.receive(new DatagramPacket(new byte[4096], 4096));
            return true;
        } catch (SocketTimeoutException notYet) {
            return false;
        }
    }

    private static int tlsPort(int port) {
        return port < 65_000 ? port + 1 : port - 1;
    }

    int tlsPort() {
        return tlsPort(port);
    }

    int port() {
        return port;
    }

    String uri(String user) {
        return "sip:" + user + "@127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
