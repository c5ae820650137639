package org.outpub.sorcery.ini.text;

import java.util.Optional;

/** What text an object may hold, whichever format it was written in. Pure. */
public final class PlainText {
    /** In characters; a line of INI is shorter, but {@code +=} joins many. */
    public static final int LONGEST = 65_536;

    private PlainText() {}

    /**
     * What keeps text from being an option's name or value or an object's id. A line end in a value could end a line of
     * a message that it becomes part of.
     *
     * @param text any
     * @return a clause that does not repeat the text; empty if nothing does
     */
    public static Optional<String> flaw(String text) {
        if (text.length() > LONGEST) {
            return Optional.of("longer than " + LONGEST + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                return Optional.of("a control character at position " + (i + 1) + "; expected text of one line");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return Optional.of("half of a surrogate pair at position " + (i + 1));
                }
                i++;
            }
        }
        return Optional.empty();
    }
}
