package org.outpub.api.sorcery.type;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;

/**
 * The values of one object set, read by the codecs of its type, from which the type makes its record. Confined to that
 * call.
 */
public final class FieldValues {
    private final ObjectType<?> type;
    private final ObjectSet set;
    private final @Nullable Object[] values;
    private final int[] entries;
    private final Map<String, Map<String, Object>> groups;
    private final Map<String, String> extended;
    private final ProblemSink problems;

    FieldValues(
            ObjectType<?> type,
            ObjectSet set,
            @Nullable Object[] values,
            int[] entries,
            Map<String, Map<String, Object>> groups,
            Map<String, String> extended,
            ProblemSink problems) {
        this.type = type;
        this.set = set;
        this.values = values;
        this.entries = entries;
        this.groups = groups;
        this.extended = extended;
        this.problems = problems;
    }

    private ObjectType.Slot<?> slot(String field) {
        ObjectType.Slot<?> slot = type.slot(field);
        if (slot == null) {
            throw new IllegalArgumentException(type.name() + ": no field '" + field + "' is declared");
        }
        return slot;
    }

    /**
     * The object's id.
     *
     * @return as the storage spells it
     */
    public String id() {
        return set.id();
    }

    /**
     * The value of a field that is required or has a default.
     *
     * @param field its name as declared
     * @param <V> the type of the field's codec
     * @return the value
     * @throws IllegalArgumentException if the field has no value
     */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <V> V get(String field) {
        return this.<V>find(field)
                .orElseThrow(() -> new IllegalArgumentException(type.name() + ": no value of '" + field + "'"));
    }

    /**
     * The value of an optional field.
     *
     * @param field its name as declared
     * @param <V> the type of the field's codec
     * @return empty if it was not given
     * @throws IllegalArgumentException if the field is not declared
     */
    @SuppressWarnings("unchecked") // the codec declared with the field made the value
    public <V> Optional<V> find(String field) {
        return Optional.ofNullable((V) values[slot(field).index()]);
    }

    /**
     * All values of a repeated field, in order.
     *
     * @param field its name as declared
     * @param <V> the type of the field's codec
     * @return unmodifiable; empty if it was not given
     */
    public <V> List<V> all(String field) {
        return this.<List<V>>find(field).map(List::copyOf).orElse(List.of());
    }

    /**
     * The values of a group of fields.
     *
     * @param group its name as declared
     * @param <V> the type of the group's codec
     * @return by name as written, in the order in which the names stand first; of equal names the last value counts
     */
    @SuppressWarnings("unchecked") // the codec declared with the group made the values
    public <V> Map<String, V> group(String group) {
        return (Map<String, V>) Collections.unmodifiableMap(groups.getOrDefault(group, Map.of()));
    }

    /**
     * The extended fields: those whose names begin with {@code @}.
     *
     * @return names with their {@code @}, in order; of equal names the last counts; unmodifiable
     */
    public Map<String, String> extended() {
        return Collections.unmodifiableMap(extended);
    }

    /**
     * Where a field's value stands.
     *
     * @param field its name as declared, or an extended name with its {@code @}
     * @return the object's own place if the field was not given
     */
    public Origin origin(String field) {
        ObjectType.Slot<?> slot = type.slot(field);
        int entry = slot == null ? lastEntry(field) : entries[slot.index()];
        return entry == 0 ? set.origin() : set.origin(entry - 1);
    }

    private int lastEntry(String name) {
        int entry = set.size();
        while (entry > 0 && !set.name(entry - 1).equals(name)) {
            entry--;
        }
        return entry;
    }

    /**
     * Refuses the object because of a field, for what only the whole object shows.
     *
     * @param field its name
     * @param message what is wrong and what was expected
     */
    public void refuse(String field, String message) {
        problems.error(origin(field), ObjectParse.about(type, set) + message);
    }

    /**
     * Warns about a field.
     *
     * @param field its name
     * @param message what is probably wrong
     */
    public void warn(String field, String message) {
        problems.warning(origin(field), ObjectParse.about(type, set) + message);
    }
}
