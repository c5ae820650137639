package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import com.google.common.net.InternetDomainName;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/**
 * The value of {@code bind}: a local address, in every form that pjlib takes. Immutable.
 *
 * @param address an IP literal, IPv6 without brackets; or a host name, which is looked up when the port is opened
 * @param port 0 for one of the system's choice; {@link #NO_PORT} if none is written
 */
record BindAddress(String address, int port) {
    /** It was not written. */
    static final int NO_PORT = -1;

    private static final int MAX_PORT = 65_535;

    static FieldCodec<BindAddress> codec() {
        return FieldCodecs.of(
                "an IP address or a host name with or without a port, such as 0.0.0.0:5060, :: or [::]:5060",
                BindAddress::parse,
                BindAddress::toString);
    }

    /** More than one colon and no bracket is IPv6 without a port; only if that is none, the last colon is a port's. */
    private static BindAddress parse(String text) throws InvalidValueException {
        if (text.isEmpty()) {
            throw new InvalidValueException("it is empty");
        }
        if (text.indexOf('%') >= 0) {
            throw new InvalidValueException("a zone such as %eth0 is not accepted");
        }
        if (InetAddresses.isInetAddress(text)) {
            return new BindAddress(text, NO_PORT);
        }
        boolean bracketed = text.startsWith("[");
        int end = bracketed ? text.indexOf(']') + 1 : text.lastIndexOf(':');
        String host = end < 0 ? text : text.substring(bracketed ? 1 : 0, bracketed ? Math.max(1, end - 1) : end);
        String port = end < 0 ? "" : text.substring(end);
        String address = host.isEmpty() && !bracketed ? "0.0.0.0" : host;
        boolean literal = InetAddresses.isInetAddress(address) && (!bracketed || address.indexOf(':') >= 0);
        if (!literal && (bracketed || !isName(host))) {
            throw new InvalidValueException();
        }
        return new BindAddress(address, port(port));
    }

    /** Numbers with dots are an address that is mistyped. */
    private static boolean isName(String host) {
        return InternetDomainName.isValid(host) && host.chars().anyMatch(Character::isLetter);
    }

    /** A colon without digits is no port. */
    private static int port(String text) throws InvalidValueException {
        if (text.isEmpty() || text.equals(":")) {
            return NO_PORT;
        }
        if (!text.matches(":[0-9]{1,5}") || Integer.parseInt(text.substring(1)) > MAX_PORT) {
            throw new InvalidValueException("a port is from 0 to " + MAX_PORT);
        }
        return Integer.parseInt(text.substring(1));
    }

    /** As it may be written. */
    @Override
    public String toString() {
        String host = address.indexOf(':') < 0 ? address : '[' + address + ']';
        return port == NO_PORT ? host : host + ':' + port;
    }
}
