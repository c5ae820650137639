package org.outpub.api.sorcery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outpub.api.config.Origin;
import org.outpub.api.config.ProblemSink;

/**
 * The values of one object set, read by the codecs of its type, from which the type makes its record. Confined to that
 * call.
 */
public final class FieldValues {
    private final ObjectSet set;
    private final Map<String, Object> values;
    private final Map<String, Origin> origins;
    private final Map<String, String> extended;
    private final ProblemSink problems;
    private final String typeName;

    FieldValues(
            String typeName,
            ObjectSet set,
            Map<String, Object> values,
            Map<String, Origin> origins,
            Map<String, String> extended,
            ProblemSink problems) {
        this.typeName = typeName;
        this.set = set;
        this.values = values;
        this.origins = origins;
        this.extended = extended;
        this.problems = problems;
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
                .orElseThrow(() -> new IllegalArgumentException(typeName + ": no value of '" + field + "'"));
    }

    /**
     * The value of an optional field.
     *
     * @param field its name as declared
     * @param <V> the type of the field's codec
     * @return empty if it was not given
     */
    @SuppressWarnings("unchecked") // the codec declared with the field made the value
    public <V> Optional<V> find(String field) {
        return Optional.ofNullable((V) values.get(field));
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
     * The extended fields: those whose names begin with {@code @}.
     *
     * @return names with their {@code @}, in order; of equal names the last counts
     */
    public Map<String, String> extended() {
        return new LinkedHashMap<>(extended);
    }

    /**
     * Where a field's value stands.
     *
     * @param field its name as declared, or an extended name with its {@code @}
     * @return the object's own place if the field was not given
     */
    public Origin origin(String field) {
        return origins.getOrDefault(field, set.origin());
    }

    /**
     * Refuses the object because of a field, for what only the whole object shows.
     *
     * @param field its name
     * @param message what is wrong and what was expected
     */
    public void refuse(String field, String message) {
        problems.error(origin(field), ObjectType.about(typeName, set.id()) + message);
    }

    /**
     * Warns about a field.
     *
     * @param field its name
     * @param message what is probably wrong
     */
    public void warn(String field, String message) {
        problems.warning(origin(field), ObjectType.about(typeName, set.id()) + message);
    }
}
