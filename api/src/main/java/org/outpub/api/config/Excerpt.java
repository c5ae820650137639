package org.outpub.api.config;

/**
 * Text of strangers, as messages show it: on one line and short, because what a file, a server or a database holds may
 * be long, or made to change what a terminal or a log shows. Pure.
 */
public final class Excerpt {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int LONGEST_VALUE = 80;
    private static final int LONGEST_MESSAGE = 1000;
    /** How much of the end is kept of what is cut: a message says there what was expected and done. */
    private static final int TAIL = 4;

    private Excerpt() {}

    /**
     * A value, a name or the like, between single quotes.
     *
     * @param text any
     * @return such as {@code 'soon'}; of a longer one its beginning and its length
     */
    public static String quoted(String text) {
        return text.length() <= LONGEST_VALUE
                ? "'" + cleaned(text) + "'"
                : "'" + beginning(text) + "' (" + text.length() + " characters)";
    }

    /**
     * A value, a name or the like, where a message has its own way to tell it from the rest.
     *
     * @param text any
     * @return the same if it is short and prints; of a longer one its beginning
     */
    public static String of(String text) {
        return text.length() <= LONGEST_VALUE ? cleaned(text) : beginning(text);
    }

    private static String beginning(String text) {
        return cleaned(text.substring(0, whole(text, LONGEST_VALUE / 2))) + "…";
    }

    /**
     * A whole message.
     *
     * @param text any
     * @return the same if it is one line of 1,000 characters at most, as almost all are; else without control
     *     characters, and without its middle
     */
    public static String line(String text) {
        if (text.length() <= LONGEST_MESSAGE) {
            return cleaned(text);
        }
        int tail = LONGEST_MESSAGE / TAIL;
        String head = text.substring(0, whole(text, LONGEST_MESSAGE - tail));
        return cleaned(head + " … " + text.substring(whole(text, text.length() - tail)));
    }

    /** Where to cut near an index, so that no pair of surrogates is torn. */
    private static int whole(String text, int index) {
        return Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
    }

    /** What neither prints nor separates words is replaced; so is what turns the direction of writing. */
    private static String cleaned(String text) {
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (; at < clean.length(); at++) {
            char c = clean.charAt(at);
            if (!isPlain(c)) {
                clean.setCharAt(at, c == '\t' ? ' ' : REPLACEMENT);
            }
        }
        return clean.toString();
    }

    private static boolean isPlain(char c) {
        boolean control = c < ' ' || c >= '\u007F' && c < '\u00A0';
        boolean lineEnd = c == '\u2028' || c == '\u2029';
        boolean direction = c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
        return !control && !lineEnd && !direction;
    }
}
