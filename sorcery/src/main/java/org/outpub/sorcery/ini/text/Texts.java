package org.outpub.sorcery.ini.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into strings. Names and short values repeat in every section, so each is made once and found again by its
 * bytes; a name is the same instance in every reading. Bytes that are not UTF-8 are taken for ISO-8859-1, as older files
 * have it. Confined to one thread.
 */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int SLOTS = 4096;
    /** What is longer rarely repeats. */
    private static final int LONGEST_KEPT = 24;

    private final @Nullable String[] names = new @Nullable String[SLOTS];
    private final @Nullable String[] values = new @Nullable String[SLOTS];
    private boolean foundOtherEncoding;

    String name(byte[] buffer, int start, int end) {
        return end - start > LONGEST_KEPT ? text(buffer, start, end) : kept(names, true, buffer, start, end);
    }

    String value(byte[] buffer, int start, int end) {
        return end - start > LONGEST_KEPT ? text(buffer, start, end) : kept(values, false, buffer, start, end);
    }

    private String kept(@Nullable String[] table, boolean forGood, byte[] buffer, int start, int end) {
        int hash = 1;
        int signs = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + buffer[i];
            signs |= buffer[i];
        }
        if (signs < 0) {
            return text(buffer, start, end);
        }
        int slot = (hash ^ hash >>> 12) & SLOTS - 1;
        String before = table[slot];
        if (before != null && isWrittenAs(before, buffer, start, end)) {
            return before;
        }
        String made = new String(buffer, start, end - start, StandardCharsets.US_ASCII);
        table[slot] = forGood ? made.intern() : made;
        return table[slot];
    }

    private static boolean isWrittenAs(String text, byte[] buffer, int start, int end) {
        if (text.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i - start) != buffer[i]) {
                return false;
            }
        }
        return true;
    }

    String text(byte[] buffer, int start, int end) {
        String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0 || wasWritten(text, buffer, start, end)) {
            return text;
        }
        foundOtherEncoding = true;
        return new String(buffer, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean wasWritten(String text, byte[] buffer, int start, int end) {
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, buffer, start, end);
    }

    /** Whether bytes that are not UTF-8 were met since the last call. */
    boolean takeFoundOtherEncoding() {
        boolean found = foundOtherEncoding;
        foundOtherEncoding = false;
        return found;
    }
}
