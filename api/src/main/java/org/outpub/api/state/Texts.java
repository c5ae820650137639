package org.outpub.api.state;

/** Bounds what a host may feed, so that every document fits into a request. */
final class Texts {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TEXT = 2048;

    private Texts() {}

    static String requireName(String what, String name) {
        return requireBounded(what, name, LONGEST_NAME);
    }

    static String requireMailbox(String mailbox) {
        requireName("a mailbox", mailbox);
        if (mailbox.startsWith("@")) {
            throw new IllegalArgumentException(
                    "a mailbox has a name before its @context, such as 1000@default; there is none in " + mailbox);
        }
        return mailbox;
    }

    static String requireText(String what, String text) {
        return requireBounded(what, text, LONGEST_TEXT);
    }

    private static String requireBounded(String what, String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            throw new IllegalArgumentException(what + " has 1 to " + longest + " characters, not " + text.length());
        }
        return text;
    }
}
