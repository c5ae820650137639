package org.outpub.sorcery.file;

import java.util.ArrayList;
import java.util.List;

/**
 * A name with wildcards as shells have them: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]} and a backslash before
 * a character that means itself. A leading dot is only matched by a dot. Takes time in proportion to the product of both
 * lengths at most. Immutable.
 */
final class Glob {
    private static final int MOST_ALTERNATIVES = 1_000;
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    /** Whether it can match another name than itself. */
    static boolean isWild(String pattern) {
        return pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    /**
     * Writes out {@code {one,two}}; what is not closed stays as it is.
     *
     * @throws IllegalArgumentException if that would give more than a thousand
     */
    static List<String> alternatives(String pattern) {
        List<String> open = new ArrayList<>(List.of(pattern));
        List<String> done = new ArrayList<>();
        while (!open.isEmpty()) {
            String next = open.remove(0);
            List<String> parts = firstBrace(next);
            if (parts.isEmpty()) {
                done.add(next);
            } else {
                open.addAll(0, parts);
            }
            if (open.size() + done.size() > MOST_ALTERNATIVES) {
                throw new IllegalArgumentException("it stands for more than " + MOST_ALTERNATIVES + " names");
            }
        }
        return done;
    }

    private static List<String> firstBrace(String pattern) {
        int from = pattern.indexOf('{');
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = from + 1;
        for (int i = from; i >= 0 && i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == ',' && depth == 1) {
                parts.add(pattern.substring(start, i));
                start = i + 1;
            } else if (c == '}' && --depth == 0) {
                parts.add(pattern.substring(start, i));
                String before = pattern.substring(0, from);
                String after = pattern.substring(i + 1);
                return parts.stream().map(part -> before + part + after).toList();
            }
        }
        return List.of();
    }

    boolean matches(String name) {
        if (name.startsWith(".") && !pattern.startsWith(".")) {
            return false;
        }
        int at = 0;
        int from = 0;
        int star = -1;
        int starFrom = 0;
        while (from < name.length()) {
            int next = at < pattern.length() && pattern.charAt(at) != '*' ? step(at, name.charAt(from)) : -1;
            if (next >= 0) {
                at = next;
                from++;
            } else if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starFrom = from;
            } else if (star >= 0) {
                at = star + 1;
                from = ++starFrom;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** Where the pattern goes on if one character of it matches; else -1. */
    private int step(int at, char c) {
        char own = pattern.charAt(at);
        if (own == '?') {
            return at + 1;
        }
        if (own == '[') {
            int close = pattern.indexOf(']', at + (isNegated(at + 1) ? 3 : 2));
            if (close > 0) {
                return inClass(at + 1, close, c) ? close + 1 : -1;
            }
        }
        if (own == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? at + 2 : -1;
        }
        return own == c ? at + 1 : -1;
    }

    private boolean isNegated(int at) {
        return at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^');
    }

    private boolean inClass(int from, int to, char c) {
        boolean negated = isNegated(from);
        boolean found = false;
        int at = negated ? from + 1 : from;
        while (at < to) {
            boolean range = at + 2 < to && pattern.charAt(at + 1) == '-';
            char low = pattern.charAt(at);
            char high = range ? pattern.charAt(at + 2) : low;
            found |= low <= c && c <= high;
            at += range ? 3 : 1;
        }
        return found != negated;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }
}
