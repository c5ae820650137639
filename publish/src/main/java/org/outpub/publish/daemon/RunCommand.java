package org.outpub.publish.daemon;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.control.ControlServer;
import org.outpub.publish.control.Counters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** The daemon. */
@Command(
        name = "run",
        description = "Publishes what the configuration says and follows its edits, until SIGTERM or SIGINT; SIGHUP"
                + " reloads. Logs go to standard error.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended by a signal", "2:wrong usage, or the configuration cannot be read"})
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(RunCommand.class.getName());

    @Mixin
    private ConfigurationOption configuration;

    @Option(names = "--no-watch", description = "Do not follow edits of files; SIGHUP still reloads.")
    private boolean noWatch;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long removing the publications may take at the end (default: ${DEFAULT-VALUE}).")
    private int shutdownSeconds;

    @Mixin
    private HttpOption http;

    @Option(
            names = "--dns",
            paramLabel = "HOST:PORT",
            converter = NameServerConverter.class,
            description = "The name server to ask for SIP servers (default: the system's).")
    private @Nullable InetSocketAddress nameServer;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Where entity-tags outlive a restart (default: $STATE_DIRECTORY, else the folder .outpub beside"
                            + " the configuration).")
    private @Nullable Path stateFolder;

    @Option(names = "--debug", description = "Log every step.")
    private boolean debug;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Progress progress = Progress.onStandardError();
        Logging.above(progress, debug);
        Waves waves = new Waves(progress);
        Optional<InetSocketAddress> address = http.address();
        Optional<String> token = http.token();
        Counters counters = new Counters(Clock.systemUTC());
        PbxState pbx = new PbxState();
        Outpub.Builder builder = Outpub.builder()
                .pbxState(pbx)
                .configuration(configuration.path())
                .watch(!noWatch)
                .listener(new Listener(counters, waves))
                .reloads(report -> {
                    counters.reloaded(report);
                    reloaded(report);
                });
        if (nameServer != null) {
            builder.nameServer(nameServer);
        }
        stateFile().ifPresent(builder::stateFile);
        Outpub outpub = builder.build();
        CountDownLatch stop = new CountDownLatch(1);
        Signal.handle(new Signal("TERM"), signal -> stop.countDown());
        Signal.handle(new Signal("INT"), signal -> stop.countDown());
        ReloadReport objects = load(outpub, progress);
        tellProblems(objects);
        LOG.log(Level.INFO, "running with {0} ({1})", configuration.path(), objects);
        waves.first(loaded(objects), outpub::workload);
        Optional<ControlServer> control =
                address.flatMap(where -> serve(where, token, new ControlledAgent(outpub, pbx), counters));
        // A reload waits for files: never on the signal's own thread.
        Signal.handle(new Signal("HUP"), signal -> {
            Thread reload = new Thread(outpub::reload, "outpub-reload");
            reload.setDaemon(true);
            reload.start();
        });
        stop.await();
        control.ifPresent(ControlServer::close);
        end(outpub, waves);
        return 0;
    }

    private static long loaded(ReloadReport objects) {
        ReloadReport.TypeReport publications = objects.types().get(OutboundPublish.TYPE.name());
        return publications == null ? 0 : publications.created().size();
    }

    private ReloadReport load(Outpub outpub, Progress progress) {
        long begun = System.nanoTime();
        try (Progress.Line line = progress.show(() -> "reading " + configuration.path() + ": "
                + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s")) {
            return outpub.load().objects();
        }
    }

    /** An agent that remembers nothing still publishes. */
    private Optional<Path> stateFile() {
        Path folder = stateFolder;
        if (folder == null) {
            String given = System.getenv("STATE_DIRECTORY");
            folder = given != null && !given.isEmpty()
                    ? Path.of(given.split(":")[0])
                    : ConfigurationFiles.of(configuration.path()).folder().resolve(".outpub");
        }
        try {
            return Optional.of(Files.createDirectories(folder).resolve("state.sqlite3"));
        } catch (IOException refused) {
            LOG.log(
                    Level.WARNING,
                    "entity-tags do not outlive a restart: {0} cannot be created; choose another folder with --state-dir",
                    folder);
            return Optional.empty();
        }
    }

    /** An agent without a control interface still publishes. */
    private static Optional<ControlServer> serve(
            InetSocketAddress where, Optional<String> token, ControlledAgent agent, Counters counters) {
        try {
            ControlServer server = ControlServer.start(where, token, agent, counters);
            LOG.log(
                    Level.INFO,
                    "status page: http://{0}:{1}/",
                    InetAddresses.toUriString(server.address().getAddress()),
                    String.valueOf(server.address().getPort()));
            return Optional.of(server);
        } catch (IOException | IllegalArgumentException refused) {
            LOG.log(Level.ERROR, "no control interface at {0}: {1}", where, refused.getMessage());
            return Optional.empty();
        }
    }

    private void end(Outpub outpub, Waves waves) throws InterruptedException {
        LOG.log(Level.INFO, "stopping: removing what was published, for at most {0} s", shutdownSeconds);
        UnloadReport report;
        try (Progress.Line line = waves.last(outpub::workload)) {
            report = outpub.unload(Duration.ofSeconds(shutdownSeconds));
        }
        report.leftBehind().forEach(left -> LOG.log(Level.WARNING, "left behind: {0}", left));
        LOG.log(
                Level.INFO,
                "stopped: {0} ended, {1} left behind",
                report.ended(),
                report.leftBehind().size());
    }

    private static void reloaded(ReloadReport report) {
        tellProblems(report);
        LOG.log(Level.INFO, "reloaded: {0}", report);
    }

    private static void tellProblems(ReloadReport report) {
        for (ConfigProblem problem : report.problems()) {
            LOG.log(
                    problem.severity() == ConfigProblem.Severity.NOTICE ? Level.DEBUG : Level.WARNING,
                    problem.toString());
        }
    }

    /** Counts and logs what happens. */
    private record Listener(Counters counters, Waves waves) implements PublicationListener {
        @Override
        public void changed(PublicationStatus status) {
            told(status, waves.hideEach() ? Level.DEBUG : Level.INFO);
        }

        @Override
        public void requestEnded(RequestReport report) {
            counters.requestEnded(report);
        }
    }

    private static void told(PublicationStatus status, Level level) {
        String name = status.id() + status.user().map(user -> "/" + user).orElse("");
        if (status.phase() == PublicationStatus.Phase.PUBLISHED) {
            LOG.log(
                    level,
                    "{0}: published (entity-tag {1}, next refresh in {2} s)",
                    name,
                    status.entityTag().orElse("none"),
                    status.next().map(Duration::toSeconds).orElse(0L).toString());
        } else if (status.phase() == PublicationStatus.Phase.ENDED || status.phase() == PublicationStatus.Phase.IDLE) {
            LOG.log(level, "{0}: nothing published any more ({1})", name, status.last());
        }
    }
}
