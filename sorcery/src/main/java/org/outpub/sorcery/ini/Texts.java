package org.outpub.sorcery.ini;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into strings. Names repeat in every section, so each is made once and found again by its bytes; a value is
 * made once for as long as the sections that follow give the name the same one. Bytes that are not UTF-8 are taken for
 * ISO-8859-1, as older files have it. Confined to one thread.
 */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int SLOTS = 1024;
    private final @Nullable Known[] names = new Known[SLOTS];
    private final @Nullable Known[] values = new Known[SLOTS];
    private boolean foundOtherEncoding;

    /** A string and the bytes it was made from. */
    private record Known(byte[] bytes, String text) {
        boolean is(byte[] buffer, int start, int end) {
            return bytes.length == end - start && Arrays.equals(bytes, 0, bytes.length, buffer, start, end);
        }
    }

    /** Where a name is kept, by its bytes; different names may share a place. */
    static int slot(byte[] buffer, int start, int end) {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + buffer[i];
        }
        return (hash ^ hash >>> 10) & SLOTS - 1;
    }

    /** The name between two places, which is kept at its slot. */
    String name(int slot, byte[] buffer, int start, int end) {
        return known(names, slot, buffer, start, end);
    }

    /** The value between two places of the name that is kept at a slot. */
    String value(int slot, byte[] buffer, int start, int end) {
        return known(values, slot, buffer, start, end);
    }

    private String known(@Nullable Known[] all, int slot, byte[] buffer, int start, int end) {
        Known known = all[slot];
        if (known != null && known.is(buffer, start, end)) {
            return known.text;
        }
        String text = text(buffer, start, end);
        if (!foundOtherEncoding) { // else it must be found again the next time
            all[slot] = new Known(Arrays.copyOfRange(buffer, start, end), text);
        }
        return text;
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
