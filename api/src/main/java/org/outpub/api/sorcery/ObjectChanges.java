package org.outpub.api.sorcery;

import java.util.List;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What changed among the objects of one type. Immutable.
 *
 * @param created objects that were not there before
 * @param updated objects that are not equal to their former selves
 * @param deleted objects that are gone, as they last were
 * @param <T> the objects' class
 */
public record ObjectChanges<T extends SorceryObject>(List<T> created, List<Update<T>> updated, List<T> deleted) {
    /** Copies the lists. */
    public ObjectChanges {
        created = List.copyOf(created);
        updated = List.copyOf(updated);
        deleted = List.copyOf(deleted);
    }

    /**
     * Whether nothing changed.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return created.isEmpty() && updated.isEmpty() && deleted.isEmpty();
    }

    /**
     * One object that changed.
     *
     * @param before its former self
     * @param after what it is now; the same id
     * @param <T> the object's class
     */
    public record Update<T extends SorceryObject>(T before, T after) {}
}
