package org.outpub.it.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.outpub.it.SelfSigned;

/** The acceptor, seen from the harness. Confined to one thread. */
final class AcceptorProcess implements AutoCloseable {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private final Acceptor.Ports ports;

    private AcceptorProcess(Process process) throws IOException {
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.ports = Acceptor.Ports.parse(line());
    }

    /** Starts it, with a certificate made for the occasion in the folder. */
    static AcceptorProcess start(Path folder) throws Exception {
        if (!Files.exists(folder.resolve("cert.pem"))) {
            SelfSigned.write(folder, "127.0.0.1");
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Acceptor.class.getName(),
                folder.toString());
        return new AcceptorProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the acceptor has ended");
        }
        return line;
    }

    private Map<Count, Long> tell(String command) {
        try {
            commands.println(command);
            return Tally.parse(line());
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    Acceptor.Ports ports() {
        return ports;
    }

    /** What it has counted. */
    Map<Count, Long> report() {
        return tell("report");
    }

    /** What it has counted, from where it counts anew; it keeps its publications. */
    Map<Count, Long> restart() {
        return tell("restart");
    }

    /** Lets it begin from nothing, granting what is asked to everybody. */
    void forget() {
        tell("forget");
        grantAtMost(Integer.MAX_VALUE);
        challenge(false);
    }

    void grantAtMost(int seconds) {
        tell("grant " + seconds);
    }

    void challenge(boolean on) {
        tell("challenge " + on);
    }

    @Override
    public void close() {
        commands.close();
        process.onExit().join();
    }
}
