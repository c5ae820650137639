package org.outpub.publish.daemon;

import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.sources.asterisk.ManagerConf;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that name the Asterisk to follow, which several commands share. */
final class AsteriskOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--asterisk",
            paramLabel = "HOST[:PORT]",
            converter = Server.class,
            description = "The manager interface of an Asterisk whose devices, hints and mailboxes are published.")
    private @Nullable HostAndPort server;

    @Option(
            names = "--asterisk-user",
            paramLabel = "NAME",
            description = "The section of its manager.conf to log in as (default: the only one, or outpub).")
    private @Nullable String user;

    @Option(
            names = "--manager-conf",
            paramLabel = "FILE",
            description = "Its manager.conf (default: the one beside the configuration).")
    private @Nullable Path file;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    AsteriskOption() {}

    /** Reads where a manager interface is. */
    private static final class Server implements ITypeConverter<HostAndPort> {
        @Override
        public HostAndPort convert(String text) {
            try {
                return AsteriskServer.serverCodec().parse(text, Origin.MEMORY);
            } catch (InvalidValueException malformed) {
                throw new TypeConversionException(
                        "'" + text + "': " + malformed.getMessage() + ", such as 127.0.0.1:5038");
            }
        }
    }

    /**
     * What the manager.conf says.
     *
     * @param configuration whose folder it is in unless another is named
     * @return empty if no Asterisk is asked for
     * @throws ParameterException if a user or a file is named for none
     */
    Optional<ManagerConf> read(Path configuration) {
        if (server == null) {
            if (user != null || file != null) {
                throw new ParameterException(
                        command.commandLine(),
                        (user != null ? "--asterisk-user" : "--manager-conf")
                                + " is of use with --asterisk HOST:PORT only");
            }
            return Optional.empty();
        }
        Path read = file == null ? ConfigurationFiles.of(configuration).folder().resolve("manager.conf") : file;
        return Optional.of(ManagerConf.read(read, server, user));
    }

    /**
     * Which Asterisk to follow.
     *
     * @param configuration as above
     * @return empty if none is asked for
     * @throws ParameterException if it cannot be logged in to
     */
    Optional<ManagerConf> usable(Path configuration) {
        Optional<ManagerConf> conf = read(configuration);
        conf.filter(known -> known.server() == null).ifPresent(known -> {
            List<ConfigProblem> problems = known.problems().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .toList();
            throw new ParameterException(
                    command.commandLine(),
                    "--asterisk: "
                            + (problems.isEmpty()
                                    ? "no manager.conf can be read"
                                    : problems.get(0).toString()));
        });
        return conf;
    }
}
