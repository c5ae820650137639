package org.outpub.sorcery.ini.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.sorcery.ini.text.SectionFilter.TooMuchWork;

/**
 * What stands in the parentheses behind a section's name, done one after another as Asterisk does. Confined to one
 * thread; use it for one header.
 */
final class HeaderItems {
    private final IniReader document;
    private final Origin place;
    private final SectionBuilder fresh;
    private final List<IniSection> bases = new ArrayList<>(1);
    private SectionBuilder target;

    HeaderItems(IniReader document, Origin place, SectionBuilder fresh) {
        this.document = document;
        this.place = place;
        this.fresh = fresh;
        this.target = fresh;
    }

    /** The section that the entries behind the header belong to: the fresh one, or one that is continued. */
    SectionBuilder target() {
        return target;
    }

    /** What the section inherits, as it is now, in order. */
    List<IniSection> bases() {
        return List.copyOf(bases);
    }

    /** Does what the items say; false after an error, which is told. */
    boolean read(String items) {
        for (String item : items.split(",", -1)) {
            if (item.equals("!")) {
                target.makeTemplate();
            } else if (!(item.startsWith("+") ? goOnWith(continued(item.substring(1))) : inherit(base(item)))) {
                return false;
            }
        }
        return true;
    }

    private boolean inherit(@Nullable SectionBuilder base) {
        if (base == null || !inherit(target, base)) {
            return false;
        }
        bases.add(base.section());
        return true;
    }

    private boolean inherit(SectionBuilder section, SectionBuilder base) {
        if (section.isFull(base.size()) || !document.budget().takeInherited(base.size())) {
            document.error(place, "section " + Excerpt.quoted(section.name()) + " inherits too many options");
            return false;
        }
        section.inherit(base);
        return true;
    }

    /** What earlier items gave to the fresh section moves over. */
    private boolean goOnWith(@Nullable SectionBuilder section) {
        if (section == null || section != target && !inherit(section, target)) {
            return false;
        }
        if (target.isTemplate()) {
            section.makeTemplate();
        }
        target = section;
        return true;
    }

    private @Nullable SectionBuilder base(String item) {
        SectionBuilder base = item.isEmpty() ? null : document.sections().base(item);
        if (item.isEmpty()) {
            document.error(place, "an empty name between the parentheses after " + name() + "; expected (template,…)");
        } else if (base == null) {
            document.error(
                    place,
                    name() + " inherits from " + Excerpt.quoted(item) + ", which is not defined above"
                            + (item.isBlank() || item.equals(item.strip()) ? "" : "; leave out the blanks around it"));
        }
        return base;
    }

    private String name() {
        return "section " + Excerpt.quoted(fresh.name());
    }

    private @Nullable SectionBuilder continued(String filter) {
        String shown = "(+" + (filter.isEmpty() ? "" : Excerpt.quoted(filter)) + ")";
        try {
            SectionBuilder found = filter.isEmpty()
                    ? document.sections().real(fresh.name())
                    : SectionFilter.parse(filter).find(document.sections().named(fresh.name()), document.filterWork());
            if (found == null) {
                boolean template = filter.isEmpty() && document.sections().base(fresh.name()) != null;
                document.error(
                        place,
                        name() + shown + " continues no section above"
                                + (template ? "; write (+TEMPLATES=include) for a template" : ""));
            }
            return found;
        } catch (PatternSyntaxException invalid) {
            document.error(place, shown + ": not a regular expression: " + invalid.getDescription());
        } catch (TooMuchWork | StackOverflowError hostile) {
            document.error(place, shown + ": this filter takes too long");
        }
        return null;
    }
}
