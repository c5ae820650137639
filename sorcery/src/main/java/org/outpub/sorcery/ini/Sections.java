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
    private final Map<String, SectionBuilder> firstOfName;
    /** Of the names that stand more than once. */
    private final Map<String, Repeated> repeated = new HashMap<>();

    /** Where the sections of a name end, and the first of them that is no template; it only moves on. */
    private static final class Repeated {
        private SectionBuilder last;
        private @Nullable SectionBuilder real;

        Repeated(SectionBuilder first) {
            last = first;
            real = first;
        }
    }

    /**
     * None yet.
     *
     * @param expected about how many there will be
     */
    Sections(int expected) {
        this.firstOfName = new HashMap<>(expected * 2);
    }

    void add(SectionBuilder section) {
        all.add(section);
        String name = fold(section.name());
        SectionBuilder first = firstOfName.putIfAbsent(name, section);
        if (first != null) {
            Repeated same = repeated.computeIfAbsent(name, absent -> new Repeated(first));
            same.last.linkNextOfName(section);
            same.last = section;
            if (same.real == null) {
                same.real = section;
            }
        }
    }

    /** What can be inherited from: the first of the name, template or not. */
    @Nullable
    SectionBuilder base(String name) {
        return firstOfName.get(fold(name));
    }

    /** What a bare {@code (+)} continues: the first of the name that is no template. */
    @Nullable
    SectionBuilder real(String name) {
        Repeated same = repeated.get(fold(name));
        if (same == null) {
            SectionBuilder only = base(name);
            return only == null || only.isTemplate() ? null : only;
        }
        while (same.real != null && same.real.isTemplate()) {
            same.real = same.real.nextOfName();
        }
        return same.real;
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
