package org.outpub.sorcery.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.SectionTypes;

/**
 * What a file says. Immutable.
 *
 * @param types its objects by type, in the order of the text; ids may repeat
 * @param problems what was found on the way, in order
 * @param table what the next reading can take over; null for nothing
 */
record JsonDocument(
        Map<String, Members> types,
        List<ConfigProblem> problems,
        @Nullable MemberTable table) {
    JsonDocument {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        problems = List.copyOf(problems);
    }

    /**
     * The objects of one type.
     *
     * @param origin where the type's name stands
     * @param objects in the order of the text
     */
    record Members(Origin origin, List<JsonObject> objects) {}

    /**
     * One object. Each item of a list is an entry of its own; what such entries mean depends on the field.
     *
     * @param values its options
     * @param lists which entries came from lists, in order
     */
    record JsonObject(ObjectSet values, List<JsonList> lists) {}

    /**
     * A list among the options of an object.
     *
     * @param name the option
     * @param origin where it stands
     * @param from the entry of its first item
     * @param to the entry after its last item
     */
    record JsonList(String name, Origin origin, int from, int to) {}

    static JsonDocument unreadable(Origin origin, String message) {
        return new JsonDocument(Map.of(), List.of(ConfigProblem.error(origin, message)), null);
    }

    /** Whether objects may be missing by accident. */
    boolean isDamaged() {
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** How many objects there are. */
    int size() {
        return types.values().stream()
                .mapToInt(members -> members.objects().size())
                .sum();
    }

    List<JsonObject> objects(String type) {
        Members members = types.get(type);
        return members == null ? List.of() : members.objects();
    }

    private static List<String> known(Set<String> registered) {
        List<String> known = new ArrayList<>(registered);
        known.addAll(SectionTypes.ofAsterisk());
        return known;
    }

    /** Where a type stands that nobody knows and that is nearest to this one. */
    Optional<Origin> misspelt(String type, Set<String> registered) {
        List<String> known = known(registered);
        return types.entrySet().stream()
                .filter(written -> !known.contains(written.getKey()))
                .filter(written -> NearestName.of(written.getKey(), known)
                        .filter(type::equals)
                        .isPresent())
                .map(written -> written.getValue().origin())
                .findFirst();
    }

    /** What is told of each type that neither the store nor Asterisk knows: an error near one of the store. */
    List<ConfigProblem> unclaimed(Set<String> registered) {
        List<String> known = known(registered);
        List<ConfigProblem> problems = new ArrayList<>();
        types.forEach((type, members) -> {
            if (!known.contains(type)) {
                String hint = NearestName.hint(type, known);
                boolean ours =
                        NearestName.of(type, known).filter(registered::contains).isPresent();
                problems.add(new ConfigProblem(
                        ours ? Severity.ERROR : Severity.WARNING,
                        members.origin(),
                        "unknown object type '" + type + "'; its objects are not used"
                                + (hint.isEmpty() ? "" : "; " + hint)));
            }
        });
        return problems;
    }
}
