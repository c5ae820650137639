package org.outpub.sorcery;

import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.SorceryObject;

/**
 * The objects of one source, as they are live. Immutable.
 *
 * @param byId in the order of the source
 * @param <T> the objects' class
 */
record LiveObjects<T extends SorceryObject>(ImmutableMap<String, Live<T>> byId) {
    static <T extends SorceryObject> LiveObjects<T> none() {
        return new LiveObjects<>(ImmutableMap.of());
    }

    /** The objects alone; not copied. */
    Collection<T> objects() {
        return Collections2.transform(byId.values(), Live::object);
    }

    /**
     * One object and what it was made from.
     *
     * @param object the record
     * @param set its names, values and places
     * @param <T> the object's class
     */
    record Live<T extends SorceryObject>(T object, ObjectSet set) {}
}
