package org.outpub.sorcery.ini.text;

import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ObjectSet;

/**
 * Ends object sets so that those with the same names on the same lines share them: most sections of a large document do.
 * Confined to one thread.
 */
public final class Layouts {
    private static final int SLOTS = 64;
    /** What was built last, by the number of its entries. */
    private final @Nullable ObjectSet[] recent = new @Nullable ObjectSet[SLOTS];

    /** None yet. */
    public Layouts() {}

    /**
     * Ends a set.
     *
     * @param set complete
     * @param size how many entries it has; another number costs memory only
     * @return the set
     */
    public ObjectSet build(ObjectSet.Builder set, int size) {
        ObjectSet similar = recent[size % SLOTS];
        ObjectSet built = similar == null ? set.build() : set.build(similar);
        recent[size % SLOTS] = built;
        return built;
    }
}
