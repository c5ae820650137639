package org.outpub.publish.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import org.outpub.publish.config.ConfigurationFiles;
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
            description = "A pjsip.conf or a .json with the same objects, or a folder that holds a pjsip.conf or"
                    + " pjsip.json and perhaps a sorcery.conf.")
    private Path path;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ConfigurationOption() {}

    /**
     * What to read.
     *
     * @throws ParameterException if there is nothing there, or nothing that is read
     */
    Path path() {
        ConfigurationFiles files = ConfigurationFiles.of(path);
        Path file = files.main();
        boolean mapped = files.sorceryConf() != null && Files.exists(files.sorceryConf());
        if (!Files.exists(file) && !Files.notExists(file)) {
            throw refuse(file + ": cannot be looked for; expected a folder that " + user() + " may enter");
        }
        if (!Files.exists(file) && !mapped) {
            Path missing = Files.notExists(path) ? path : file;
            throw refuse(missing + ": no such file; expected a pjsip.conf, a .json, or a folder that holds one");
        }
        if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            throw refuse(file + ": cannot be read; expected a file that " + user() + " may read");
        }
        return path;
    }

    private static String user() {
        return System.getProperty("user.name", "this user");
    }

    private ParameterException refuse(String message) {
        return new ParameterException(commandLine(), message);
    }

    private CommandLine commandLine() {
        return command.commandLine();
    }
}
