package org.outpub.sorcery.ini.text;

import org.outpub.api.sorcery.type.ObjectSet;

/**
 * A section of a document. Immutable.
 *
 * @param template whether it is only there to be inherited from
 * @param values its name as id, its own and inherited entries in order
 */
public record IniSection(boolean template, ObjectSet values) {
    /** Whether who inherits from either inherits the same, lines apart. */
    @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
    boolean sameContent(IniSection other) {
        return this == other || values.sameContent(other.values);
    }

    /** Whether the lines are the same too. */
    @SuppressWarnings("ReferenceEquality") // the same instance spares the comparison
    boolean samePlaces(IniSection other) {
        return this == other || values.samePlaces(other.values);
    }
}
