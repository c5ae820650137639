package org.outpub.publish.wire;

/** Reads text out of bytes, where it stands. Pure. */
final class Ascii {
    private static final boolean[] TOKEN = token();
    /** By byte, which may be negative: what a reader of rows must look at twice. */
    private static final boolean[] SPECIAL = special();

    private static final byte[] HEX = hex();
    private static final short[] HEX_PAIRS = hexPairs();

    private Ascii() {}

    /** RFC 3261 §25.1. */
    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (int c = 0; c < token.length; c++) {
            token[c] = c >= '0' && c <= '9'
                    || c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || "-.!%*_+`'~".indexOf(c) >= 0;
        }
        return token;
    }

    private static boolean[] special() {
        boolean[] special = new boolean[256];
        for (int c = 0; c < special.length; c++) {
            special[c] = isControl(c) || c == ':';
        }
        return special;
    }

    private static byte[] hex() {
        byte[] hex = new byte[256];
        for (int c = 0; c < hex.length; c++) {
            hex[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
        }
        return hex;
    }

    private static short[] hexPairs() {
        short[] pairs = new short[256];
        for (int octet = 0; octet < pairs.length; octet++) {
            pairs[octet] = (short) (Character.forDigit(octet >> 4, 16) << 8 | Character.forDigit(octet & 0xF, 16));
        }
        return pairs;
    }

    /** The two hexadecimal digits of the lowest octet, as two bytes. */
    static int hexPair(int octet) {
        return HEX_PAIRS[octet & 0xFF];
    }

    /** Whether it is a control character, a line's end included, or a colon. */
    static boolean isSpecial(byte c) {
        return SPECIAL[c & 0xFF];
    }

    /** The value of a hexadecimal digit; -1 if it is none. */
    static int hexDigit(byte c) {
        return HEX[c & 0xFF];
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isToken(int c) {
        return c >= 0 && c < TOKEN.length && TOKEN[c];
    }

    /** What may stand in no header value; a byte beyond ASCII, which is negative, may. */
    static boolean isControl(int c) {
        return c >= 0 && c < ' ' && c != '\t' || c == 0x7F;
    }

    static boolean isToken(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isToken(bytes[i])) {
                return false;
            }
        }
        return from < to;
    }

    static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    static int skipToken(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isToken(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Behind the quoted text that begins there; past the end if it is never closed. */
    static int skipQuoted(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    static boolean equals(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares without regard to case. */
    static boolean equalsLower(byte[] bytes, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lower(bytes[from + i]) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(bytes[from + i]) != lower(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
