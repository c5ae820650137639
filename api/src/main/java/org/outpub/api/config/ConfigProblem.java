package org.outpub.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One thing wrong with the configuration: where it is, what it is, what was expected. Immutable. Its text never holds
 * the value of a secret option, and is one {@linkplain Excerpt#line line} of bounded length, whatever stands in the files.
 *
 * @param severity how bad it is
 * @param origin where it stands
 * @param message what is wrong and what was expected, one line, without the place
 */
public record ConfigProblem(Severity severity, Origin origin, String message) {
    private static final Comparator<ConfigProblem> BY_PLACE = Comparator.<ConfigProblem, String>comparing(
                    problem -> problem.origin.source())
            .thenComparingInt(problem -> problem.origin.line())
            .thenComparingInt(problem -> problem.origin.column())
            .thenComparing(ConfigProblem::severity);

    /** How bad a problem is. */
    public enum Severity {
        /** Something was left out or kept as it was: an object, an option or a whole file. {@code check} exits 1. */
        ERROR,
        /** Everything was used, but it is probably not what was meant. {@code check --strict} exits 1. */
        WARNING,
        /** Accepted and without effect here, or none of our business. */
        NOTICE;

        /**
         * As people and programs read it.
         *
         * @return {@code error}, {@code warning} or {@code notice}
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that nothing is missing, and cleans and shortens the message. */
    public ConfigProblem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(origin, "origin");
        message = Excerpt.line(message);
    }

    /**
     * Puts problems in order.
     *
     * @param problems as they were found
     * @return each once, by file, line and column; unmodifiable
     */
    public static List<ConfigProblem> inOrder(Collection<ConfigProblem> problems) {
        return problems.stream().distinct().sorted(BY_PLACE).toList();
    }

    /**
     * An error.
     *
     * @param origin where it stands
     * @param message what is wrong and what was expected
     * @return the problem
     */
    public static ConfigProblem error(Origin origin, String message) {
        return new ConfigProblem(Severity.ERROR, origin, message);
    }

    /**
     * A warning.
     *
     * @param origin where it stands
     * @param message what is probably wrong
     * @return the problem
     */
    public static ConfigProblem warning(Origin origin, String message) {
        return new ConfigProblem(Severity.WARNING, origin, message);
    }

    /**
     * A notice.
     *
     * @param origin where it stands
     * @param message what has no effect
     * @return the problem
     */
    public static ConfigProblem notice(Origin origin, String message) {
        return new ConfigProblem(Severity.NOTICE, origin, message);
    }

    /** Prints {@code pjsip.conf:42: message}. */
    @Override
    public String toString() {
        return origin + ": " + message;
    }
}
