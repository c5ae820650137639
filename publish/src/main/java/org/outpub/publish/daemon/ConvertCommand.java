package org.outpub.publish.daemon;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.sorcery.json.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Turns a {@code pjsip.conf} into a {@code pjsip.json} that means the same, or the other way round, or either from or into
 * Asterisk's tables of a database.
 */
@Command(
        name = "convert",
        description =
                "Converts a pjsip.conf to JSON, or a pjsip.json to INI, or either from or into Asterisk's tables of"
                        + " a PostgreSQL database. All mean the same afterwards; templates and includes are resolved, comments"
                        + " are lost.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:converted",
            "1:converted, but something that had no effect was left out; each is told on standard error",
            "2:not converted, and nothing was written"
        })
final class ConvertCommand implements Callable<Integer> {
    private static final Conversion CONVERSION =
            new Conversion(ObjectTypes.ALL, Set.of("@content_file", "@content_dir"));

    @Option(
            names = "--from",
            required = true,
            paramLabel = "FILE-OR-URL",
            description =
                    "What to read; JSON if it ends in .json, a database if it is postgresql://[USER@]HOST/DATABASE.")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "FILE-OR-URL",
            description = "What to write, in another format (default: standard output).")
    private @Nullable String to;

    @Option(names = "--force", description = "Replace the file, or the rows of the same ids, if they exist.")
    private boolean force;

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "A file that holds the database's password (default: as with psql, ~/.pgpass).")
    private @Nullable Path passwordFile;

    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ConvertCommand() {}

    @Override
    public Integer call() {
        if (to != null && DatabaseConversion.isDatabase(to)) {
            return intoDatabase(to);
        }
        if (DatabaseConversion.isDatabase(from)) {
            return fromDatabase(to == null ? null : Path.of(to));
        }
        return fromFile(Path.of(from), to == null ? null : Path.of(to));
    }

    private int intoDatabase(String target) {
        if (DatabaseConversion.isDatabase(from)) {
            throw refuse("--from and --to are both databases; expected one of them to be a file");
        }
        List<ConfigProblem> problems = database(target).toTables(Path.of(from), force);
        PrintWriter err = command.commandLine().getErr();
        problems.forEach(err::println);
        if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            return 2;
        }
        return isClean(problems) ? 0 : 1;
    }

    private DatabaseConversion database(String url) {
        return new DatabaseConversion(CONVERSION, DatabaseOption.address(url, passwordFile, command.commandLine()));
    }

    private int fromDatabase(@Nullable Path target) {
        refuseIfThere(target);
        Path folder = target == null ? Path.of("") : folderOf(target);
        return write(target, database(from).toText(target != null && isJson(target), folder));
    }

    private int fromFile(Path source, @Nullable Path target) {
        boolean fromJson = isJson(source);
        if (target != null && isJson(target) == fromJson) {
            throw refuse("--from and --to are both " + (fromJson ? "JSON" : "INI")
                    + "; expected one of them to end in .json");
        }
        refuseIfThere(target);
        Path folder = folderOf(target == null ? source : target);
        return write(target, fromJson ? CONVERSION.toIni(source, folder) : CONVERSION.toJson(source, folder));
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNullElse(file.getParent(), Path.of(""));
    }

    private void refuseIfThere(@Nullable Path target) {
        if (target != null && !force && Files.exists(target)) {
            throw refuse(exists(target));
        }
    }

    private int write(@Nullable Path target, Conversion.Result result) {
        PrintWriter err = command.commandLine().getErr();
        result.problems().forEach(err::println);
        if (result.text().isEmpty()) {
            err.println("nothing was written");
            return 2;
        }
        if (target == null) {
            print(result.text().get());
        } else {
            write(target, result.text().get());
        }
        return isClean(result.problems()) ? 0 : 1;
    }

    private static boolean isClean(List<ConfigProblem> problems) {
        return problems.stream().allMatch(problem -> problem.severity() == Severity.NOTICE);
    }

    private static boolean isJson(Path file) {
        return file.toString().endsWith(".json");
    }

    private static String exists(Path file) {
        return file + ": exists; expected a new file, or --force to replace it";
    }

    private void print(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private void write(Path target, String text) {
        try {
            NewFile.write(target, text, DatabaseConversion.isDatabase(from) ? null : Path.of(from), force);
        } catch (FileAlreadyExistsException cameMeanwhile) {
            throw refuse(exists(target));
        } catch (IOException unwritable) {
            throw refuse(target + ": cannot be written: " + NewFile.reason(unwritable));
        }
    }

    private ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
