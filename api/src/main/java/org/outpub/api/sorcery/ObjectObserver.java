package org.outpub.api.sorcery;

import org.outpub.api.sorcery.type.SorceryObject;

/**
 * Hears of what changed among the objects of one type.
 *
 * @param <T> the objects' class
 */
@FunctionalInterface
public interface ObjectObserver<T extends SorceryObject> {
    /**
     * Takes the changes of one reload or of one write, or of several that came while the last call had not come back. Never
     * called with nothing, and never with an id twice.
     *
     * @param changes what changed
     */
    void changed(ObjectChanges<T> changes);
}
