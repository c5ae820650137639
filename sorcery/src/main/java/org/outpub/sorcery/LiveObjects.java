package org.outpub.sorcery;

import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
     * Finds what differs from a former version, by looking at instances only: an object that is equal to its former self
     * is the same instance. At the cost of a walk through both while ids stand in the former order.
     *
     * @param before what was live
     * @return ids that are new or have another object, in the order of the source, then those that are gone
     */
    @SuppressWarnings("ReferenceEquality")
    List<String> changedSince(LiveObjects<T> before) {
        List<String> changed = new ArrayList<>();
        if (this == before) {
            return changed;
        }
        List<Live<T>> now = byId.values().asList();
        List<Live<T>> then = before.byId.values().asList();
        int common = 0;
        while (common < Math.min(now.size(), then.size()) && now.get(common).hasIdOf(then.get(common))) {
            if (now.get(common).object() != then.get(common).object()) {
                changed.add(now.get(common).set().id());
            }
            common++;
        }
        for (Live<T> live : now.subList(common, now.size())) {
            Live<T> was = before.byId.get(live.set().id());
            if (was == null || was.object() != live.object()) {
                changed.add(live.set().id());
            }
        }
        for (Live<T> live : then.subList(common, then.size())) {
            if (!byId.containsKey(live.set().id())) {
                changed.add(live.set().id());
            }
        }
        return changed;
    }

    /**
     * One object and what it was made from.
     *
     * @param object the record
     * @param set its names, values and places
     * @param <T> the object's class
     */
    record Live<T extends SorceryObject>(T object, ObjectSet set) {
        boolean hasIdOf(Live<T> other) {
            return set.id().equals(other.set.id());
        }
    }
}
