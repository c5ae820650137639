package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sections of a document while it is read. Names are compared without regard to case. Confined to one thread. */
final class Sections {
    private final List<SectionBuilder> all = new ArrayList<>();
    private final Map<String, SameName> byName = new HashMap<>();

    /** Sections of one name, and where the first of them that is no template stands; it only moves on. */
    private static final class SameName {
        private final List<SectionBuilder> sections = new ArrayList<>(1);
        private int firstReal;
    }

    void add(SectionBuilder section) {
        all.add(section);
        byName.computeIfAbsent(fold(section.name()), absent -> new SameName())
                .sections
                .add(section);
    }

    /** What can be inherited from: the first of the name, template or not. */
    @Nullable
    SectionBuilder base(String name) {
        SameName same = byName.get(fold(name));
        return same == null ? null : same.sections.get(0);
    }

    /** What a bare {@code (+)} continues: the first of the name that is no template. */
    @Nullable
    SectionBuilder real(String name) {
        SameName same = byName.get(fold(name));
        if (same == null) {
            return null;
        }
        while (same.firstReal < same.sections.size()
                && same.sections.get(same.firstReal).isTemplate()) {
            same.firstReal++;
        }
        return same.firstReal == same.sections.size() ? null : same.sections.get(same.firstReal);
    }

    /** All of the name, in order. */
    List<SectionBuilder> named(String name) {
        SameName same = byName.get(fold(name));
        return same == null ? List.of() : same.sections;
    }

    List<IniSection> build() {
        List<IniSection> built = new ArrayList<>(all.size());
        all.forEach(section -> built.add(section.build()));
        return built;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
