package org.outpub.publish.daemon;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.Outpub;
import org.outpub.publish.demo.DemoFiles;
import org.outpub.publish.demo.DemoTable;
import org.outpub.publish.wire.jain.JainSipServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** Shows what Outpub does, with a server of its own on loopback and files to edit. */
@Command(
        name = "demo",
        description = "Starts a SIP server on loopback and publishes a sample configuration to it; edit the files it"
                + " names and see what the server gets.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    @Spec
    private CommandSpec command;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "End after N seconds instead of at Ctrl-C; for scripts.")
    private long seconds;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.warningsOnly();
        PrintWriter out = command.commandLine().getOut();
        Path folder = Files.createTempDirectory("outpub-demo-");
        try (JainSipServer server = serve(out)) {
            write(folder, server.address());
            greet(out, folder, server.address());
            publish(out, folder);
        } finally {
            delete(folder);
        }
        return 0;
    }

    private static JainSipServer serve(PrintWriter out) throws IOException {
        return JainSipServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                DemoTable.compositor(line -> print(out, line)));
    }

    private static void write(Path folder, InetSocketAddress server) throws IOException {
        String address = server.getAddress().getHostAddress() + ":" + server.getPort();
        for (Map.Entry<String, String> file : DemoFiles.of(address).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private static void greet(PrintWriter out, Path folder, InetSocketAddress server) {
        out.println("A SIP server listens on " + server.getAddress().getHostAddress() + ":" + server.getPort()
                + " (UDP). Outpub publishes to it what this folder says:");
        out.println();
        out.println("    " + folder.resolve("pjsip.conf"));
        out.println("    " + folder.resolve("alice.xml"));
        out.println("    " + folder.resolve("lamps") + "  (a file for each user)");
        out.println();
        out.println("Try it in another terminal; each edit is live within a second:");
        out.println();
        out.println("    sed -i s/open/closed/ " + folder.resolve("alice.xml"));
        out.println("    sed -i s/expiration=600/expiration=900/ " + folder.resolve("pjsip.conf"));
        out.println("    rm " + folder.resolve("lamps").resolve("2001.xml"));
        out.println();
        out.println("What the server gets (Ctrl-C ends):");
        out.println();
        out.println(DemoTable.HEADING);
        out.flush();
    }

    private void publish(PrintWriter out, Path folder) throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Signal.handle(new Signal("INT"), signal -> stop.countDown());
        Signal.handle(new Signal("TERM"), signal -> stop.countDown());
        Outpub outpub = Outpub.builder()
                .configuration(folder)
                .reloads(report -> tell(out, report))
                .build();
        tellProblems(out, outpub.load().objects());
        if (seconds > 0) {
            boolean signalled = stop.await(seconds, TimeUnit.SECONDS);
            print(out, signalled ? "ending" : "ending after " + seconds + " s");
        } else {
            stop.await();
            print(out, "ending");
        }
        UnloadReport report = outpub.unload(GOODBYE);
        print(
                out,
                report.ended() + " publications ended, " + report.leftBehind().size() + " left behind");
    }

    private static void tell(PrintWriter out, ReloadReport report) {
        tellProblems(out, report);
        if (report.changedAnything()) {
            print(out, "reloaded: " + report.types().get("outbound-publish"));
        }
    }

    private static void tellProblems(PrintWriter out, ReloadReport report) {
        report.problems().stream().map(ConfigProblem::toString).forEach(problem -> print(out, problem));
    }

    private static void print(PrintWriter out, String line) {
        synchronized (out) {
            out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + line);
            out.flush();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
