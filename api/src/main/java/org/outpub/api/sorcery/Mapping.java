package org.outpub.api.sorcery;

import java.util.Objects;

/**
 * Where the objects of a type are kept: a wizard and its arguments, as in {@code sorcery.conf}. Immutable.
 *
 * @param wizard the wizard's name, such as {@code config} or {@code memory}
 * @param arguments what the wizard is told, such as {@code pjsip.conf,criteria=type=auth}; empty for none
 */
public record Mapping(String wizard, String arguments) {
    /** Checks that nothing is missing. */
    public Mapping {
        Objects.requireNonNull(wizard, "wizard");
        Objects.requireNonNull(arguments, "arguments");
    }

    /**
     * A mapping with arguments.
     *
     * @param wizard the wizard's name
     * @param arguments what it is told
     * @return the mapping
     */
    public static Mapping of(String wizard, String arguments) {
        return new Mapping(wizard, arguments);
    }

    /**
     * A mapping without arguments.
     *
     * @param wizard the wizard's name
     * @return the mapping
     */
    public static Mapping of(String wizard) {
        return new Mapping(wizard, "");
    }

    /** Prints it as {@code sorcery.conf} would have it. */
    @Override
    public String toString() {
        return arguments.isEmpty() ? wizard : wizard + ',' + arguments;
    }
}
