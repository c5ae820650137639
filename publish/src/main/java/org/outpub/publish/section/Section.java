package org.outpub.publish.section;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A section made by code: a type, an id and options. Confined to one thread. What is not set has its default; values are
 * checked when the section is put, as those of a file are. The text form shows names and no values, which may be secret.
 */
public abstract sealed class Section permits AuthSection, GlobalSection, PublishSection, TransportSection {
    private final String type;
    private final String id;
    private final Map<String, String> options = new LinkedHashMap<>();

    Section(String type, String id) {
        this.type = type;
        this.id = Objects.requireNonNull(id, "id");
    }

    final void set(String option, String value) {
        options.put(option, Objects.requireNonNull(value, option));
    }

    final void set(String option, boolean on) {
        options.put(option, on ? "yes" : "no");
    }

    final void set(String option, long number) {
        options.put(option, String.valueOf(number));
    }

    /** In seconds; a fraction is written too, so that it is refused and not lost. */
    final void set(String option, Duration time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getSeconds()).add(BigDecimal.valueOf(time.getNano(), 9));
        options.put(option, time.getNano() == 0 ? String.valueOf(time.getSeconds()) : seconds.toPlainString());
    }

    final void list(String option, String... values) {
        options.put(option, String.join(",", values));
    }

    /**
     * What it is.
     *
     * @return such as {@code outbound-publish}
     */
    public final String type() {
        return type;
    }

    /**
     * Its name.
     *
     * @return as it was given
     */
    public final String id() {
        return id;
    }

    /**
     * The options that were set, as a section of a {@code pjsip.conf} has them.
     *
     * @return names and values in the order in which they were first set, without {@code type}; unmodifiable, with its
     *     secrets
     */
    public final Map<String, String> options() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    @Override
    public final String toString() {
        return type + " '" + id + "' " + options.keySet();
    }
}
