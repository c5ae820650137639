package org.outpub.publish.control;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is logged: this, and what is worse. */
public enum LogLevel {
    /** What failed in Outpub, or is wrong in the configuration. */
    ERROR,
    /** What somebody should look at. */
    WARN,
    /** What happens. */
    INFO,
    /** Every step. */
    DEBUG;

    /**
     * Finds a level.
     *
     * @param word in any case
     * @return empty if there is none of that name
     */
    public static Optional<LogLevel> named(String word) {
        return Arrays.stream(values())
                .filter(level -> level.name().equalsIgnoreCase(word))
                .findFirst();
    }

    /** All names, for those who wrote another one. */
    static List<String> words() {
        return Arrays.stream(values()).map(LogLevel::toString).toList();
    }

    /** Prints it as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
