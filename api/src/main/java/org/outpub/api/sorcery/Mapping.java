package org.outpub.api.sorcery;

import java.util.Objects;

/**
 * Where the objects of a type are kept: a wizard and its arguments, as in {@code sorcery.conf}. Immutable.
 *
 * @param wizard the wizard's name, such as {@code config} or {@code memory}
 * @param arguments what the wizard is told, such as {@code pjsip.conf,criteria=type=auth}; empty for none
 * @param role what the mapping is for
 */
public record Mapping(String wizard, String arguments, Role role) {
    /** What a mapping is for. */
    public enum Role {
        /** Its wizard is read, and written if it can be. */
        STORAGE,
        /** Its wizard is read and never written, though it could be. */
        READ_ONLY,
        /** Its wizard answers in the place of those after it (Asterisk: {@code /cache}). */
        CACHE
    }

    /** Checks that nothing is missing. */
    public Mapping {
        Objects.requireNonNull(wizard, "wizard");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(role, "role");
    }

    /**
     * A mapping with arguments.
     *
     * @param wizard the wizard's name
     * @param arguments what it is told
     * @return the mapping, for storage
     */
    public static Mapping of(String wizard, String arguments) {
        return new Mapping(wizard, arguments, Role.STORAGE);
    }

    /**
     * A mapping without arguments.
     *
     * @param wizard the wizard's name
     * @return the mapping, for storage
     */
    public static Mapping of(String wizard) {
        return of(wizard, "");
    }

    /**
     * The same wizard and arguments in another role.
     *
     * @param other the role
     * @return the mapping
     */
    public Mapping as(Role other) {
        return new Mapping(wizard, arguments, other);
    }

    /** Prints it as {@code sorcery.conf} would have it. */
    @Override
    public String toString() {
        return arguments.isEmpty() ? wizard : wizard + ',' + arguments;
    }
}
