package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.sorcery.ini.text.IniDocument;
import org.outpub.sorcery.ini.text.IniSection;

/** The sections of a document that are no templates, by the first value of a field. Immutable. */
final class SectionGroups {
    private final Map<String, List<IniSection>> byValue = new HashMap<>();
    private final List<IniSection> without = new ArrayList<>();
    private final List<IniSection> contradicting = new ArrayList<>();

    private SectionGroups() {}

    static SectionGroups of(IniDocument document, String field) {
        SectionGroups groups = new SectionGroups();
        for (IniSection section : document.sections()) {
            if (!section.template()) {
                groups.add(section, field);
            }
        }
        return groups;
    }

    private void add(IniSection section, String field) {
        ObjectSet values = section.values();
        int first = next(values, field, 0);
        if (first < 0) {
            without.add(section);
            return;
        }
        byValue.computeIfAbsent(values.value(first), none -> new ArrayList<>()).add(section);
        if (another(values, first) >= 0) {
            contradicting.add(section);
        }
    }

    /** Where a field stands, whose name is compared without regard to case; -1 if not from there on. */
    private static int next(ObjectSet section, String field, int from) {
        for (int i = from; i < section.size(); i++) {
            String name = section.name(i);
            if (name.equals(field) || name.equalsIgnoreCase(field)) {
                return i;
            }
        }
        return -1;
    }

    /** The first value of a field, whose name is compared without regard to case. */
    static @Nullable String first(ObjectSet section, String field) {
        int first = next(section, field, 0);
        return first < 0 ? null : section.value(first);
    }

    /** Where the field of an entry stands again with another value; -1 for almost all. */
    static int another(ObjectSet section, int first) {
        int again = first;
        do {
            again = next(section, section.name(first), again + 1);
        } while (again >= 0 && section.value(again).equals(section.value(first)));
        return again;
    }

    /** In the order of the document. */
    List<IniSection> of(String value) {
        return byValue.getOrDefault(value, List.of());
    }

    Set<String> values() {
        return byValue.keySet();
    }

    /** Those that have the field again with another value. */
    List<IniSection> contradicting() {
        return contradicting;
    }

    /** Those that do not have the field. */
    List<IniSection> without() {
        return without;
    }
}
