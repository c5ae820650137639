package org.outpub.sorcery.ini;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns bytes into strings. Names repeat in every section, so each is made once and found again by its bytes. Bytes
 * that are not UTF-8 are taken for ISO-8859-1, as older files have it. Confined to one thread.
 */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int SLOTS = 1024;
    private final byte[][] keys = new byte[SLOTS][];
    private final String[] names = new String[SLOTS];
    private boolean foundOtherEncoding;

    String name(byte[] buffer, int start, int end) {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + buffer[i];
        }
        int slot = (hash ^ hash >>> 10) & SLOTS - 1;
        byte[] key = keys[slot];
        if (key == null || !Arrays.equals(key, 0, key.length, buffer, start, end)) {
            keys[slot] = Arrays.copyOfRange(buffer, start, end);
            names[slot] = text(buffer, start, end);
        }
        return names[slot];
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
