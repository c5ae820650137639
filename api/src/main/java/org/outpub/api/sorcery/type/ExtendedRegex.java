package org.outpub.api.sorcery.type;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads POSIX extended regular expressions as glibc's {@code regcomp} does, by which Asterisk's filters are read, and
 * gives Java's. What glibc refuses is refused, with what is wrong. A letter behind a backslash that means nothing there
 * ({@code \\d}) is refused too: glibc takes it and matches nothing with it where upper and lower case are the same.
 */
public final class ExtendedRegex {
    private static final int LARGEST_REPEAT = 32_767;
    private static final int DEEPEST = 200;
    private final String source;
    private final BracketExpressions brackets;
    private int at;
    private int groups;
    /** Whether each group has ended, by its number. */
    private final boolean[] ended = new boolean[10];

    private ExtendedRegex(String source, boolean ignoringCase) {
        this.source = source;
        this.brackets = new BracketExpressions(source, ignoringCase);
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
        StringBuilder java = new StringBuilder();
        alternatives(0, java);
        return java.toString();
    }

    /** Up to the end, or to the parenthesis that closes the group. */
    private void alternatives(int depth, StringBuilder java) {
        if (depth > DEEPEST) {
            throw refuse("parentheses are nested more than " + DEEPEST + " deep");
        }
        while (at < source.length() && !(depth > 0 && source.charAt(at) == ')')) {
            if (source.charAt(at) == '|') {
                at++;
                java.append('|');
            } else {
                piece(depth, java);
            }
        }
    }

    /** An atom with its repeats, each of which repeats what stands before as a whole. */
    private void piece(int depth, StringBuilder java) {
        String atom = atom(depth);
        boolean anchor = atom.isEmpty() || isAnchor(atom);
        while (at < source.length() && "*+?{".indexOf(source.charAt(at)) >= 0) {
            if (anchor) {
                throw refuse("nothing stands before the " + source.charAt(at) + " that could be repeated");
            }
            atom = "(?:" + atom + ")" + repeat();
        }
        java.append(atom);
    }

    private static boolean isAnchor(String atom) {
        return switch (atom) {
            case "^", "\\z", "\\A", "\\b", "\\B", "\\b(?=\\w)", "\\b(?<=\\w)" -> true;
            default -> false;
        };
    }

    /** Empty, and nothing is taken, where a repeat stands. */
    private String atom(int depth) {
        char c = source.charAt(at);
        switch (c) {
            case '*', '+', '?', '{' -> {
                return "";
            }
            case '(' -> {
                return group(depth);
            }
            case '[' -> {
                int begin = at + 1;
                at = brackets.end(begin);
                return brackets.java();
            }
            case '\\' -> {
                return escaped();
            }
            default -> {
                at++;
                return switch (c) {
                    case '^' -> "^";
                    case '$' -> "\\z";
                    case '.' -> ".";
                    default -> literal(c);
                };
            }
        }
    }

    private String group(int depth) {
        int opening = at++;
        int number = ++groups;
        StringBuilder inner = new StringBuilder("(");
        alternatives(depth + 1, inner);
        if (at == source.length()) {
            at = opening;
            throw refuse("a ( has no )");
        }
        at++;
        if (number < ended.length) {
            ended[number] = true;
        }
        return inner.append(')').toString();
    }

    private String escaped() {
        if (at + 1 == source.length()) {
            throw refuse("nothing stands behind the \\ at the end");
        }
        char c = source.charAt(at + 1);
        String java = switch (c) {
            case 'w', 'W', 's', 'S', 'b', 'B' -> "\\" + c;
            case '<' -> "\\b(?=\\w)";
            case '>' -> "\\b(?<=\\w)";
            case '`' -> "\\A";
            case '\'' -> "\\z";
            default -> other(c);
        };
        at += 2;
        return java;
    }

    private String other(char c) {
        if (c >= '1' && c <= '9') {
            if (!ended[c - '0']) {
                throw refuse("\\" + c + " refers to a group that has not ended before it");
            }
            return "(?:\\" + c + ")";
        }
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
            throw refuse("\\" + c + " means nothing in POSIX's language"
                    + (c == 'd' ? "; expected [0-9]" : "; expected " + c + ", if that character is meant"));
        }
        return literal(c);
    }

    private String repeat() {
        char c = source.charAt(at);
        if (c != '{') {
            at++;
            return String.valueOf(c);
        }
        int close = source.indexOf('}', at);
        int opening = at;
        if (close < 0) {
            throw refuse("a { has no }");
        }
        String bounds = source.substring(at + 1, close);
        int comma = bounds.indexOf(',');
        String least = comma < 0 ? bounds : bounds.substring(0, comma);
        String most = comma < 0 ? bounds : bounds.substring(comma + 1);
        boolean open = most.isEmpty() && comma >= 0;
        int from = least.isEmpty() && comma >= 0 ? 0 : number(least);
        int to = open ? LARGEST_REPEAT : number(most);
        if (from < 0 || to < from) {
            at = opening;
            throw refuse("{" + bounds + "} is no number of repeats; expected {N}, {N,}, {,N} or {N,M}, up to "
                    + LARGEST_REPEAT);
        }
        at = close + 1;
        return comma < 0 ? "{" + from + "}" : "{" + from + "," + (open ? "" : to) + "}";
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int number = Integer.parseInt(digits);
        return number > LARGEST_REPEAT ? -1 : number;
    }

    /** A character that stands for itself. */
    static String literal(char c) {
        return c < 0x80 && !Character.isLetterOrDigit(c)
                ? "\\x" + (c < 16 ? "0" : "") + Integer.toHexString(c)
                : String.valueOf(c);
    }

    private PatternSyntaxException refuse(String reason) {
        return new PatternSyntaxException(reason, source, at);
    }
}
