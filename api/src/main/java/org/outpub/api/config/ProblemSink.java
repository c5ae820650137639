package org.outpub.api.config;

/** Takes problems as they are found, so that a reader can go on and find the next. */
@FunctionalInterface
public interface ProblemSink {
    /**
     * Takes one problem.
     *
     * @param problem what was found
     */
    void add(ConfigProblem problem);

    /**
     * Takes an error.
     *
     * @param origin where it stands
     * @param message what is wrong and what was expected
     */
    default void error(Origin origin, String message) {
        add(ConfigProblem.error(origin, message));
    }

    /**
     * Takes a warning.
     *
     * @param origin where it stands
     * @param message what is probably wrong
     */
    default void warning(Origin origin, String message) {
        add(ConfigProblem.warning(origin, message));
    }

    /**
     * Takes a notice.
     *
     * @param origin where it stands
     * @param message what has no effect
     */
    default void notice(Origin origin, String message) {
        add(ConfigProblem.notice(origin, message));
    }
}
