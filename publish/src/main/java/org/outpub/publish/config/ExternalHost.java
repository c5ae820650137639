package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/**
 * The value of {@code external_signaling_address} or {@code external_signaling_hostname}. Immutable.
 *
 * @param host as it stands in a Via header: a name in lower case or an IP literal, IPv6 in brackets
 * @param port what stands behind it, which Asterisk reads and does not use; 0 for none
 */
record ExternalHost(String host, int port) {
    private static final int LONGEST = 253;
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^]]{1,60}]|[^:]{1,253}):([0-9]{1,5})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?\\.?");

    static FieldCodec<ExternalHost> codec() {
        return FieldCodecs.of("an IP address or a host name", ExternalHost::parse, ExternalHost::host);
    }

    private static ExternalHost parse(String text) throws InvalidValueException {
        Matcher parts = WITH_PORT.matcher(text);
        boolean hasPort = parts.matches();
        int port = hasPort ? Integer.parseInt(parts.group(2)) : 0;
        if (port > 65_535) {
            throw new InvalidValueException("a port is from 1 to 65535");
        }
        return new ExternalHost(host(hasPort ? parts.group(1) : text), port);
    }

    private static String host(String text) throws InvalidValueException {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf('%') < 0 && InetAddresses.isInetAddress(bare)) {
            return InetAddresses.toUriString(InetAddresses.forString(bare));
        }
        if (bracketed || text.length() > LONGEST || !NAME.matcher(text).matches()) {
            throw new InvalidValueException();
        }
        return text.toLowerCase(Locale.ROOT);
    }
}
