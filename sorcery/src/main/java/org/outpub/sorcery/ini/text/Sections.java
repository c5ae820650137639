package org.outpub.sorcery.ini.text;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sections of a document while it is read. Names are compared without regard to the case of ASCII letters, as
 * Asterisk does. Most sections are never looked for, so they are sorted by name only when a name is looked for that was
 * not looked for before. Confined to one thread.
 */
final class Sections {
    private final List<SectionBuilder> all;
    /** What was inherited from: the first of its name stays the first. */
    private final Map<String, SectionBuilder> bases = new HashMap<>();

    private final Map<String, SameName> byName = new HashMap<>();
    /** How many of all are in the map. */
    private int sorted;

    /**
     * None yet.
     *
     * @param expected how many there may be; another number costs time only
     */
    Sections(int expected) {
        all = new ArrayList<>(expected);
    }

    /** Sections of one name, and where the first of them that is no template stands; it only moves on. */
    private static final class SameName {
        private final List<SectionBuilder> sections = new ArrayList<>(1);
        private int firstReal;
    }

    void add(SectionBuilder section) {
        all.add(section);
    }

    /** What can be inherited from: the first of the name, template or not. */
    @Nullable
    SectionBuilder base(String name) {
        SectionBuilder known = bases.get(name);
        if (known == null) {
            List<SectionBuilder> same = named(name);
            if (same.isEmpty()) {
                return null;
            }
            known = same.get(0);
            bases.put(name, known);
        }
        return known;
    }

    /** What a bare {@code (+)} continues: the first of the name that is no template. */
    @Nullable
    SectionBuilder real(String name) {
        SameName same = find(name);
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
        SameName same = find(name);
        return same == null ? List.of() : same.sections;
    }

    private @Nullable SameName find(String name) {
        for (; sorted < all.size(); sorted++) {
            SectionBuilder section = all.get(sorted);
            byName.computeIfAbsent(Ascii.toLowerCase(section.name()), first -> new SameName())
                    .sections
                    .add(section);
        }
        return byName.get(Ascii.toLowerCase(name));
    }

    List<IniSection> build() {
        List<IniSection> built = new ArrayList<>(all.size());
        for (SectionBuilder section : all) {
            built.add(section.section());
        }
        return built;
    }
}
