package org.outpub.sorcery.ini.text;

import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ObjectSet;

/** A section of a document. Immutable; the same instance in readings that take it over. */
public final class IniSection {
    private static final String TYPE = "type";
    private final ObjectSet values;
    private final boolean template;
    private final @Nullable String type;
    private final boolean hasOtherType;

    /**
     * A section.
     *
     * @param template whether it is only there to be inherited from
     * @param values its name as id, its own and inherited entries in order
     */
    public IniSection(boolean template, ObjectSet values) {
        this.values = values;
        this.template = template;
        int first = typeFrom(0);
        this.type = first < 0 ? null : values.value(first);
        this.hasOtherType = first >= 0 && otherType(first) >= 0;
    }

    /** Where a type stands; -1 if not from there on. */
    private int typeFrom(int from) {
        for (int i = from; i < values.size(); i++) {
            if (TYPE.equalsIgnoreCase(values.name(i))) {
                return i;
            }
        }
        return -1;
    }

    private int otherType(int first) {
        int again = first;
        do {
            again = typeFrom(again + 1);
        } while (again >= 0 && values.value(again).equals(values.value(first)));
        return again;
    }

    /**
     * Whether it is only there to be inherited from.
     *
     * @return true for a template
     */
    public boolean template() {
        return template;
    }

    /**
     * What it says.
     *
     * @return its name as id, its own and inherited entries in order
     */
    public ObjectSet values() {
        return values;
    }

    /**
     * The first value of {@code type}, which is the one that Asterisk tells objects apart by.
     *
     * @return null if there is none
     */
    public @Nullable String type() {
        return type;
    }

    /**
     * Where the first {@code type} stands.
     *
     * @return the entry; -1 if there is none
     */
    public int firstType() {
        return typeFrom(0);
    }

    /**
     * Whether {@code type} stands again with another value, which has no effect.
     *
     * @return false for almost all sections
     */
    public boolean hasOtherType() {
        return hasOtherType;
    }

    /**
     * Where it does.
     *
     * @return the entry; -1 if it does not
     */
    public int otherType() {
        return hasOtherType ? otherType(typeFrom(0)) : -1;
    }

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
