package org.outpub.publish.daemon;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
            PlanCommand.class,
            ConvertCommand.class,
            OptionsCommand.class,
            SchemaCommand.class,
            DatabaseCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            ShowCommand.class,
            WhyCommand.class,
            HistoryCommand.class,
            RetryCommand.class,
            TraceCommand.class,
            ReloadCommand.class,
            LogLevelCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    /** Those of a daemon, from before its first look at anything; null for a command that ends by itself. */
    private static @Nullable Signals early;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code: 0 for success, 1 for problems found, 2 for wrong usage, a
     * configuration that cannot be read, or what the command line asks for and cannot be had.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("run")) {
            early = Signals.take();
        }
        // The exit is explicit because the SIP library leaves a thread behind that would keep the process alive.
        System.exit(execute(arguments));
    }

    /** The signals of this process, which nobody else takes. */
    static Signals signals() {
        return early == null ? Signals.take() : early;
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
