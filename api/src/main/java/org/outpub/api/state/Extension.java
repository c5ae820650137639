package org.outpub.api.state;

import java.util.Comparator;

/**
 * An extension of the dialplan, whose state a hint gives. Immutable; ordered by context, then by number.
 *
 * @param context the dialplan's context, 1 to 255 characters
 * @param exten the extension in it, such as {@code 2001}, 1 to 255 characters
 */
public record Extension(String context, String exten) implements Comparable<Extension> {
    private static final Comparator<Extension> ORDER =
            Comparator.comparing(Extension::context).thenComparing(Extension::exten);

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if one is empty or too long
     */
    public Extension {
        Texts.requireName("a context", context);
        Texts.requireName("an extension", exten);
    }

    @Override
    public int compareTo(Extension other) {
        return ORDER.compare(this, other);
    }

    /** Prints it as Asterisk does: {@code 2001@phones}. */
    @Override
    public String toString() {
        return exten + "@" + context;
    }
}
