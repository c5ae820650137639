package org.outpub.api.sorcery.type;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Fields of an object type whose names follow a pattern (Asterisk: fields registered by regular expression). Immutable.
 *
 * @param name what messages and {@link FieldValues#group} call them
 * @param names matches the whole of a field's name
 * @param codec reads and writes one value
 * @param getter takes names and values out of an object, in order
 * @param <T> the objects' class
 * @param <V> the type of one value
 */
public record FieldGroup<T, V>(String name, Pattern names, FieldCodec<V> codec, Function<T, Map<String, V>> getter) {
    /**
     * Whether a field belongs to the group.
     *
     * @param option its name, in any case
     * @return true if so
     */
    public boolean has(String option) {
        return names.matcher(option).matches();
    }

    Map<String, String> format(T object) {
        Map<String, String> texts = new LinkedHashMap<>();
        getter.apply(object).forEach((field, value) -> texts.put(field, codec.format(value)));
        return texts;
    }
}
