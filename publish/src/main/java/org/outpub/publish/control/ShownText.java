package org.outpub.publish.control;

/** Text of strangers, made fit to be shown: to a terminal, in a log line, in a message. Pure. */
public final class ShownText {
    private static final int LONGEST = 200;

    private ShownText() {}

    /**
     * Makes text harmless and short: what moves a cursor, turns the direction of writing or ends a line becomes a question
     * mark, and what is longer than 200 characters is cut.
     *
     * @param foreign any text
     * @return one line
     */
    public static String of(String foreign) {
        boolean cut = foreign.length() > LONGEST;
        return clean(cut ? foreign.substring(0, LONGEST) + "…" : foreign);
    }

    /**
     * Makes text harmless, however long it is.
     *
     * @param foreign any text
     * @return one line of the same length
     */
    public static String clean(String foreign) {
        StringBuilder clean = new StringBuilder(foreign.length());
        foreign.codePoints().map(c -> isHarmful(c) ? '?' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
