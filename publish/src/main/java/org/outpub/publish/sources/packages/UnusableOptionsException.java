package org.outpub.publish.sources.packages;

import java.util.List;
import java.util.stream.Collectors;

/** A publication's options do not let its event package publish; the message names each of them. */
final class UnusableOptionsException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableOptionsException(List<OptionProblem> problems) {
        super(problems.stream().map(OptionProblem::message).collect(Collectors.joining("; ")), null, false, false);
    }
}
