package org.outpub.api.sorcery.type;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads POSIX extended regular expressions, in which Asterisk's filters are written, and gives Java's. What differs between
 * the languages is bracket expressions and the {@code $}; beyond that Java's language holds all of POSIX's.
 */
public final class ExtendedRegex {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("xdigit", "\\p{XDigit}"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("blank", "\\p{Blank}"),
            Map.entry("space", "\\s"),
            Map.entry("cntrl", "\\p{Cntrl}"));
    /** Where upper and lower case are the same, so are their classes. */
    private static final Map<String, String> WITHOUT_CASE = Map.of("upper", "alpha", "lower", "alpha");

    private final String source;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private final boolean ignoringCase;

    private ExtendedRegex(String source, boolean ignoringCase) {
        this.source = source;
        this.ignoringCase = ignoringCase;
    }

    /**
     * Reads an expression.
     *
     * @param regex in POSIX's language
     * @return to be used with {@code find}, for a part that matches is enough
     * @throws PatternSyntaxException if it is none
     */
    public static Pattern compile(String regex) {
        return Pattern.compile(new ExtendedRegex(regex, false).translated(), Pattern.DOTALL);
    }

    /**
     * Reads an expression for which upper and lower case are the same.
     *
     * @param regex in POSIX's language
     * @return to be used with {@code find}
     * @throws PatternSyntaxException if it is none
     */
    public static Pattern compileIgnoringCase(String regex) {
        return Pattern.compile(new ExtendedRegex(regex, true).translated(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    private String translated() {
        while (at < source.length()) {
            char c = source.charAt(at++);
            switch (c) {
                case '[' -> bracket();
                case '$' -> java.append("\\z");
                case '\\' -> {
                    java.append(c);
                    if (at < source.length()) {
                        java.append(source.charAt(at++));
                    }
                }
                default -> java.append(c);
            }
        }
        return java.toString();
    }

    /** After the opening bracket. A bracket that comes first is an ordinary character, and a backslash always is. */
    private void bracket() {
        int opening = at - 1;
        java.append('[');
        if (take("^")) {
            java.append('^');
        }
        if (take("]")) {
            java.append("\\]");
        }
        while (!take("]")) {
            if (at == source.length()) {
                throw new PatternSyntaxException("a [ has no ]", source, opening);
            }
            if (take("[:")) {
                namedClass();
            } else if (source.startsWith("[.", at) || source.startsWith("[=", at)) {
                throw new PatternSyntaxException("collating elements are not supported", source, at);
            } else {
                char c = source.charAt(at++);
                java.append("[\\&^".indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        java.append(']');
    }

    private void namedClass() {
        int end = source.indexOf(":]", at);
        String name = end < 0 ? "" : source.substring(at, end);
        String known = CLASSES.get(ignoringCase ? WITHOUT_CASE.getOrDefault(name, name) : name);
        if (known == null) {
            throw new PatternSyntaxException("'" + name + "' is no class of characters", source, at);
        }
        java.append(known);
        at = end + 2;
    }

    private boolean take(String expected) {
        boolean there = source.startsWith(expected, at);
        if (there) {
            at += expected.length();
        }
        return there;
    }
}
