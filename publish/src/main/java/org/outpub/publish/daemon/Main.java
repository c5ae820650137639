package org.outpub.publish.daemon;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code outpub}. */
@Command(
        name = "outpub",
        description = "Publishes a telephone system's state to SIP servers (RFC 3903), driven by pjsip.conf.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ConvertCommand.class,
            OptionsCommand.class,
            SchemaCommand.class,
            DemoCommand.class,
            AskCommand.Status.class,
            AskCommand.Show.class,
            AskCommand.Reload.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code: 0 for success, 1 for problems found, 2 for wrong usage, a
     * configuration that cannot be read, or what the command line asks for and cannot be had.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        // The exit is explicit because the SIP library leaves a thread behind that would keep the process alive.
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return commandLine().execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors());
    }

    /** Tells the version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"outpub " + Objects.requireNonNullElse(version, "dev")};
        }
    }
}
