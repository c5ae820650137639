package org.outpub.publish.daemon;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sun.misc.Signal;

/** The daemon. */
@Command(
        name = "run",
        description = "Publishes what the configuration says and follows its edits, until SIGTERM or SIGINT; SIGHUP"
                + " reloads. Logs go to standard error.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:ended by a signal",
            "2:wrong usage, the configuration cannot be read, or what an option asks for cannot be had"
        })
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

    @Spec
    private CommandSpec command;

    private volatile Set<ConfigProblem> noticed = Set.of();

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Progress progress = Progress.onStandardError();
        Logging.above(progress, debug);
        Waves waves = new Waves(progress);
        if (shutdownSeconds < 0) {
            throw refuse("--shutdown-timeout: " + shutdownSeconds + " is not a number of seconds from 0");
        }
        Optional<Path> stateFile = stateFile();
        Optional<ControlServer.Bound> bound = http.bind();
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
        stateFile.ifPresent(builder::stateFile);
        Outpub outpub = builder.build();
        CountDownLatch stop = new CountDownLatch(1);
        Signal.handle(new Signal("TERM"), signal -> stop.countDown());
        Signal.handle(new Signal("INT"), signal -> stop.countDown());
        ReloadReport objects = load(outpub, progress);
        tellProblems(objects);
        LOG.log(Level.INFO, "running with {0} ({1})", configuration.path(), objects);
        waves.first(loaded(objects), outpub::workload);
        Optional<ControlServer> control =
                bound.map(address -> serve(address, new ControlledAgent(outpub, pbx), counters));
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

    /** An agent that remembers nothing still publishes, unless where it remembers was asked for in so many words. */
    private Optional<Path> stateFile() {
        Path folder = stateFolder;
        if (folder == null) {
            String given = System.getenv("STATE_DIRECTORY");
            folder = given != null && !given.isEmpty()
                    ? Path.of(given.split(":")[0])
                    : ConfigurationFiles.of(configuration.path()).folder().resolve(".outpub");
        }
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
            return Optional.of(folder.resolve("state.sqlite3"));
        } catch (IOException refused) {
            if (stateFolder != null) {
                throw refuse(
                        "--state-dir: " + folder + " cannot be created or written; expected a folder for this user");
            }
            LOG.log(
                    Level.WARNING,
                    "entity-tags do not outlive a restart: {0} cannot be created or written; choose another folder with"
                            + " --state-dir",
                    folder);
            return Optional.empty();
        }
    }

    private ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private static ControlServer serve(ControlServer.Bound bound, ControlledAgent agent, Counters counters) {
        ControlServer server = bound.serve(agent, counters);
        LOG.log(
                Level.INFO,
                "status page: http://{0}:{1}/",
                InetAddresses.toUriString(server.address().getAddress()),
                String.valueOf(server.address().getPort()));
        return server;
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

    private void reloaded(ReloadReport report) {
        tellProblems(report);
        LOG.log(Level.INFO, "reloaded: {0}", report);
    }

    /** What is without effect is told once, and not at each reload. */
    private void tellProblems(ReloadReport report) {
        for (ConfigProblem problem : report.problems()) {
            boolean notice = problem.severity() == ConfigProblem.Severity.NOTICE;
            LOG.log(notice && noticed.contains(problem) ? Level.DEBUG : level(problem.severity()), problem.toString());
        }
        noticed = Set.copyOf(report.problems());
    }

    private static Level level(ConfigProblem.Severity severity) {
        return switch (severity) {
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARNING;
            case NOTICE -> Level.INFO;
        };
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
