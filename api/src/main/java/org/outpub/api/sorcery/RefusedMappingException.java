package org.outpub.api.sorcery;

import java.util.Objects;

/** A mapping cannot be used: its wizard is not known, refuses the arguments, or cannot have the role. */
public final class RefusedMappingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Mapping mapping;

    /**
     * With what was refused.
     *
     * @param mapping which mapping
     * @param message why, and what was expected
     */
    public RefusedMappingException(Mapping mapping, String message) {
        super(message);
        this.mapping = Objects.requireNonNull(mapping, "mapping");
    }

    /**
     * What was refused.
     *
     * @return as it was handed in
     */
    public Mapping mapping() {
        return mapping;
    }
}
