package org.outpub.publish.config;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import org.outpub.api.sorcery.FieldCodec;
import org.outpub.api.sorcery.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.FieldCodecs;
import org.outpub.api.sorcery.FieldValues;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.SorceryObject;

/**
 * A {@code type=transport} section: a local address to send from. Immutable.
 *
 * @param id the section's name
 * @param protocol {@code udp}
 * @param address an IP literal, IPv6 without brackets; the wildcard address stands for every local one
 * @param port 1 to 65535
 */
public record Transport(String id, String protocol, String address, int port) implements SorceryObject {
    private static final int SIP_PORT = 5060;

    /** Its declaration. */
    public static final ObjectType<Transport> TYPE = ObjectType.of("transport", Transport.class)
            .field("protocol", protocols(), "udp", Transport::protocol)
            .required("bind", bind(), transport -> HostAndPort.fromParts(transport.address, transport.port))
            .ignored(
                    "async_operations",
                    "external_media_address",
                    "domain",
                    "allow_reload",
                    "symmetric_transport",
                    "websocket_write_timeout")
            .build(Transport::fromFields);

    private static Transport fromFields(FieldValues values) {
        HostAndPort bind = values.get("bind");
        return new Transport(values.id(), values.get("protocol"), bind.getHost(), bind.getPortOrDefault(SIP_PORT));
    }

    private static FieldCodec<String> protocols() {
        FieldCodec<String> known = FieldCodecs.oneOf("udp", "tcp", "tls", "ws", "wss", "flow");
        return FieldCodecs.of(
                "udp, the one protocol this version speaks",
                text -> {
                    String protocol = known.parse(text, org.outpub.api.config.Origin.MEMORY);
                    if (!protocol.equals("udp")) {
                        throw new InvalidValueException();
                    }
                    return protocol;
                },
                protocol -> protocol);
    }

    private static FieldCodec<HostAndPort> bind() {
        return FieldCodecs.of(
                "an IP address with an optional port, such as 0.0.0.0:5060 or [::]:5060",
                Transport::parseBind,
                HostAndPort::toString);
    }

    private static HostAndPort parseBind(String text) throws InvalidValueException {
        try {
            HostAndPort bind = HostAndPort.fromString(text).requireBracketsForIPv6();
            // Asterisk takes port 0 for the default one.
            int port = bind.getPortOrDefault(0) == 0 ? SIP_PORT : bind.getPort();
            if (!InetAddresses.isInetAddress(bind.getHost())) {
                throw new InvalidValueException("a host name is not accepted");
            }
            return HostAndPort.fromParts(bind.getHost(), port);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidValueException();
        }
    }
}
