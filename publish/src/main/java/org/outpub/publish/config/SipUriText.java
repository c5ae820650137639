package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

/**
 * Takes the text of a SIP URI apart (RFC 3261 §25.1), from left to right. By hand, because a configuration may hold
 * hundreds of thousands and a regular expression costs more than all other reading. Confined to one call.
 */
final class SipUriText {
    private static final int LONGEST_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final int PORT_DIGITS = 5;
    private final String text;
    private int at;

    /**
     * Begins with a text.
     *
     * @param text has {@code sip:} or {@code sips:} in front, in any case
     */
    SipUriText(String text) {
        this.text = text;
    }

    SipUri parse() throws InvalidValueException {
        refuseForbidden();
        int colon = text.indexOf(':');
        boolean secure = colon == "sips".length();
        at = colon + 1;
        String user = user();
        String host = host();
        int port = port();
        String parameters = parameters();
        String headers = headers();
        if (at != text.length()) {
            throw malformed();
        }
        checkHost(host);
        return new SipUri(secure, user, host, port, parameters, headers);
    }

    private static InvalidValueException malformed() {
        return new InvalidValueException("after the scheme, [user@]host[:port][;parameters] is expected");
    }

    /** What must be escaped wherever it stands. */
    private void refuseForbidden() throws InvalidValueException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"') {
                throw malformed();
            }
        }
    }

    private String user() throws InvalidValueException {
        int end = text.indexOf('@', at);
        if (end == at) {
            throw malformed();
        }
        if (end < 0) {
            return "";
        }
        String user = text.substring(at, end);
        at = end + 1;
        return user;
    }

    private String host() throws InvalidValueException {
        int start = at;
        if (at < text.length() && text.charAt(at) == '[') {
            at = text.indexOf(']', at) + 1;
        } else {
            skipHost();
        }
        if (at <= start) {
            throw malformed();
        }
        return text.substring(start, at);
    }

    private void skipHost() {
        while (at < text.length() && !endsHost(text.charAt(at))) {
            at++;
        }
    }

    private static boolean endsHost(char c) {
        return switch (c) {
            case ':', ';', '?', '@', '[', ']' -> true;
            default -> false;
        };
    }

    private void skipTo(String delimiters) {
        while (at < text.length() && delimiters.indexOf(text.charAt(at)) < 0) {
            at++;
        }
    }

    private boolean stands(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    private int port() throws InvalidValueException {
        if (!stands(':')) {
            return 0;
        }
        int start = ++at;
        int port = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && at - start < PORT_DIGITS) {
            port = port * 10 + text.charAt(at++) - '0';
        }
        if (at == start) {
            throw malformed();
        }
        if (port == 0 || port > MAX_PORT) {
            throw new InvalidValueException("the port must be from 1 to " + MAX_PORT);
        }
        return port;
    }

    private String parameters() throws InvalidValueException {
        int start = at;
        while (stands(';')) {
            int name = ++at;
            skipTo(";?@");
            if (at == name) {
                throw malformed();
            }
        }
        return text.substring(start, at);
    }

    private String headers() {
        int start = at;
        if (stands('?') && at + 1 < text.length()) {
            at++;
            skipTo("?");
        }
        return text.substring(start, at);
    }

    private static void checkHost(String host) throws InvalidValueException {
        boolean valid = host.startsWith("[") ? InetAddresses.isUriInetAddress(host) : isName(host);
        if (!valid || host.length() > LONGEST_HOST) {
            throw new InvalidValueException("'" + host + "' is no host name or address");
        }
        if (isDottedNumbers(host) && !InetAddresses.isInetAddress(host)) {
            throw new InvalidValueException("'" + host + "' is no IPv4 address");
        }
    }

    /** Labels of letters, digits, hyphens and underscores, with dots between them and perhaps one at the end. */
    private static boolean isName(String host) {
        char before = '.';
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            boolean fits = letter || (c == '-' ? before != '.' : c == '.' && before != '.' && before != '-');
            if (!fits) {
                return false;
            }
            before = c;
        }
        return before != '-' && !host.equals(".");
    }

    private static boolean isDottedNumbers(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) != '.' && !Character.isDigit(host.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
