package org.outpub.publish.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.publish.CheckedConfiguration;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.sorcery.mapping.SorceryConf;
import org.outpub.sorcery.realtime.DatabaseAddress;
import org.outpub.sorcery.realtime.RealtimeDatabase;
import org.outpub.sorcery.realtime.RealtimeWizardFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --database} and {@code --database-password-file} that several commands share. */
final class DatabaseOption {
    private static final String ASTERISKS = "res_config_pgsql.conf";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--database",
            paramLabel = "URL",
            defaultValue = "${env:OUTPUB_DATABASE}",
            description = "Where types that sorcery.conf maps to realtime are: postgresql://[USER@]HOST[:PORT]/DATABASE"
                    + " (default: $OUTPUB_DATABASE, else what " + ASTERISKS + " beside the configuration says).")
    private @Nullable String url;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "A file that holds the password (default: as with psql, ~/.pgpass).")
    private @Nullable Path passwordFile;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DatabaseOption() {}

    /**
     * The database that a configuration needs.
     *
     * @return empty if it needs none, or none is named
     * @throws ParameterException if what is named cannot be used
     */
    Optional<DatabasePool> pool(ConfigurationFiles files, SorceryConf mappings) {
        return mappings.uses("realtime") ? address(files.folder()).map(DatabasePool::of) : Optional.empty();
    }

    /**
     * The database of a cluster.
     *
     * @throws ParameterException if none is named, or what is named cannot be used
     */
    DatabasePool pool(ConfigurationFiles files) {
        return DatabasePool.of(address(files.folder())
                .orElseThrow(() -> refuse("--cluster needs a database: expected --database"
                        + " postgresql://[USER@]HOST[:PORT]/DATABASE")));
    }

    /**
     * Reads a configuration aside, with what a database holds of it.
     *
     * @param look given what was read
     * @return what the look gave
     * @throws ParameterException if the database that is named cannot be used
     */
    <R> R checked(ConfigurationFiles files, Function<CheckedConfiguration, R> look) {
        Optional<DatabasePool> pool = pool(files, files.readSorceryConf());
        List<WizardFactory> wizards = pool.stream()
                .<WizardFactory>map(
                        open -> new RealtimeWizardFactory(RealtimeDatabase.once(open.source(), open.name())))
                .toList();
        try (CheckedConfiguration checked = CheckedConfiguration.read(files, wizards)) {
            return look.apply(checked);
        } finally {
            pool.ifPresent(DatabasePool::close);
        }
    }

    /**
     * The database that is named.
     *
     * @param folder where Asterisk's own file may be
     * @return empty if none is
     * @throws ParameterException if what is named cannot be used
     */
    Optional<DatabaseAddress> address(Path folder) {
        return url == null || url.isBlank()
                ? ofAsterisk(folder).map(address -> withPassword(address, passwordFile, command.commandLine()))
                : Optional.of(address(url, passwordFile, command.commandLine()));
    }

    /**
     * The database of a URL.
     *
     * @throws ParameterException if it is not one, or the file cannot be read
     */
    static DatabaseAddress address(String url, @Nullable Path passwordFile, CommandLine command) {
        try {
            return withPassword(DatabaseAddress.parse(url), passwordFile, command);
        } catch (IllegalArgumentException invalid) {
            throw new ParameterException(command, "the database's URL: " + invalid.getMessage());
        }
    }

    private static DatabaseAddress withPassword(
            DatabaseAddress address, @Nullable Path passwordFile, CommandLine command) {
        return passwordFile == null ? address : address.withPassword(password(passwordFile, command));
    }

    private Optional<DatabaseAddress> ofAsterisk(Path folder) {
        try {
            return DatabaseAddress.ofAsterisk(folder.resolve(ASTERISKS));
        } catch (IllegalArgumentException invalid) {
            throw refuse(String.valueOf(invalid.getMessage()));
        }
    }

    private static String password(Path file, CommandLine command) {
        try {
            String password = Files.readString(file).strip();
            if (password.isEmpty()) {
                throw new ParameterException(
                        command, "--database-password-file: " + file + " is empty; expected a password in it");
            }
            return password;
        } catch (IOException unreadable) {
            throw new ParameterException(
                    command,
                    "--database-password-file: " + file + " cannot be read; expected a file that holds a password");
        }
    }

    ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
