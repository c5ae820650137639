package org.outpub.api.sorcery.type;

import java.util.Map;
import java.util.regex.PatternSyntaxException;

/** The bracket expressions of a regular expression ({@code [a-z[:digit:]]}), in Java's language. Confined to one thread. */
final class BracketExpressions {
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
    private final boolean ignoringCase;
    private StringBuilder java = new StringBuilder();
    private int at;
    private int begin;

    BracketExpressions(String source, boolean ignoringCase) {
        this.source = source;
        this.ignoringCase = ignoringCase;
    }

    /**
     * Reads one.
     *
     * @param behind the opening bracket
     * @return behind the closing one
     */
    int end(int behind) {
        java = new StringBuilder("[");
        at = behind;
        begin = behind - 1;
        if (take("^")) {
            java.append('^');
        }
        boolean first = true;
        // A bracket that comes first is an ordinary character, and a backslash always is.
        while (first || !take("]")) {
            element();
            first = false;
        }
        java.append(']');
        return at;
    }

    /** What was read last, in Java's language. */
    String java() {
        return java.toString();
    }

    private void element() {
        if (take("[:")) {
            namedClass();
            if (source.startsWith("-", at) && !source.startsWith("-]", at)) {
                throw refuse("a range cannot begin with a class");
            }
            return;
        }
        char from = character();
        if (!source.startsWith("-", at) || source.startsWith("-]", at)) {
            java.append(ExtendedRegex.literal(from));
            return;
        }
        at++;
        if (source.startsWith("[:", at)) {
            throw refuse("a range cannot end with a class");
        }
        char to = character();
        if (to < from) {
            throw refuse("the range " + from + "-" + to + " ends before it begins");
        }
        if (source.startsWith("-", at) && !source.startsWith("-]", at)) {
            throw refuse("a range cannot begin where another ends");
        }
        java.append(ExtendedRegex.literal(from)).append('-').append(ExtendedRegex.literal(to));
    }

    /** One that stands for itself, or between {@code [.} and {@code .]}. */
    private char character() {
        boolean dots = take("[.");
        if (dots || take("[=")) {
            String close = dots ? ".]" : "=]";
            if (!source.startsWith(close, at + 1)) {
                throw refuse(
                        source.indexOf(close, at) < 0
                                ? "a [" + close.charAt(0) + " has no " + close
                                : "only one character may stand between [" + close.charAt(0) + " and " + close);
            }
            at += 3;
            return source.charAt(at - 3);
        }
        if (at >= source.length()) {
            throw new PatternSyntaxException("a [ has no ]", source, begin);
        }
        return source.charAt(at++);
    }

    private void namedClass() {
        int end = source.indexOf(":]", at);
        String name = end < 0 ? "" : source.substring(at, end);
        String known = CLASSES.get(ignoringCase ? WITHOUT_CASE.getOrDefault(name, name) : name);
        if (known == null) {
            throw refuse("'" + name + "' is no class of characters");
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

    private PatternSyntaxException refuse(String reason) {
        return new PatternSyntaxException(reason, source, at);
    }
}
