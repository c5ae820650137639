package org.outpub.publish.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * What a configuration comes to: every object that is usable, with every option that it has, whether it is written or a
 * default. Immutable; may hold secrets unless it is {@linkplain #withoutSecrets without}, and prints none.
 *
 * @param objects values by type, id and option
 */
public record ConfigurationView(Map<String, Map<String, Map<String, String>>> objects) {
    /** Stands for a secret. */
    public static final String HIDDEN = "(hidden)";

    /** Copies the maps. */
    public ConfigurationView {
        Map<String, Map<String, Map<String, String>>> types = new TreeMap<>();
        objects.forEach((type, ids) -> {
            Map<String, Map<String, String>> all = new TreeMap<>();
            ids.forEach((id, options) -> all.put(id, Collections.unmodifiableMap(new TreeMap<>(options))));
            types.put(type, Collections.unmodifiableMap(all));
        });
        objects = Collections.unmodifiableMap(types);
    }

    /**
     * What is in a store.
     *
     * @param sorcery holds objects of the agent's types
     * @return with secrets
     */
    public static ConfigurationView of(Sorcery sorcery) {
        Map<String, Map<String, Map<String, String>>> types = new TreeMap<>();
        for (ObjectType<?> type : ObjectTypes.ALL) {
            types.put(type.name(), objectsOf(sorcery, type));
        }
        return new ConfigurationView(types);
    }

    private static <T extends SorceryObject> Map<String, Map<String, String>> objectsOf(
            Sorcery sorcery, ObjectType<T> type) {
        Map<String, Map<String, String>> objects = new TreeMap<>();
        for (T object : sorcery.retrieveAll(type)) {
            Map<String, String> options = new TreeMap<>();
            for (ObjectSet.Entry entry : type.format(object).entries()) {
                options.merge(entry.name(), entry.value(), (one, other) -> one + ", " + other);
            }
            if (object instanceof OutboundPublish publish) {
                options.put("from_uri", publish.effectiveFrom().toString());
                options.put("to_uri", publish.effectiveTo().toString());
            }
            objects.put(object.id(), options);
        }
        return objects;
    }

    /**
     * The objects of a type.
     *
     * @param type its name
     * @return options by id; empty for none
     */
    Map<String, Map<String, String>> of(String type) {
        return objects.getOrDefault(type, Map.of());
    }

    /**
     * The same for others to see.
     *
     * @return with {@link #HIDDEN} where a secret stood
     */
    public ConfigurationView withoutSecrets() {
        Map<String, Map<String, Map<String, String>>> types = new TreeMap<>();
        objects.forEach((type, ids) -> {
            List<String> secrets = secretsOf(type);
            types.put(
                    type,
                    ids.entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, one -> hidden(one.getValue(), secrets))));
        });
        return new ConfigurationView(types);
    }

    private static List<String> secretsOf(String type) {
        return ObjectTypes.named(type).fields().stream()
                .filter(Field::secret)
                .map(Field::name)
                .toList();
    }

    private static Map<String, String> hidden(Map<String, String> options, List<String> secrets) {
        Map<String, String> shown = new TreeMap<>(options);
        secrets.forEach(secret -> shown.computeIfPresent(secret, (name, value) -> HIDDEN));
        return shown;
    }

    /** Prints how many objects there are; no values. */
    @Override
    public String toString() {
        return objects.entrySet().stream()
                .map(type -> type.getValue().size() + " " + type.getKey())
                .collect(Collectors.joining(", "));
    }
}
