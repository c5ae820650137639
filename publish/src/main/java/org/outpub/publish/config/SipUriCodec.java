package org.outpub.publish.config;

import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;

/** Reads and writes options that hold a URI. What is none may hold a password all the same, and no message shows it. */
final class SipUriCodec implements FieldCodec<SipUri> {
    private static final int PORT_DIGITS = 5;
    private static final String HIDDEN = "…";
    private final Reader reader;

    /** Reads a URI, perhaps not every one. */
    interface Reader {
        SipUri read(String text) throws InvalidValueException;
    }

    SipUriCodec(Reader reader) {
        this.reader = reader;
    }

    @Override
    public SipUri parse(String text, Origin origin) throws InvalidValueException {
        return reader.read(text);
    }

    @Override
    public String format(SipUri uri) {
        return uri.toString();
    }

    @Override
    public String expects() {
        return "a SIP URI such as sip:user@host:5060";
    }

    /** Up to the last @, what follows a colon may be a password; without one, what follows a colon and is no port. */
    @Override
    public String shown(String text) {
        int from = afterScheme(text);
        int at = text.lastIndexOf('@');
        int colon = text.indexOf(':', from);
        if (colon < 0 || text.startsWith("[", from)) {
            return Excerpt.quoted(text);
        }
        if (at > colon) {
            return Excerpt.quoted(text.substring(0, colon + 1) + HIDDEN + text.substring(at));
        }
        return Excerpt.quoted(at < 0 && !isPort(text, colon + 1) ? text.substring(0, colon + 1) + HIDDEN : text);
    }

    private static int afterScheme(String text) {
        int start = 0;
        while (start < text.length() && (text.charAt(start) == '<' || text.charAt(start) == ' ')) {
            start++;
        }
        int colon = text.indexOf(':', start);
        boolean named = colon > 0
                && (text.regionMatches(true, start, "sip:", 0, 4) || text.regionMatches(true, start, "sips:", 0, 5));
        return named ? colon + 1 : start;
    }

    private static boolean isPort(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end - from <= PORT_DIGITS && (end == text.length() || ";?>".indexOf(text.charAt(end)) >= 0);
    }
}
