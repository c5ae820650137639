package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

/**
 * Takes the text of a SIP URI apart (RFC 3261 §25.1), from left to right. By hand, because a configuration may hold
 * hundreds of thousands and a regular expression costs more than all other reading. Confined to one call.
 */
final class SipUriText {
    private static final int LONGEST_HOST = 253;
    private static final int MAX_PORT = 65_535;
    private static final int PORT_DIGITS = 5;
    private static final String MARKS = "-_.!~*'()";
    /** Asterisk and pjsip take a number sign too, as in {@code sip:*21#@host}, and send it escaped. */
    private static final CharacterSet USER = new CharacterSet(MARKS + "&=+$,;?/#");

    private static final CharacterSet PASSWORD = new CharacterSet(MARKS + "&=+$,");
    private static final CharacterSet PARAMETER = new CharacterSet(MARKS + "[]/:&+$");
    private static final CharacterSet HEADER = new CharacterSet(MARKS + "[]/?:+$");
    private final String text;
    private int at;

    /** ASCII letters, digits, and some more characters of ASCII. */
    private record CharacterSet(boolean[] members) {
        CharacterSet(String more) {
            this(new boolean[0x80]);
            for (char c = '0'; c <= 'z'; c++) {
                members[c] = Character.isLetterOrDigit(c);
            }
            more.chars().forEach(c -> members[c] = true);
        }

        boolean has(char c) {
            return c < members.length && members[c];
        }
    }

    /**
     * Begins with a text.
     *
     * @param text has {@code sip:} or {@code sips:} in front, in any case
     */
    SipUriText(String text) {
        this.text = text;
    }

    SipUri parse() throws InvalidValueException {
        int colon = text.indexOf(':');
        boolean secure = colon == "sips".length();
        at = colon + 1;
        String user = user();
        String host = host();
        checkHost(host);
        int port = port();
        String parameters = parameters();
        String headers = headers();
        if (at != text.length()) {
            throw stray(at);
        }
        SipUri uri = new SipUri(secure, user, host, port, parameters, headers);
        Optional<String> maddr = parameters.isEmpty() ? Optional.empty() : uri.parameter("maddr");
        if (maddr.isPresent()) {
            checkHost(maddr.get());
        }
        return uri;
    }

    private static InvalidValueException malformed() {
        return new InvalidValueException("after the scheme, [user@]host[:port][;parameters] is expected");
    }

    private InvalidValueException stray(int index) {
        return new InvalidValueException(
                HeaderText.name(text.codePointAt(index)) + " stands where [user@]host[:port][;parameters] has none");
    }

    private InvalidValueException forbidden(String part, int index) {
        int c = text.codePointAt(index);
        if (c == '%') {
            return new InvalidValueException("after '%' in the " + part + ", two hexadecimal digits are expected");
        }
        String escaped =
                URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8).replace("+", "%20");
        String instead = escaped.startsWith("%") && c > ' ' && c != 0x7F ? "; write " + escaped : "";
        return new InvalidValueException(HeaderText.name(c) + " must not stand in the " + part + instead);
    }

    /** Checks a part of the text; its escapes must be whole. */
    private void check(String part, CharacterSet allowed, int from, int to) throws InvalidValueException {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < to && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                i += 2;
            } else if (!allowed.has(c)) {
                throw forbidden(part, i);
            }
        }
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private String user() throws InvalidValueException {
        int end = text.indexOf('@', at);
        if (end == at) {
            throw malformed();
        }
        if (end < 0) {
            return "";
        }
        int colon = text.indexOf(':', at);
        int userEnd = colon < 0 || colon > end ? end : colon;
        if (userEnd == at) {
            throw malformed();
        }
        check("user", USER, at, userEnd);
        check("password", PASSWORD, Math.min(userEnd + 1, end), end);
        String user = text.substring(at, end);
        at = end + 1;
        return user.indexOf('#') < 0 ? user : user.replace("#", "%23");
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

    /** Each is a name, and a value after an equals sign, of which one is enough. */
    private String parameters() throws InvalidValueException {
        int start = at;
        while (stands(';')) {
            int name = ++at;
            int end = end(";?");
            int equals = text.indexOf('=', at);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (nameEnd == name) {
                throw malformed();
            }
            check("parameters", PARAMETER, name, nameEnd);
            check("parameters", PARAMETER, Math.min(nameEnd + 1, end), end);
            at = end;
        }
        return text.substring(start, at);
    }

    private int end(String delimiters) {
        int end = at;
        while (end < text.length() && delimiters.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private String headers() throws InvalidValueException {
        if (!stands('?')) {
            return "";
        }
        int start = at;
        int from = at + 1;
        at = text.length();
        if (from == at) {
            throw malformed();
        }
        for (String header : text.substring(from).split("&", -1)) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw new InvalidValueException("behind '?', name=value is expected");
            }
            check("headers", HEADER, from, from + equals);
            check("headers", HEADER, from + equals + 1, from + header.length());
            from += header.length() + 1;
        }
        return text.substring(start);
    }

    private static void checkHost(String host) throws InvalidValueException {
        boolean literal = host.startsWith("[");
        for (int i = 0; i < host.length() && !literal; i++) {
            if (!isNameCharacter(host.charAt(i))) {
                throw new InvalidValueException(HeaderText.name(host.codePointAt(i)) + " must not stand in a host");
            }
        }
        if (literal ? !isIpv6(host) : !isName(host) || host.length() > LONGEST_HOST) {
            throw new InvalidValueException("the host is no name or address");
        }
        if (isDottedNumbers(host) && !InetAddresses.isInetAddress(host)) {
            throw new InvalidValueException("'" + host + "' is no IPv4 address");
        }
    }

    /** A zone such as {@code %eth0} means nothing to anybody else (RFC 3261 §25.1 has none). */
    private static boolean isIpv6(String host) {
        return host.indexOf('%') < 0 && InetAddresses.isUriInetAddress(host);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.".indexOf(c) >= 0;
    }

    /** Labels that neither begin nor end with a hyphen, with dots between them and perhaps one at the end. */
    private static boolean isName(String host) {
        char before = '.';
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '-' && before == '.' || c == '.' && (before == '.' || before == '-')) {
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
