package org.outpub.sorcery.live;

import com.google.common.collect.Collections2;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * The objects of one source, as they are live. Versions whose ids stand in the same order share the table of ids. Immutable.
 *
 * @param <T> the objects' class
 */
public final class LiveObjects<T extends SorceryObject> {
    private final ImmutableMap<String, Integer> positions;
    private final ImmutableList<Live<T>> inOrder;
    /** Made when it is first asked for; whoever makes it twice makes the same. */
    private volatile @Nullable ImmutableList<T> byId;

    private LiveObjects(ImmutableMap<String, Integer> positions, ImmutableList<Live<T>> inOrder) {
        this.positions = positions;
        this.inOrder = inOrder;
    }

    /**
     * One object and what it was made from.
     *
     * @param object the record
     * @param set its names, values and places
     * @param remarked whether there was something to tell when it was made, which each reload is to tell again
     * @param <T> the object's class
     */
    public record Live<T extends SorceryObject>(T object, ObjectSet set, boolean remarked) {
        public boolean hasIdOf(Live<T> other) {
            return set.id().equals(other.set.id());
        }
    }

    public static <T extends SorceryObject> LiveObjects<T> none() {
        return new LiveObjects<>(ImmutableMap.of(), ImmutableList.of());
    }

    /**
     * Objects of different ids.
     *
     * @throws IllegalArgumentException if an id stands twice
     */
    public static <T extends SorceryObject> LiveObjects<T> of(List<Live<T>> inOrder) {
        ImmutableMap.Builder<String, Integer> positions = ImmutableMap.builderWithExpectedSize(inOrder.size());
        for (int i = 0; i < inOrder.size(); i++) {
            positions.put(inOrder.get(i).set().id(), i);
        }
        return new LiveObjects<>(positions.buildOrThrow(), ImmutableList.copyOf(inOrder));
    }

    /** Other objects of the same ids in the same order. */
    public LiveObjects<T> replacedBy(List<Live<T>> sameIds) {
        return new LiveObjects<>(positions, ImmutableList.copyOf(sameIds));
    }

    /** In the order of the source. */
    public List<Live<T>> inOrder() {
        return inOrder;
    }

    public int size() {
        return inOrder.size();
    }

    @Nullable
    public Live<T> get(String id) {
        Integer position = positions.get(id);
        return position == null ? null : inOrder.get(position);
    }

    /** In the order of the source; not copied. */
    List<String> ids() {
        return positions.keySet().asList();
    }

    /** The objects alone; not copied. */
    public Collection<T> objects() {
        return Collections2.transform(inOrder, Live::object);
    }

    /** The objects alone, by id. */
    Collection<T> objectsById() {
        ImmutableList<T> known = byId;
        if (known == null) {
            known = ImmutableList.sortedCopyOf(Ids.ORDER, objects());
            byId = known;
        }
        return known;
    }

    /**
     * Finds what differs from a former version, by looking at instances only: an object that is equal to its former self
     * is the same instance. At the cost of a walk through both while ids stand in the former order.
     *
     * @param before what was live
     * @return ids that are new or have another object, in the order of the source, then those that are gone
     */
    @SuppressWarnings("ReferenceEquality")
    public List<String> changedSince(LiveObjects<T> before) {
        List<String> changed = new ArrayList<>();
        if (this == before) {
            return changed;
        }
        boolean sameIds = positions == before.positions;
        List<Live<T>> then = before.inOrder;
        int common = 0;
        while (common < Math.min(size(), before.size())
                && (sameIds || inOrder.get(common).hasIdOf(then.get(common)))) {
            Live<T> now = inOrder.get(common);
            Live<T> was = then.get(common);
            if (now != was && now.object() != was.object()) {
                changed.add(now.set().id());
            }
            common++;
        }
        for (Live<T> live : inOrder.subList(common, size())) {
            Live<T> was = before.get(live.set().id());
            if (was == null || was.object() != live.object()) {
                changed.add(live.set().id());
            }
        }
        for (Live<T> live : then.subList(common, then.size())) {
            if (get(live.set().id()) == null) {
                changed.add(live.set().id());
            }
        }
        return changed;
    }
}
