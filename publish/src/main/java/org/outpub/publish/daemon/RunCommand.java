package org.outpub.publish.daemon;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.OutboundPublish;
import org.outpub.publish.control.About;
import org.outpub.publish.control.ControlServer;
import org.outpub.publish.control.Counters;
import org.outpub.publish.sources.asterisk.ManagerConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The daemon. */
@Command(
        name = "run",
        description = "Publishes what the configuration says and follows its edits, until SIGTERM or SIGINT; SIGHUP"
                + " reloads. Logs go to standard error.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:ended by a signal",
            "2:wrong usage, the configuration cannot be read, or what an option asks for cannot be had",
            "3:another process uses the same state folder"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(RunCommand.class.getName());
    private static final int NOT_STARTED = 2;
    private static final int IN_USE = 3;
    private static final int LONGEST_LEAVE_SECONDS = 5;
    /** More would scroll away what matters. */
    private static final int MOST_NAMED = 20;

    @Mixin
    private ConfigurationOption configuration;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--no-watch", description = "Do not follow edits of files; SIGHUP still reloads.")
    private boolean noWatch;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description =
                    "Share the publications with all daemons of this cluster that have the same --database: each is"
                            + " published by one of them, and goes to another if that ends.")
    private @Nullable String cluster;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "What this daemon is called in the cluster (default: the host's name).")
    private @Nullable String node;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long removing the publications may take at the end (default: ${DEFAULT-VALUE}).")
    private int shutdownSeconds;

    @Option(
            names = "--leave",
            description = "At the end, leave at the servers what is published: the next start goes on from there.")
    private boolean leave;

    @Mixin
    private HttpOption http;

    @Mixin
    private AsteriskOption asterisk;

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

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "${env:OUTPUB_LOG_FORMAT:-text}",
            description = "How the log is written: text; json, an object on each line; or journald, lines with the"
                    + " priorities of systemd's journal (default: $OUTPUB_LOG_FORMAT, else text).")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(names = "--debug", description = "Log every step; outpub log-level changes that while it runs.")
    private boolean debug;

    @Spec
    private CommandSpec command;

    private volatile Set<ConfigProblem> noticed = Set.of();

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Signals signals = Main.signals();
        Progress progress = Progress.onStandardError();
        Logging.above(progress, debug, logFormat);
        Waves waves = new Waves(progress);
        if (shutdownSeconds < 0) {
            throw refuse("--shutdown-timeout: " + shutdownSeconds + " is not a number of seconds from 0");
        }
        Optional<ManagerConf> managerConf = asterisk.usable(configuration.path());
        Optional<Path> state = cluster == null ? state() : Optional.empty();
        Optional<ControlServer.Bound> bound = http.bind();
        Counters counters = new Counters(Clock.systemUTC());
        PbxState pbx = new PbxState();
        Outpub.Builder builder = Outpub.builder()
                .pbxState(pbx)
                .configuration(configuration.path())
                .watch(!noWatch)
                .listener(new Listener(counters, new PublicationLog(waves::hideEach)))
                .reloads(report -> {
                    counters.reloaded(report);
                    reloaded(report);
                });
        if (nameServer != null) {
            builder.nameServer(nameServer);
        }
        state.ifPresent(builder::stateFolder);
        ConfigurationFiles files = ConfigurationFiles.of(configuration.path());
        Optional<DatabasePool> pool =
                cluster == null ? database.pool(files, files.readSorceryConf()) : Optional.of(database.pool(files));
        pool.ifPresent(open -> builder.database(open.source(), open.name()));
        Optional<Cluster> joined = Optional.ofNullable(cluster)
                .map(name -> new Cluster(pool.orElseThrow().source(), name, node()));
        joined.ifPresent(builder::cluster);
        managerConf.ifPresent(conf -> {
            conf.problems().forEach(problem -> LOG.log(level(problem.severity()), problem.toString()));
            LOG.log(
                    Level.INFO,
                    "beside an Asterisk: transports take free ports, as those of their sections are Asterisk's");
            builder.freePorts()
                    .asterisk(
                            Objects.requireNonNull(conf.server()),
                            () -> asterisk.read(configuration.path())
                                    .flatMap(anew -> Optional.ofNullable(anew.server())));
        });
        Outpub outpub = builder.build();
        ServiceNotice service = ServiceNotice.of(System.getenv());
        LoadReport report = load(outpub, progress);
        if (report.outcome() != LoadReport.Outcome.SUCCESS) {
            LOG.log(Level.ERROR, "not started: {0}", report.reason());
            outpub.unload(Duration.ZERO);
            pool.ifPresent(DatabasePool::close);
            return report.outcome() == LoadReport.Outcome.DECLINED ? IN_USE : NOT_STARTED;
        }
        ReloadReport objects = report.objects();
        tellProblems(objects);
        LOG.log(Level.INFO, "running with {0} ({1})", configuration.path(), objects);
        waves.first(cluster == null ? loaded(objects) : 0, outpub::workload);
        Optional<ControlServer> control =
                bound.map(address -> serve(address, new ControlledAgent(outpub, pbx, about()), counters));
        service.ready(objects.toString());
        service.whileAnswered(() -> outpub.client("asked whether it lives"));
        signals.onReload(() -> reload(outpub, service));
        signals.awaitStop();
        service.stopping();
        control.ifPresent(ControlServer::close);
        boolean othersGoOn = joined.filter(Cluster::hasOthers).isPresent();
        if (leave || othersGoOn) {
            leave(outpub, othersGoOn);
        } else {
            remove(outpub, waves);
        }
        pool.ifPresent(DatabasePool::close);
        return 0;
    }

    private static void reload(Outpub outpub, ServiceNotice service) {
        service.reloading();
        String done = "the last reload failed, which the log tells";
        try {
            done = outpub.reload().toString();
        } finally {
            service.ready(done);
        }
    }

    /** A process that is started anew is another node: what the one before had is free once its lease is over. */
    private String node() {
        String name = node;
        if (name == null || name.isBlank()) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                name = "node";
            }
        }
        return name + "-" + Long.toHexString(ProcessHandle.current().pid())
                + Integer.toHexString(new SecureRandom().nextInt());
    }

    private About about() {
        return new About(
                Outpub.version(),
                Instant.now(),
                configuration.path().toAbsolutePath().normalize().toString());
    }

    private static long loaded(ReloadReport objects) {
        ReloadReport.TypeReport publications = objects.types().get(OutboundPublish.TYPE.name());
        return publications == null ? 0 : publications.created().size();
    }

    private LoadReport load(Outpub outpub, Progress progress) {
        long begun = System.nanoTime();
        try (Progress.Line line = progress.show(() -> "reading " + configuration.path() + ": "
                + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s")) {
            return outpub.load();
        }
    }

    /** An agent that remembers nothing still publishes, unless where it remembers was asked for in so many words. */
    private Optional<Path> state() {
        Path folder = stateFolder;
        if (folder == null) {
            String given = System.getenv("STATE_DIRECTORY");
            folder = given != null && !given.isEmpty()
                    ? Path.of(given.split(":")[0])
                    : ConfigurationFiles.of(configuration.path()).folder().resolve(".outpub");
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, ownersOnly(folder));
            }
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
            return Optional.of(folder);
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

    /** Entity-tags are as good as a right to change what is published. */
    private static FileAttribute<?>[] ownersOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
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

    /** With nodes that go on, or with a process after this one that does. */
    private void leave(Outpub outpub, boolean toOthers) {
        if (toOthers) {
            LOG.log(Level.INFO, "stopping: what is published goes to the other nodes of the cluster");
        }
        UnloadReport report = outpub.leave(Duration.ofSeconds(Math.min(shutdownSeconds, LONGEST_LEAVE_SECONDS)));
        tellLeft("not known how it ended", report.leftBehind());
        LOG.log(
                Level.INFO,
                toOthers
                        ? "stopped: {0} publications went to other nodes"
                        : "stopped: {0} publications stay at their servers until they expire",
                report.ended());
    }

    private static void tellLeft(String what, List<String> left) {
        left.stream().limit(MOST_NAMED).forEach(one -> LOG.log(Level.WARNING, "{0}: {1}", what, one));
        if (left.size() > MOST_NAMED) {
            LOG.log(Level.WARNING, "{0}: and {1} others", what, left.size() - MOST_NAMED);
        }
    }

    private void remove(Outpub outpub, Waves waves) throws InterruptedException {
        LOG.log(Level.INFO, "stopping: removing what was published, for at most {0} s", shutdownSeconds);
        UnloadReport report;
        try (Progress.Line line = waves.last(outpub::workload)) {
            report = outpub.unload(Duration.ofSeconds(shutdownSeconds));
        }
        tellLeft("left behind", report.leftBehind());
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
    private record Listener(Counters counters, PublicationLog log) implements PublicationListener {
        @Override
        public void changed(PublicationStatus status) {
            log.changed(status);
        }

        @Override
        public void requestEnded(RequestReport report) {
            counters.requestEnded(report);
            log.requestEnded(report);
        }
    }
}
