package org.outpub.publish.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

/**
 * A SIP or SIPS URI (RFC 3261 §19.1) in its parts, each kept as written. Immutable; equal when written alike.
 *
 * @param secure whether the scheme is {@code sips}
 * @param userInfo what stands before the {@code @}, escapes and password included; empty for none
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1 to 65535; 0 if not given
 * @param parameters from the first {@code ;} on, such as {@code ;transport=tcp;lr}; empty for none
 * @param headers from the {@code ?} on; empty for none
 */
public record SipUri(boolean secure, String userInfo, String host, int port, String parameters, String headers) {
    private static final Pattern METHOD_PARAMETER =
            Pattern.compile(";method(=[^;]*)?(?=;|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ROUTING_PARAMETERS =
            Pattern.compile(";(method|maddr|ttl|transport|lr)(=[^;]*)?(?=;|$)", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 2048;

    /**
     * Reads and writes options that hold a URI, with or without angle brackets.
     *
     * @return the codec
     */
    public static FieldCodec<SipUri> codec() {
        return new SipUriCodec(text -> parse(text).withSharedHost());
    }

    /** Many sections name few hosts: each text is held once. */
    private SipUri withSharedHost() {
        return new SipUri(secure, userInfo, host.intern(), port, parameters, headers);
    }

    /**
     * Reads a URI.
     *
     * @param text with or without angle brackets around it
     * @return the URI
     * @throws InvalidValueException if it is none; the message says why
     */
    public static SipUri parse(String text) throws InvalidValueException {
        String bare = text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1).strip()
                : text;
        if (bare.length() > LONGEST) {
            throw new InvalidValueException("it is longer than " + LONGEST + " characters");
        }
        if (!bare.regionMatches(true, 0, "sip:", 0, 4) && !bare.regionMatches(true, 0, "sips:", 0, 5)) {
            throw new InvalidValueException("it must begin with sip: or sips:");
        }
        return new SipUriText(bare).parse();
    }

    /**
     * The value of a URI parameter.
     *
     * @param name compared without regard to case
     * @return empty text for a parameter without a value; empty if there is no such parameter
     */
    public Optional<String> parameter(String name) {
        int at = find(name);
        if (at < 0) {
            return Optional.empty();
        }
        int end = parameters.indexOf(';', at);
        String rest = parameters.substring(at, end < 0 ? parameters.length() : end);
        return Optional.of(rest.isEmpty() ? "" : rest.substring(1));
    }

    /**
     * Whether a URI parameter has a value; makes nothing.
     *
     * @param name compared without regard to case
     * @param value compared without regard to case; not empty
     * @return true if it is there and has it
     */
    public boolean hasParameter(String name, String value) {
        int at = find(name);
        int end = at + 1 + value.length();
        return at >= 0
                && parameters.startsWith("=", at)
                && parameters.regionMatches(true, at + 1, value, 0, value.length())
                && (end == parameters.length() || parameters.charAt(end) == ';');
    }

    /** Where a parameter's name ends; negative if it is not there. */
    private int find(String name) {
        for (int from = 0; from < parameters.length(); ) {
            int semicolon = parameters.indexOf(';', from);
            int to = semicolon < 0 ? parameters.length() : semicolon;
            int keyEnd = from;
            while (keyEnd < to && parameters.charAt(keyEnd) != '=') {
                keyEnd++;
            }
            if (keyEnd - from == name.length()
                    && keyEnd > from
                    && parameters.regionMatches(true, from, name, 0, name.length())) {
                return keyEnd;
            }
            from = to + 1;
        }
        return -1;
    }

    /**
     * The same URI for another user; a password goes with the former one.
     *
     * @param user unescaped, not empty
     * @return the URI
     */
    public SipUri withUser(String user) {
        return new SipUri(secure, escapeUser(user), host, port, parameters, headers);
    }

    /**
     * The same URI without one of its parameters.
     *
     * @param name compared without regard to case
     * @return the URI; an equal one if it has no such parameter
     */
    public SipUri without(String name) {
        StringBuilder rest = new StringBuilder();
        for (String parameter : parameters.split(";")) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!key.isEmpty() && !key.equalsIgnoreCase(name)) {
                rest.append(';').append(parameter);
            }
        }
        return new SipUri(secure, userInfo, host, port, rest.toString(), headers);
    }

    /**
     * The URI as it may stand on a request line or in a Route: without headers and without a {@code method} parameter
     * (RFC 3261 §19.1.1, table 1).
     *
     * @return the URI
     */
    public SipUri asRequestUri() {
        String allowed =
                parameters.isEmpty() ? "" : METHOD_PARAMETER.matcher(parameters).replaceAll("");
        return headers.isEmpty() && allowed.length() == parameters.length()
                ? this
                : new SipUri(secure, userInfo, host, port, allowed, "");
    }

    /**
     * The URI as it may stand in From and To: without headers, port and the parameters that only route (RFC 3261
     * §19.1.1, table 1).
     *
     * @return the URI
     */
    public SipUri asIdentity() {
        String allowed = parameters.isEmpty()
                ? ""
                : ROUTING_PARAMETERS.matcher(parameters).replaceAll("");
        return port == 0 && headers.isEmpty() && allowed.length() == parameters.length()
                ? this
                : new SipUri(secure, userInfo, host, 0, allowed, "");
    }

    /** RFC 3261 §25.1: everything but unreserved and user-unreserved characters is escaped. */
    private static String escapeUser(String user) {
        StringBuilder escaped = new StringBuilder(user.length());
        for (byte octet : user.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (alphanumeric || "-_.!~*'()&=+$,;?/".indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    /**
     * The URI as logs, pages and messages may show it.
     *
     * @return as {@link #toString}, without a password
     */
    public String shown() {
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? toString()
                : new SipUri(secure, userInfo.substring(0, colon) + ":…", host, port, parameters, headers).toString();
    }

    /** Prints the URI without angle brackets, as it is sent: a password is in it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(secure ? "sips:" : "sip:");
        if (!userInfo.isEmpty()) {
            text.append(userInfo).append('@');
        }
        text.append(host);
        if (port != 0) {
            text.append(':').append(port);
        }
        return text.append(parameters).append(headers).toString();
    }
}
