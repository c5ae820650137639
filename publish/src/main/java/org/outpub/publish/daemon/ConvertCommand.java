package org.outpub.publish.daemon;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.sorcery.json.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Turns a {@code pjsip.conf} into a {@code pjsip.json} that means the same, or the other way round. */
@Command(
        name = "convert",
        description = "Converts a pjsip.conf to JSON, or a pjsip.json to INI. Both mean the same afterwards; templates"
                + " and includes are resolved, comments are lost.",
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
            paramLabel = "FILE",
            description = "What to read; JSON if it ends in .json.")
    private Path from;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "What to write, in the other format (default: standard output).")
    private @Nullable Path to;

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ConvertCommand() {}

    @Override
    public Integer call() {
        Path target = to;
        boolean fromJson = isJson(from);
        if (target != null && isJson(target) == fromJson) {
            throw refuse("--from and --to are both " + (fromJson ? "JSON" : "INI")
                    + "; expected one of them to end in .json");
        }
        if (target != null && !force && Files.exists(target)) {
            throw refuse(exists(target));
        }
        Path folder = Objects.requireNonNullElse((target == null ? from : target).getParent(), Path.of(""));
        Conversion.Result result = fromJson ? CONVERSION.toIni(from, folder) : CONVERSION.toJson(from, folder);
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
        return result.problems().stream().allMatch(problem -> problem.severity() == Severity.NOTICE) ? 0 : 1;
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
            NewFile.write(target, text, from, force);
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
