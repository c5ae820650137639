package org.outpub.sorcery.ini.text;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sections of a document while it is read. Names are compared without regard to case. Confined to one thread. */
final class Sections {
    private final List<SectionBuilder> all;
    /** Most names stand once; the first section of each is here. */
    private final Map<String, SectionBuilder> firsts;

    private final Map<String, SameName> repeated = new HashMap<>();

    /**
     * None yet.
     *
     * @param expected how many there may be; another number costs time only
     */
    Sections(int expected) {
        all = new ArrayList<>(expected);
        firsts = new HashMap<>(expected * 4 / 3);
    }

    /** Sections of one name, and where the first of them that is no template stands; it only moves on. */
    private static final class SameName {
        private final List<SectionBuilder> sections = new ArrayList<>();
        private int firstReal;
    }

    void add(SectionBuilder section) {
        all.add(section);
        String name = fold(section.name());
        SectionBuilder first = firsts.putIfAbsent(name, section);
        if (first != null) {
            SameName same = repeated.computeIfAbsent(name, absent -> new SameName());
            if (same.sections.isEmpty()) {
                same.sections.add(first);
            }
            same.sections.add(section);
        }
    }

    /** What can be inherited from: the first of the name, template or not. */
    @Nullable
    SectionBuilder base(String name) {
        return firsts.get(fold(name));
    }

    /** What a bare {@code (+)} continues: the first of the name that is no template. */
    @Nullable
    SectionBuilder real(String name) {
        SameName same = repeated.get(fold(name));
        if (same == null) {
            SectionBuilder only = firsts.get(fold(name));
            return only == null || only.isTemplate() ? null : only;
        }
        while (same.firstReal < same.sections.size()
                && same.sections.get(same.firstReal).isTemplate()) {
            same.firstReal++;
        }
        return same.firstReal == same.sections.size() ? null : same.sections.get(same.firstReal);
    }

    /** All of the name, in order. */
    List<SectionBuilder> named(String name) {
        SameName same = repeated.get(fold(name));
        if (same != null) {
            return same.sections;
        }
        SectionBuilder only = firsts.get(fold(name));
        return only == null ? List.of() : List.of(only);
    }

    List<IniSection> build() {
        List<IniSection> built = new ArrayList<>(all.size());
        all.forEach(section -> built.add(section.section()));
        return built;
    }

    /** In lower case, of the letters that Asterisk folds: those of ASCII. */
    private static String fold(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return Ascii.toLowerCase(name);
            }
        }
        return name;
    }
}
