package org.outpub.sorcery.realtime;

import java.util.List;
import java.util.Locale;
import org.outpub.api.sorcery.type.NearestName;

/**
 * What a mapping tells the {@code realtime} wizard. Immutable.
 *
 * @param family as {@code extconfig.conf} has it
 * @param fetch what happens when all objects are asked for
 */
record RealtimeArguments(String family, Fetch fetch) {
    private static final String OPTION = "allow_unqualified_fetch";

    /** Asterisk: {@code allow_unqualified_fetch}. */
    enum Fetch {
        /** They are read. */
        YES,
        /** There are none; single ones are found by their ids. */
        NO,
        /** They are read, with a warning. */
        WARN,
        /** There are none, which is an error. */
        ERROR
    }

    /**
     * Reads {@code FAMILY[,allow_unqualified_fetch=yes|no|warn|error]}.
     *
     * @throws IllegalArgumentException if the family is missing or something else makes no sense
     */
    static RealtimeArguments parse(String arguments) {
        String[] parts = arguments.split(",", -1);
        String family = parts[0].strip();
        if (family.isEmpty() || family.contains("=")) {
            throw new IllegalArgumentException(
                    "realtime: a family of extconfig.conf is expected first, as in realtime,ps_outbound_publishes");
        }
        if (parts.length > 2) {
            throw new IllegalArgumentException(
                    "realtime: too much after '" + parts[1] + "'; expected FAMILY[," + OPTION + "=yes|no|warn|error]");
        }
        return new RealtimeArguments(family, parts.length == 1 ? Fetch.YES : fetch(parts[1].strip()));
    }

    private static Fetch fetch(String part) {
        int equals = part.indexOf('=');
        String option = equals < 0 ? part : part.substring(0, equals).strip();
        if (!option.equals(OPTION)) {
            String hint = NearestName.hint(option, List.of(OPTION));
            throw new IllegalArgumentException(
                    "realtime: unknown option '" + option + "'; " + (hint.isEmpty() ? "expected " + OPTION : hint));
        }
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        for (Fetch fetch : Fetch.values()) {
            if (fetch.name().toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))) {
                return fetch;
            }
        }
        throw new IllegalArgumentException(
                "realtime: " + OPTION + " '" + value + "' is none of yes, no, warn and error");
    }
}
