package org.outpub.publish.daemon;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outpub.api.sorcery.type.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line in one line, with what was probably meant, and exits 2. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + message(wrong, arguments, name));
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String message(ParameterException wrong, String[] arguments, String name) {
        String message = String.valueOf(wrong.getMessage()).replace('\n', ' ').replace('\r', ' ');
        if (wrong.getClass() == ParameterException.class && wrong.getArgSpec() == null) {
            return message; // one of ours, which say what was expected
        }
        Optional<String> stranger = stranger(wrong, List.of(arguments));
        String help = "; " + name + " --help says more";
        return stranger.map(argument -> {
                    String hint = NearestName.hint(argument, known(wrong.getCommandLine()));
                    return "there is no '" + argument + "'" + (hint.isEmpty() ? help : "; " + hint);
                })
                .orElseGet(() -> {
                    String hint = hint(wrong);
                    return message + (hint.isEmpty() ? help : "; " + hint);
                });
    }

    /** For a word where only some are allowed. */
    private static String hint(ParameterException wrong) {
        Iterable<String> words =
                wrong.getArgSpec() == null ? null : wrong.getArgSpec().completionCandidates();
        return words == null || wrong.getValue() == null
                ? ""
                : NearestName.hint(wrong.getValue(), ImmutableList.copyOf(words));
    }

    /** An option that is missing may just be misspelt, and then what is misspelt is worth more than what is missing. */
    private static Optional<String> stranger(ParameterException wrong, List<String> arguments) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return Optional.of(unmatched.getUnmatched().get(0));
        }
        List<String> known = known(wrong.getCommandLine());
        return wrong instanceof MissingParameterException
                ? arguments.stream()
                        .filter(argument -> argument.startsWith("--"))
                        .map(argument -> argument.split("=", 2)[0])
                        .filter(option -> !known.contains(option))
                        .findFirst()
                : Optional.empty();
    }

    private static List<String> known(CommandLine command) {
        List<String> names = new ArrayList<>(command.getSubcommands().keySet());
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }
}
