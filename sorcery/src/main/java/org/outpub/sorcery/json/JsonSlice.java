package org.outpub.sorcery.json;

/** Where an object ends, without looking at what is in it. Pure. */
final class JsonSlice {
    private JsonSlice() {}

    /**
     * Finds the end of {@code "id": {…}}.
     *
     * @return the place behind its last brace; negative if it cannot be such a member
     */
    static int end(byte[] text, int from) {
        int colon = blanksEnd(text, stringEnd(text, from));
        int brace = colon >= 0 && colon < text.length && text[colon] == ':' ? blanksEnd(text, colon + 1) : -1;
        return brace >= 0 && brace < text.length && text[brace] == '{' ? objectEnd(text, brace) : -1;
    }

    private static int objectEnd(byte[] text, int from) {
        int depth = 0;
        int at = from;
        while (at >= 0 && at < text.length) {
            byte octet = text[at];
            if (octet == '"') {
                at = stringEnd(text, at);
                continue;
            }
            depth += octet == '{' ? 1 : octet == '}' ? -1 : 0;
            at++;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    /** Behind the closing quote; negative if there is none. */
    private static int stringEnd(byte[] text, int from) {
        if (from >= text.length || text[from] != '"') {
            return -1;
        }
        for (int at = from + 1; at < text.length; at++) {
            if (text[at] == '\\') {
                at++;
            } else if (text[at] == '"') {
                return at + 1;
            }
        }
        return -1;
    }

    /** Behind the blanks that stand at a place. */
    static int blanksEnd(byte[] text, int from) {
        int end = from;
        while (end >= 0
                && end < text.length
                && (text[end] == ' ' || text[end] == '\n' || text[end] == '\t' || text[end] == '\r')) {
            end++;
        }
        return end;
    }
}
