package org.outpub.publish.config;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.List;
import java.util.Locale;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=transport} section: a local address to send from and to be reached at. Option names, defaults and
 * meanings are Asterisk's. Immutable.
 *
 * @param id the section's name
 * @param protocol what it speaks
 * @param address an IP literal, IPv6 without brackets; the wildcard address stands for every local one
 * @param port 1 to 65535; 0 for one of the system's choice
 * @param external how servers beyond an address translator reach it
 * @param tos the type-of-service octet of what is sent
 * @param keepAlive probes of silent TCP peers
 * @param tls how it speaks TLS; without meaning for other protocols
 */
public record Transport(
        String id,
        Protocol protocol,
        String address,
        int port,
        ExternalAddress external,
        int tos,
        KeepAlive keepAlive,
        TlsOptions tls)
        implements SorceryObject {
    private static final long MAX_PORT = 65535;

    /** Its declaration. */
    public static final ObjectType<Transport> TYPE = TlsOptions.declare(ObjectType.of("transport", Transport.class)
                    .field("protocol", protocols(), "udp", Transport::protocol)
                    .about("what it speaks; `ws`, `wss` and `flow` are refused")
                    .required("bind", bind(), Transport::bound)
                    .about("the address to send from; port 5060 (TLS: 5061) unless it is there, `:0` for a free one")
                    .field("tos", TypeOfService.codec(), "0", Transport::tos)
                    .about("type of service of what is sent"))
            .optional("external_signaling_address", host(), transport -> emptyToNull(transport.external.host()))
            .about("what the Via header says to servers outside of `local_net`")
            .optional("external_signaling_hostname", host(), transport -> null)
            .about("the same")
            .field("external_signaling_port", FieldCodecs.number("port", 0, MAX_PORT), "0", transport ->
                    (long) transport.external.port())
            .about("the port there; 0 for that of the transport")
            .repeated(
                    "local_net",
                    FieldCodecs.commaList(Network.codec()),
                    transport -> transport.external.localNet().isEmpty()
                            ? List.of()
                            : List.of(transport.external.localNet()))
            .about("networks inside of which those do not apply; `!` takes one out again")
            .field("tcp_keepalive_enable", FieldCodecs.yesNo(), "no", transport -> transport.keepAlive.enabled())
            .about("probe silent TCP peers")
            .field("tcp_keepalive_idle_time", seconds(), "30", transport -> (long) transport.keepAlive.idleSeconds())
            .about("silence before the first probe")
            .field("tcp_keepalive_interval_time", seconds(), "10", transport ->
                    (long) transport.keepAlive.intervalSeconds())
            .about("time between probes")
            .field("tcp_keepalive_probe_count", FieldCodecs.number("number of probes", 1, 127), "5", transport ->
                    (long) transport.keepAlive.probes())
            .about("how many are sent before the connection is given up")
            .ignored(
                    "async_operations",
                    "cos",
                    "external_media_address",
                    "domain",
                    "allow_reload",
                    "symmetric_transport",
                    "websocket_write_timeout")
            .build(Transport::fromFields);

    /**
     * A transport with all else at its default.
     *
     * @param id the section's name
     * @param protocol {@code udp}, {@code tcp} or {@code tls}
     * @param address an IP literal, IPv6 without brackets
     * @param port 0 to 65535
     * @throws IllegalArgumentException if there is no such protocol
     */
    public Transport(String id, String protocol, String address, int port) {
        this(
                id,
                Protocol.named(protocol).orElseThrow(() -> new IllegalArgumentException(protocol)),
                address,
                port,
                ExternalAddress.NONE,
                0,
                KeepAlive.OFF,
                TlsOptions.STRICT);
    }

    private static Transport fromFields(FieldValues values) {
        Protocol protocol = values.get("protocol");
        HostAndPort bind = values.get("bind");
        long externalPort = values.<Long>get("external_signaling_port");
        if (values.find("external_signaling_address").isPresent()
                && values.find("external_signaling_hostname").isPresent()) {
            values.refuse(
                    "external_signaling_hostname",
                    "external_signaling_hostname does not go with external_signaling_address; expected one of them");
        }
        String externalHost = values.<String>find("external_signaling_address")
                .or(() -> values.find("external_signaling_hostname"))
                .orElse("");
        return new Transport(
                values.id(),
                protocol,
                bind.getHost(),
                bind.getPortOrDefault(protocol.defaultPort()),
                new ExternalAddress(externalHost, (int) externalPort, localNet(values)),
                values.get("tos"),
                new KeepAlive(
                        values.get("tcp_keepalive_enable"),
                        (int) (long) values.<Long>get("tcp_keepalive_idle_time"),
                        (int) (long) values.<Long>get("tcp_keepalive_interval_time"),
                        (int) (long) values.<Long>get("tcp_keepalive_probe_count")),
                TlsOptions.from(values));
    }

    private static List<Network> localNet(FieldValues values) {
        return values.<List<Network>>all("local_net").stream()
                .flatMap(List::stream)
                .toList();
    }

    private HostAndPort bound() {
        return HostAndPort.fromParts(address, port);
    }

    private static @org.jspecify.annotations.Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static FieldCodec<Long> seconds() {
        return FieldCodecs.number("number of seconds", 1, 32_767);
    }

    private static FieldCodec<Protocol> protocols() {
        FieldCodec<String> known = FieldCodecs.oneOf("udp", "tcp", "tls", "ws", "wss", "flow");
        return FieldCodecs.of(
                "udp, tcp or tls",
                text -> {
                    String word = known.parse(text, Origin.MEMORY);
                    return Protocol.named(word)
                            .orElseThrow(() -> new InvalidValueException(
                                    word.equals("flow")
                                            ? "a flow is a connection that a client opened, and nothing is published"
                                                    + " over those"
                                            : "WebSocket is for browsers, and nothing is published over it"));
                },
                Protocol::word);
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
            if (!InetAddresses.isInetAddress(bind.getHost())) {
                throw new InvalidValueException("a host name is not accepted");
            }
            return bind;
        } catch (IllegalArgumentException malformed) {
            throw new InvalidValueException();
        }
    }

    /** As it stands in a Via header: IPv6 in brackets. */
    private static FieldCodec<String> host() {
        return FieldCodecs.of(
                "an IP address or a host name",
                text -> {
                    String bare =
                            text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
                    if (InetAddresses.isInetAddress(bare)) {
                        return InetAddresses.toUriString(InetAddresses.forString(bare));
                    }
                    if (!text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")) {
                        throw new InvalidValueException();
                    }
                    return text.toLowerCase(Locale.ROOT);
                },
                host -> host);
    }

    /**
     * Whether another version of this section needs the same socket, so that it can be applied to an open one.
     *
     * @param other another version
     * @return false if the name, the protocol or the address differs
     */
    public boolean sameSocket(Transport other) {
        return id.equals(other.id) && protocol == other.protocol && address.equals(other.address) && port == other.port;
    }
}
