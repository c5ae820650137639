package org.outpub.publish.receiving;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Finds in a request who is meant. Total; each in one pass. */
final class RequestNames {
    private RequestNames() {}

    /**
     * The user of a SIP URI.
     *
     * @param uri as on a request line
     * @return unescaped, without a password; empty if it has none, or is no SIP URI
     */
    static String userOf(String uri) {
        String lower = uri.substring(0, Math.min(5, uri.length())).toLowerCase(Locale.ROOT);
        int from = lower.startsWith("sips:") ? 5 : lower.startsWith("sip:") ? 4 : -1;
        int at = uri.indexOf('@');
        if (from < 0 || at < from) {
            return "";
        }
        int colon = uri.indexOf(':', from);
        return unescaped(uri.substring(from, colon < 0 || colon > at ? at : colon));
    }

    /**
     * The user of the URI in a From header.
     *
     * @param header its value, with or without a name and angle brackets
     * @return as above
     */
    static String userOfAddress(String header) {
        int quote = header.startsWith("\"") ? endOfQuotes(header) : 0;
        int bracket = header.indexOf('<', quote);
        int end = bracket < 0 ? -1 : header.indexOf('>', bracket);
        return userOf(end < 0 ? header : header.substring(bracket + 1, end));
    }

    private static int endOfQuotes(String header) {
        int at = 1;
        while (at < header.length() && header.charAt(at) != '"') {
            at += header.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, header.length());
    }

    private static String unescaped(String user) {
        if (user.indexOf('%') < 0) {
            return user;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(user.length());
        byte[] written = user.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < written.length; i++) {
            boolean escape = written[i] == '%'
                    && i + 2 < written.length
                    && HexFormat.isHexDigit(written[i + 1])
                    && HexFormat.isHexDigit(written[i + 2]);
            octets.write(
                    escape
                            ? HexFormat.fromHexDigit(written[i + 1]) << 4 | HexFormat.fromHexDigit(written[i + 2])
                            : written[i]);
            i += escape ? 2 : 0;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
