package org.outpub.api.publication;

/** Reads the text of a Content-Type (RFC 3261 §25.1: media-type), from left to right. Confined to one call. */
final class ContentTypeText {
    private static final String TOKEN_MARKS = "-.!%*_+`'~";
    private final String text;
    private int at;

    ContentTypeText(String text) {
        this.text = text;
    }

    /** Whether it is {@code type/subtype}, perhaps with parameters. */
    boolean isValid() {
        if (!token() || !take('/') || !token()) {
            return false;
        }
        blanks();
        while (take(';')) {
            blanks();
            if (!token() || !equalsSign() || !(quoted() || token())) {
                return false;
            }
            blanks();
        }
        return at == text.length();
    }

    private boolean equalsSign() {
        blanks();
        boolean there = take('=');
        blanks();
        return there;
    }

    private boolean take(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean token() {
        int start = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return at > start;
    }

    private static boolean isTokenCharacter(char c) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        return letter || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private boolean quoted() {
        if (!take('"')) {
            return false;
        }
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 1 : 0;
            if (at == text.length() || Character.isISOControl(text.charAt(at))) {
                return false;
            }
            at++;
        }
        return take('"');
    }
}
