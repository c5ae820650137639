package org.outpub.sorcery.ini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.outpub.api.sorcery.Field;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.ObjectType;

/**
 * What a mapping tells the {@code config} wizard. Immutable.
 *
 * @param file what to read
 * @param criteria which sections are objects of the type: each must hold
 * @param explicitName a section of this name is one too, if it has options of the type only; empty for none
 * @param singleObject whether there may be one object at most
 */
record ConfigArguments(Path file, List<Criterion> criteria, String explicitName, boolean singleObject) {
    private static final Set<String> YES = Set.of("yes", "true", "y", "t", "1", "on");
    private static final Set<String> NO = Set.of("no", "false", "n", "f", "0", "off");

    /**
     * The first value of a field must be exactly this one.
     *
     * @param field compared without regard to case
     * @param value compared exactly
     */
    record Criterion(String field, String value) {
        boolean holds(ObjectSet section) {
            for (int i = 0; i < section.size(); i++) {
                if (section.name(i).equalsIgnoreCase(field)) {
                    return section.value(i).equals(value);
                }
            }
            return false;
        }
    }

    ConfigArguments {
        criteria = List.copyOf(criteria);
    }

    static ConfigArguments parse(String arguments, Path folder) {
        String[] parts = arguments.split(",", -1);
        if (parts[0].isBlank()) {
            throw new IllegalArgumentException("config: a file is expected first, as in config,pjsip.conf");
        }
        List<Criterion> criteria = new ArrayList<>();
        String explicitName = "";
        boolean single = false;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String option = (equals < 0 ? parts[i] : parts[i].substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : parts[i].substring(equals + 1);
            if (value.isEmpty()) {
                throw new IllegalArgumentException("config: option '" + parts[i] + "' has no value");
            }
            switch (option) {
                case "criteria" -> criteria.add(criterion(value));
                case "explicit_name" -> explicitName = value;
                case "single_object" -> single = truth(option, value);
                case "integrity" -> requireObjectIntegrity(value);
                case "buckets" -> {
                    // tunes Asterisk's hash table; accepted so that its mappings can be used as they are
                }
                default ->
                    throw new IllegalArgumentException("config: unknown option '" + option
                            + "'; expected criteria, explicit_name, single_object, integrity or buckets");
            }
        }
        return new ConfigArguments(folder.resolve(parts[0].strip()), criteria, explicitName, single);
    }

    private static Criterion criterion(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("config: criteria=" + text + " is not criteria=FIELD=VALUE");
        }
        return new Criterion(text.substring(0, equals), text.substring(equals + 1));
    }

    private static boolean truth(String option, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw new IllegalArgumentException("config: " + option + "=" + value + " is neither yes nor no");
        }
        return YES.contains(word);
    }

    private static void requireObjectIntegrity(String value) {
        if (!value.equals("object")) {
            throw new IllegalArgumentException("config: integrity=" + value + " is not supported; expected object");
        }
    }

    /** Whether a section is an object of the type. */
    boolean accepts(IniSection section, ObjectType<?> type) {
        ObjectSet values = section.values();
        if (section.template()) {
            return false;
        }
        if (criteria.isEmpty() && explicitName.isEmpty()) {
            return true;
        }
        if (values.id().equals(explicitName) && hasFieldsOfOnly(values, type)) {
            return true;
        }
        return !criteria.isEmpty() && allHold(values);
    }

    private boolean allHold(ObjectSet values) {
        for (Criterion criterion : criteria) {
            if (!criterion.holds(values)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasFieldsOfOnly(ObjectSet values, ObjectType<?> type) {
        List<String> fields = type.fields().stream().map(Field::name).toList();
        return values.entries().stream()
                .map(ObjectSet.Entry::name)
                .allMatch(name -> name.startsWith("@")
                        || name.equalsIgnoreCase("type")
                        || fields.stream().anyMatch(name::equalsIgnoreCase));
    }
}
