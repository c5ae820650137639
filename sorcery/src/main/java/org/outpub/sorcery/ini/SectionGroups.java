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
    /** Neighbours most often have the same value. */
    private @Nullable String lastValue;

    private List<IniSection> last = List.of();

    private SectionGroups() {}

    static SectionGroups of(IniDocument document, String field) {
        SectionGroups groups = new SectionGroups();
        boolean byType = field.equalsIgnoreCase("type");
        for (IniSection section : document.sections()) {
            if (!section.template()) {
                groups.add(section, byType ? section.type() : first(section.values(), field));
            }
        }
        return groups;
    }

    private void add(IniSection section, @Nullable String value) {
        if (value == null) {
            without.add(section);
            return;
        }
        if (!value.equals(lastValue)) {
            lastValue = value;
            last = byValue.computeIfAbsent(value, none -> new ArrayList<>());
        }
        last.add(section);
    }

    /** The first value of a field, whose name is compared without regard to case. */
    static @Nullable String first(ObjectSet section, String field) {
        for (int i = 0; i < section.size(); i++) {
            String name = section.name(i);
            if (name.equals(field) || name.equalsIgnoreCase(field)) {
                return section.value(i);
            }
        }
        return null;
    }

    /** In the order of the document. */
    List<IniSection> of(String value) {
        return byValue.getOrDefault(value, List.of());
    }

    Set<String> values() {
        return byValue.keySet();
    }

    /** Those that do not have the field. */
    List<IniSection> without() {
        return without;
    }
}
