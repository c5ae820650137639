package org.outpub.publish.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import org.outpub.publish.Outpub;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --config} that several commands share. */
final class ConfigurationOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE-OR-DIR",
            description = "A pjsip.conf, or a folder that holds one.")
    private Path path;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ConfigurationOption() {}

    /**
     * The file to read.
     *
     * @throws ParameterException if it does not exist or is of a kind that is not read
     */
    Path file() {
        Path file = Outpub.configurationFile(path);
        if (file.toString().endsWith(".json")) {
            throw refuse(file + ": JSON configuration is not read by this version; expected a pjsip.conf");
        }
        if (!Files.exists(file)) {
            throw refuse(file + ": no such file; expected a pjsip.conf or a folder that holds one");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw refuse(file + ": cannot be read; expected a readable pjsip.conf");
        }
        return file;
    }

    private ParameterException refuse(String message) {
        return new ParameterException(commandLine(), message);
    }

    private CommandLine commandLine() {
        return command.commandLine();
    }
}
