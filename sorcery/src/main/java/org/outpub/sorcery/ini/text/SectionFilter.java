package org.outpub.sorcery.ini.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ExtendedRegex;

/**
 * The conditions of {@code [name](+FILTER)}: which of the sections of that name is continued. Every condition must hold
 * for some entry; without {@code TEMPLATES=…} templates are left out. Immutable.
 */
final class SectionFilter {
    private final List<Condition> conditions;
    private final boolean admitsTemplates;
    private final boolean admitsOthers;
    private final boolean never;

    private record Condition(Pattern name, Pattern value) {}

    private SectionFilter(List<Condition> conditions, boolean admitsTemplates, boolean admitsOthers, boolean never) {
        this.conditions = conditions;
        this.admitsTemplates = admitsTemplates;
        this.admitsOthers = admitsOthers;
        this.never = never;
    }

    /**
     * Reads a filter.
     *
     * @throws PatternSyntaxException if a regular expression in it is none
     */
    static SectionFilter parse(String text) {
        List<Condition> conditions = new ArrayList<>();
        boolean templates = false;
        boolean others = true;
        boolean never = false;
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                never = true;
            } else if (part.startsWith("TEMPLATES=")) {
                String which = part.substring(equals + 1).toLowerCase(Locale.ROOT);
                templates = true;
                others = which.equals("include");
                never |= !others && !which.equals("restrict");
            } else {
                conditions.add(new Condition(
                        ExtendedRegex.compile(unquote(part.substring(0, equals))),
                        ExtendedRegex.compile(unquote(part.substring(equals + 1)))));
            }
        }
        return new SectionFilter(conditions, templates, others, never);
    }

    private static String unquote(String text) {
        return text.replace("\"", "");
    }

    /**
     * Finds the first section that qualifies.
     *
     * @throws TooMuchWork if the expressions need more steps than any sensible file does
     */
    @Nullable
    SectionBuilder find(List<SectionBuilder> sections, Work work) {
        if (never) {
            return null;
        }
        for (SectionBuilder section : sections) {
            work.spend();
            boolean admitted = section.isTemplate() ? admitsTemplates : admitsOthers;
            if (admitted && conditions.stream().allMatch(condition -> holds(condition, section, work))) {
                return section;
            }
        }
        return null;
    }

    private static boolean holds(Condition condition, SectionBuilder section, Work work) {
        for (int i = 0; i < section.size(); i++) {
            if (condition.name.matcher(work.count(section.entry(i))).find()
                    && condition.value.matcher(work.count(section.value(i))).find()) {
                return true;
            }
        }
        return false;
    }

    /** The expressions of a document took too many steps. */
    static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMuchWork() {
            super("too many steps", null, false, false);
        }
    }

    /** Counts the steps of matching over a whole document, because an expression can take exponentially many. */
    static final class Work {
        private static final int MOST = 10_000_000;
        private int left = MOST;

        CharSequence count(String text) {
            return new Counted(text);
        }

        private void spend() {
            if (--left < 0) {
                throw new TooMuchWork();
            }
        }

        private final class Counted implements CharSequence {
            private final String text;

            Counted(String text) {
                this.text = text;
                spend();
            }

            @Override
            public char charAt(int index) {
                spend();
                return text.charAt(index);
            }

            @Override
            public int length() {
                return text.length();
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                return new Counted(text.substring(start, end));
            }

            @Override
            public String toString() {
                return text;
            }
        }
    }
}
