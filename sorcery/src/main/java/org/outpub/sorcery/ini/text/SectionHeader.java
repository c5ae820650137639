package org.outpub.sorcery.ini.text;

import org.jspecify.annotations.Nullable;

/**
 * A line that begins a section, in its parts: {@code [name](items)rest}. Immutable.
 *
 * @param name as written
 * @param items what stands between the parentheses, not trimmed; null if there are none
 * @param rest what stands behind and means nothing; empty almost always
 */
record SectionHeader(String name, @Nullable String items, String rest) {
    /** The line is no header. */
    static final class BrokenHeader extends Exception {
        private static final long serialVersionUID = 1;

        private final String what;

        BrokenHeader(String what) {
            super(what, null, false, false);
            this.what = what;
        }

        /** What is wrong and what was expected. */
        String what() {
            return what;
        }
    }

    /**
     * Reads a header.
     *
     * @param line begins with a bracket; without comments and blanks at its ends
     */
    static SectionHeader parse(String line) throws BrokenHeader {
        int close = line.indexOf(']');
        if (close < 0) {
            throw new BrokenHeader("section header without ']'; expected [name]");
        }
        String name = line.substring(1, close);
        if (close + 1 == line.length() || line.charAt(close + 1) != '(') {
            return new SectionHeader(name, null, line.substring(close + 1));
        }
        int end = line.indexOf(')', close);
        if (end < 0) {
            throw new BrokenHeader("'(' without ')' after the name; expected [name](template,…)");
        }
        return new SectionHeader(name, line.substring(close + 2, end), line.substring(end + 1));
    }

    /** How to write what was probably meant by the rest. */
    String cure() {
        String text = rest.trim();
        if (!text.startsWith("(")) {
            return "put ';' before a comment";
        }
        return items == null ? "write '(' right behind ']'" : "write one list, as in [name](a,b)";
    }
}
