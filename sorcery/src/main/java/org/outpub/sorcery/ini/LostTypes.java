package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Excerpt;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.IniSection;

/**
 * Keeps objects whose sections still stand in the file but lost their type by a slip: what was read of them last stands in
 * for them. An object goes when its section goes. Used by one thread at a time.
 */
final class LostTypes {
    private final String type;
    /** What was read last, and is live unless a dry run was the last to read. */
    private List<ObjectSet> given = List.of();

    LostTypes(String type) {
        this.type = type;
    }

    /**
     * Adds what is kept to what was read.
     *
     * @param read the objects of this type that are in the file
     * @param byType all sections by their type
     * @param registered the types of the store
     * @param isTaken whether a section is an object all the same, whatever its type
     * @param problems is told of each that is kept
     */
    List<ObjectSet> complete(
            List<ObjectSet> read,
            SectionGroups byType,
            Set<String> registered,
            Predicate<IniSection> isTaken,
            Consumer<ConfigProblem> problems) {
        List<IniSection> lost = given.isEmpty() ? List.of() : lost(byType, registered);
        given = lost.isEmpty() ? read : complete(read, lost, isTaken, problems);
        return given;
    }

    private List<IniSection> lost(SectionGroups byType, Set<String> registered) {
        List<IniSection> lost = new ArrayList<>(byType.without());
        byType.values().stream()
                .filter(written -> mayMeanThis(written, registered))
                .forEach(written -> lost.addAll(byType.of(written)));
        return lost;
    }

    /** A word that is near another type means that one. */
    private boolean mayMeanThis(String written, Set<String> registered) {
        Set<String> known = new HashSet<>(registered);
        known.addAll(SectionTypes.ofAsterisk());
        Optional<String> nearest = NearestName.of(written, known);
        return !known.contains(written) && (nearest.isEmpty() || nearest.get().equals(type));
    }

    private List<ObjectSet> complete(
            List<ObjectSet> read,
            List<IniSection> lost,
            Predicate<IniSection> isTaken,
            Consumer<ConfigProblem> problems) {
        Map<String, ObjectSet> gone = new LinkedHashMap<>();
        given.forEach(set -> gone.putIfAbsent(set.id(), set));
        read.forEach(set -> gone.remove(set.id()));
        List<ObjectSet> all = new ArrayList<>(read);
        for (IniSection section : lost) {
            ObjectSet former =
                    isTaken.test(section) ? null : gone.remove(section.values().id());
            if (former != null) {
                all.add(former);
                problems.accept(kept(section));
            }
        }
        return List.copyOf(all);
    }

    private ConfigProblem kept(IniSection section) {
        ObjectSet values = section.values();
        boolean untyped = section.type() == null;
        return ConfigProblem.error(
                untyped ? values.origin() : values.origin(section.firstType()),
                type + " " + Excerpt.quoted(values.id()) + ": its section has "
                        + (untyped ? "no type= any more" : "an unknown type now") + "; expected type=" + type
                        + "; keeping the previous one");
    }
}
