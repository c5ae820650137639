package org.outpub.sorcery.ini;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * What a mapping tells the {@code config} wizard. Immutable.
 *
 * @param file what to read
 * @param criteria which sections are objects of the type: each must hold
 * @param explicitName a section of this name is one too, if it has options of the type only; empty for none
 * @param singleObject whether there may be one object at most
 * @param allOrNothing whether one bad object keeps all as they were
 */
record ConfigArguments(
        Path file, List<Criterion> criteria, String explicitName, boolean singleObject, boolean allOrNothing) {
    /**
     * The first value of a field must be exactly this one.
     *
     * @param field compared without regard to case
     * @param value compared exactly
     */
    record Criterion(String field, String value) {
        boolean holds(ObjectSet section) {
            return value.equals(SectionGroups.first(section, field));
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
        boolean allOrNothing = false;
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
                case "integrity" -> allOrNothing = wholeFile(value);
                case "buckets" -> {
                    // tunes Asterisk's hash table; accepted so that its mappings can be used as they are
                }
                default ->
                    throw new IllegalArgumentException("config: unknown option '" + option
                            + "'; expected criteria, explicit_name, single_object, integrity or buckets");
            }
        }
        return new ConfigArguments(folder.resolve(parts[0].strip()), criteria, explicitName, single, allOrNothing);
    }

    private static Criterion criterion(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("config: criteria=" + text + " is not criteria=FIELD=VALUE");
        }
        return new Criterion(text.substring(0, equals), text.substring(equals + 1));
    }

    private static boolean truth(String option, String value) {
        try {
            return FieldCodecs.yesNo().parse(value, Origin.MEMORY);
        } catch (InvalidValueException neither) {
            throw new IllegalArgumentException("config: " + option + "=" + value + " is neither yes nor no", neither);
        }
    }

    private static boolean wholeFile(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "file" -> true;
            case "object" -> false;
            default -> throw new IllegalArgumentException("config: integrity=" + value + " is neither object nor file");
        };
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
        return !criteria.isEmpty() && criteria.stream().allMatch(criterion -> criterion.holds(values));
    }

    private static boolean hasFieldsOfOnly(ObjectSet values, ObjectType<?> type) {
        return firstUnknown(values, type) < 0;
    }

    private static int firstUnknown(ObjectSet values, ObjectType<?> type) {
        for (int i = 0; i < values.size(); i++) {
            if (!type.knows(values.name(i))) {
                return i;
            }
        }
        return -1;
    }

    /** What keeps a section of the explicit name from being an object; Asterisk passes over it in silence. */
    Optional<ConfigProblem> nearMiss(IniSection section, ObjectType<?> type) {
        ObjectSet values = section.values();
        int unknown = firstUnknown(values, type);
        boolean meant = !section.template() && values.id().equals(explicitName) && unknown >= 0;
        String other = SectionGroups.first(values, "type");
        if (!meant || accepts(section, type) || (other != null && !other.equals(type.name()))) {
            return Optional.empty();
        }
        String option = values.name(unknown);
        String hint =
                NearestName.hint(option, type.fields().stream().map(Field::name).toList());
        return Optional.of(ConfigProblem.warning(
                values.origin(unknown),
                "section " + Excerpt.quoted(explicitName) + " is not used, because " + Excerpt.quoted(option)
                        + " is no option of " + type.name()
                        + (hint.isEmpty() ? "" : "; " + hint)));
    }
}
