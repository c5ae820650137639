package org.outpub.sorcery.ini;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.ini.FormerFile.Passage;
import org.outpub.sorcery.ini.SectionFilter.TooMuchWork;

/**
 * Opens sections as their headers say: fresh ones, ones that inherit, ones that continue another. Bounds what may be
 * inherited in all. Confined to one thread.
 */
final class SectionOpener {
    /** How many entries may be inherited in all, beyond what any sensible file needs for its size. */
    private static final long INHERITED_PER_BYTE = 16;

    private static final long INHERITED_ALWAYS = 100_000;
    private final Sections sections;
    private final SectionFilter.Work filterWork = new SectionFilter.Work();
    private long inheritedLeft = INHERITED_ALWAYS;
    private @Nullable SectionEntries spare;

    /**
     * What a header opened.
     *
     * @param section takes the entries that follow
     * @param bases whom it inherits from
     * @param continues whether it is a section from above
     */
    record Opened(SectionBuilder section, List<SectionBuilder> bases, boolean continues) {}

    SectionOpener(Sections sections) {
        this.sections = sections;
    }

    /** A file of this many bytes is read too. */
    void allowFor(int bytes) {
        inheritedLeft += bytes * INHERITED_PER_BYTE;
    }

    /** Opens a section without anything between parentheses. */
    SectionBuilder openPlain(String name, Origin origin) {
        SectionBuilder section = fresh(name, origin);
        sections.add(section);
        return section;
    }

    private SectionBuilder fresh(String name, Origin origin) {
        SectionEntries entries = spare == null ? new SectionEntries() : spare;
        spare = null;
        return new SectionBuilder(name, origin, entries);
    }

    /** No more entries follow for now. */
    void finish(SectionBuilder section) {
        SectionEntries given = section.finish();
        spare = given == null ? spare : given;
    }

    /** Opens what {@code [name](items)} says; null after an error. */
    @Nullable
    Opened open(String name, Origin origin, String items, Consumer<String> errors) {
        SectionBuilder fresh = fresh(name, origin);
        SectionBuilder target = fresh;
        List<SectionBuilder> bases = new ArrayList<>(2);
        for (String item : items.split(",", -1)) {
            if (item.equals("!")) {
                target.makeTemplate();
                continue;
            }
            boolean continues = item.startsWith("+");
            SectionBuilder found = continues ? continued(name, item.substring(1), errors) : base(name, item, errors);
            if (found == null) {
                return null;
            }
            if (!continues) {
                bases.add(found);
                if (!inherit(target, found, errors)) {
                    return null;
                }
            } else if (!found.equals(target)) {
                if (!inherit(found, target, errors)) {
                    return null;
                }
                if (target.isTemplate()) {
                    found.makeTemplate();
                }
                target = found;
            }
        }
        boolean continues = !target.equals(fresh);
        if (!continues) {
            sections.add(fresh);
        }
        return new Opened(target, bases, continues);
    }

    private boolean inherit(SectionBuilder section, SectionBuilder base, Consumer<String> errors) {
        inheritedLeft -= base.size();
        if (section.isFull(base.size()) || inheritedLeft < 0) {
            errors.accept("section '" + section.name() + "' inherits too many options");
            return false;
        }
        section.addAll(base);
        return true;
    }

    private @Nullable SectionBuilder base(String name, String item, Consumer<String> errors) {
        SectionBuilder base = item.isEmpty() ? null : sections.base(item);
        if (item.isEmpty()) {
            errors.accept("an empty name between the parentheses after [" + name + "]; expected (template,…)");
        } else if (base == null) {
            errors.accept("[" + name + "] inherits from '" + item + "', which is not defined above"
                    + (item.isBlank() || item.equals(item.strip()) ? "" : "; leave out the blanks around it"));
        }
        return base;
    }

    private @Nullable SectionBuilder continued(String name, String filter, Consumer<String> errors) {
        try {
            SectionBuilder found = filter.isEmpty()
                    ? sections.real(name)
                    : SectionFilter.parse(filter).find(sections.base(name), filterWork);
            if (found == null) {
                errors.accept("[" + name + "](+" + filter + ") continues no section above"
                        + (sections.base(name) != null && filter.isEmpty()
                                ? "; write (+TEMPLATES=include) for a template"
                                : ""));
            }
            return found;
        } catch (PatternSyntaxException invalid) {
            errors.accept("(+" + filter + "): not a regular expression: " + invalid.getDescription());
        } catch (TooMuchWork | StackOverflowError hostile) {
            errors.accept("(+" + filter + "): this filter takes too long");
        }
        return null;
    }

    /**
     * Opens a section whose bytes are those of a former reading; null if it must be read all the same, because what it
     * inherits from is gone or has grown too much.
     */
    @Nullable
    Opened openAgain(Passage former, Origin origin) {
        List<SectionBuilder> bases = former.bases().isEmpty() ? List.of() : new ArrayList<>(2);
        int inherited = 0;
        boolean same = former.section().values().origin().line() == origin.line();
        for (IniSection base : former.bases()) {
            SectionBuilder now = sections.base(base.values().id());
            if (now == null) {
                return null;
            }
            bases.add(now);
            inherited += now.size();
            same &= now.isStill(base);
        }
        int own = former.section().values().size() - former.inherited();
        if (inherited > inheritedLeft || inherited + own > SectionBuilder.MOST_ENTRIES) {
            return null;
        }
        inheritedLeft -= inherited;
        SectionBuilder section = same ? new SectionBuilder(former.section()) : moved(former, origin, bases);
        sections.add(section);
        return new Opened(section, bases, false);
    }

    private SectionBuilder moved(Passage former, Origin origin, List<SectionBuilder> bases) {
        SectionBuilder section = fresh(former.section().values().id(), origin);
        if (former.section().template()) {
            section.makeTemplate();
        }
        bases.forEach(section::addAll);
        section.addFrom(
                former.section().values(),
                former.inherited(),
                origin.line() - former.section().values().origin().line());
        return section;
    }
}
