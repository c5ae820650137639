package org.outpub.publish.sources.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ExtendedRegex;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/** Reads the options of one publication and collects what is wrong with them. Confined to one thread. */
final class OptionReader {
    private final boolean multiUser;
    private final Function<String, Optional<String>> options;
    private final List<OptionProblem> problems = new ArrayList<>();

    OptionReader(boolean multiUser, Function<String, Optional<String>> options) {
        this.multiUser = multiUser;
        this.options = options;
    }

    boolean multiUser() {
        return multiUser;
    }

    /** An option's text; an empty one counts as not set, as with Asterisk. */
    Optional<String> text(String option) {
        return options.apply(option).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Whether a name passes an option that holds a regular expression; without the option every name does. */
    Predicate<String> filter(String option) {
        Optional<String> regex = text(option);
        if (regex.isEmpty()) {
            return name -> true;
        }
        try {
            Pattern pattern = ExtendedRegex.compileIgnoringCase(regex.get());
            return name -> pattern.matcher(name).find();
        } catch (PatternSyntaxException malformed) {
            refuse(option, "'" + regex.get() + "' is not a regular expression: " + malformed.getDescription());
            return name -> false;
        }
    }

    boolean yesNo(String option) {
        Optional<String> word = text(option);
        try {
            return word.isPresent() && FieldCodecs.yesNo().parse(word.get(), Origin.MEMORY);
        } catch (InvalidValueException other) {
            refuse(option, "'" + word.get() + "' is not yes or no");
            return false;
        }
    }

    /** Notes that an option does not let the package publish. */
    void refuse(String option, String reason) {
        problems.add(new OptionProblem(option, option + ": " + reason));
    }

    List<OptionProblem> problems() {
        return List.copyOf(problems);
    }
}
