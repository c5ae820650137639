package org.outpub.api.sorcery.type;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two versions of an object, name by name. Removals are included. Immutable.
 *
 * @param changes in the order of the newer version, removed names last
 */
public record ChangeSet(List<Change> changes) {
    /** Copies the list. */
    public ChangeSet {
        changes = List.copyOf(changes);
    }

    /**
     * Compares two versions. A name that repeats is compared as the list of its values.
     *
     * @param before the older version
     * @param after the newer version
     * @return empty if they are the same
     */
    public static ChangeSet between(ObjectSet before, ObjectSet after) {
        Map<String, Named> old = group(before);
        List<Change> changes = new ArrayList<>();
        group(after).forEach((folded, now) -> {
            Named was = old.remove(folded);
            List<String> oldValues = was == null ? List.of() : was.values;
            if (!oldValues.equals(now.values)) {
                changes.add(new Change(now.name, oldValues, now.values));
            }
        });
        old.values().forEach(gone -> changes.add(new Change(gone.name, gone.values, List.of())));
        return new ChangeSet(changes);
    }

    private static Map<String, Named> group(ObjectSet set) {
        Map<String, Named> byName = new LinkedHashMap<>();
        for (int i = 0; i < set.size(); i++) {
            String name = set.name(i);
            byName.computeIfAbsent(ObjectSet.fold(name), folded -> new Named(name, new ArrayList<>()))
                    .values
                    .add(set.value(i));
        }
        return byName;
    }

    private record Named(String name, List<String> values) {}

    /**
     * Whether nothing differs.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Prints the names that differ; never the values, for some of them are secret. */
    @Override
    public String toString() {
        return changes.stream().map(Change::name).toList().toString();
    }

    /**
     * One name that differs.
     *
     * @param name as the newer version spells it
     * @param before its values in the older version; empty if it was not there
     * @param after its values in the newer version; empty if it was removed
     */
    public record Change(String name, List<String> before, List<String> after) {
        /** Copies the lists. */
        public Change {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        /** Prints the name only; the values may be secret. */
        @Override
        public String toString() {
            return name;
        }
    }
}
