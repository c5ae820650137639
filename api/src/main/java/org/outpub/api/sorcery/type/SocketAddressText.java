package org.outpub.api.sorcery.type;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs.Ports;
import org.outpub.api.sorcery.type.FieldCodecs.Shaped;

/** IP addresses with and without ports; never looks up a name. */
final class SocketAddressText {
    /** The interface of a link-local address, by name or number (RFC 4007 §11). */
    private static final String ZONE = "(?:%[0-9A-Za-z_.-]{1,64})?";

    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?::([0-9]{1,5}))?");
    private static final Pattern IPV6_IN_BRACKETS =
            Pattern.compile("\\[([0-9a-fA-F:.]*" + ZONE + ")](?::([0-9]{1,5}))?");
    private static final Pattern IPV6 = Pattern.compile("([0-9a-fA-F]*:[0-9a-fA-F:.]*" + ZONE + ")()");
    private static final int MAX_PORT = 65_535;

    private SocketAddressText() {}

    static FieldCodec<InetSocketAddress> codec(Ports ports) {
        String suffix = switch (ports) {
            case ALLOWED -> "an IP address, with or without a port";
            case REQUIRED -> "an IP address with a port";
            case FORBIDDEN -> "an IP address without a port";
        };
        return new Shaped<>(suffix, new ValueShape.Text(), text -> parse(text, ports), SocketAddressText::format);
    }

    private static InetSocketAddress parse(String text, Ports ports) throws InvalidValueException {
        for (Pattern pattern : new Pattern[] {IPV4, IPV6_IN_BRACKETS, IPV6}) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.matches()) {
                int port = port(matcher.group(2), ports);
                return new InetSocketAddress(address(matcher.group(1)), port);
            }
        }
        throw new InvalidValueException();
    }

    private static int port(@Nullable String digits, Ports ports) throws InvalidValueException {
        boolean there = digits != null && !digits.isEmpty();
        if (there == (ports == Ports.FORBIDDEN) && ports != Ports.ALLOWED) {
            throw new InvalidValueException();
        }
        int port = there ? Integer.parseInt(digits) : 0;
        if (port > MAX_PORT || (there && port == 0 && ports == Ports.REQUIRED)) {
            throw new InvalidValueException("a port is from 1 to " + MAX_PORT);
        }
        return port;
    }

    /** The patterns admit literals only, and the JDK looks up none of those that hold a colon or four small numbers. */
    private static InetAddress address(String literal) throws InvalidValueException {
        if (literal.indexOf(':') < 0) {
            for (String octet : literal.split("\\.", -1)) {
                if (Integer.parseInt(octet) > 255) {
                    throw new InvalidValueException();
                }
            }
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException invalid) {
            throw new InvalidValueException(literal.indexOf('%') < 0 ? "" : "there may be no such interface here");
        }
    }

    private static String format(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        boolean brackets = address.getAddress() instanceof Inet6Address && address.getPort() != 0;
        return (brackets ? '[' + host + ']' : host) + (address.getPort() == 0 ? "" : ":" + address.getPort());
    }
}
