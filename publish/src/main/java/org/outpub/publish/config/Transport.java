package org.outpub.publish.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
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
 * @param address an IP literal, IPv6 without brackets, or a host name, which is looked up when the port is opened; the
 *     wildcard address stands for every local one
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
    private static final String WEBSOCKET = "WebSocket is for browsers, and nothing is published over it";
    private static final Map<String, String> NOT_SPOKEN = Map.of(
            "ws",
            WEBSOCKET,
            "wss",
            WEBSOCKET,
            "flow",
            "a flow is a connection that a client opened, and nothing is published over those");

    /** Its declaration. */
    public static final ObjectType<Transport> TYPE = TlsOptions.declare(ObjectType.of("transport", Transport.class)
                    .field("protocol", protocols(), "udp", transport -> transport.protocol.word())
                    .leftOut("protocol", NOT_SPOKEN)
                    .about("what it speaks; sections with `ws`, `wss` or `flow` are left out")
                    .required(
                            "bind",
                            BindAddress.codec(),
                            transport -> new BindAddress(transport.address, transport.port))
                    .about("the address to send from; port 5060 (TLS: 5061) unless it is there, `:0` for a free one")
                    .field("tos", TypeOfService.codec(), "0", Transport::tos)
                    .about("type of service of what is sent"))
            .optional("external_signaling_address", ExternalHost.codec(), Transport::externalHost)
            .about("what the Via header says to servers outside of `local_net`")
            .optional("external_signaling_hostname", ExternalHost.codec(), transport -> null)
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
            .ignored("cos")
            .about("the priority of layer 2 is the system's")
            .ignored("allow_reload")
            .about("every edit of a transport is taken in while running")
            .ignored("symmetric_transport")
            .about("an answer comes back the way of its request anyway")
            .ignored("async_operations", "domain", "external_media_address", "websocket_write_timeout")
            .build(Transport::fromFields);

    /**
     * A transport with all else at its default.
     *
     * @param id the section's name
     * @param protocol {@code udp}, {@code tcp} or {@code tls}
     * @param address an IP literal, IPv6 without brackets, or a host name
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

    /**
     * The same on another port.
     *
     * @param other 0 for one of the system's choice
     * @return the transport
     */
    public Transport withPort(int other) {
        return new Transport(id, protocol, address, other, external, tos, keepAlive, tls);
    }

    private static Transport fromFields(FieldValues values) {
        Protocol protocol = Protocol.named(values.<String>get("protocol")).orElseThrow();
        BindAddress bind = values.get("bind");
        long externalPort = values.<Long>get("external_signaling_port");
        if (values.find("external_signaling_address").isPresent()
                && values.find("external_signaling_hostname").isPresent()) {
            values.refuse(
                    "external_signaling_hostname",
                    "external_signaling_hostname does not go with external_signaling_address; expected one of them");
        }
        return new Transport(
                values.id(),
                protocol,
                bind.address(),
                bind.port() == BindAddress.NO_PORT ? protocol.defaultPort() : bind.port(),
                new ExternalAddress(externalHost(values), (int) externalPort, localNet(values)),
                tos(values),
                new KeepAlive(
                        values.get("tcp_keepalive_enable"),
                        (int) (long) values.<Long>get("tcp_keepalive_idle_time"),
                        (int) (long) values.<Long>get("tcp_keepalive_interval_time"),
                        (int) (long) values.<Long>get("tcp_keepalive_probe_count")),
                TlsOptions.from(values));
    }

    private static String externalHost(FieldValues values) {
        for (String option : List.of("external_signaling_address", "external_signaling_hostname")) {
            Optional<ExternalHost> external = values.find(option);
            if (external.isPresent()) {
                warnOfPort(values, option, external.get().port());
                return external.get().host();
            }
        }
        return "";
    }

    private static void warnOfPort(FieldValues values, String option, long port) {
        long counting = values.<Long>get("external_signaling_port");
        if (port != 0 && port != counting) {
            values.warn(
                    option,
                    "the port in " + option + " has no effect; "
                            + (counting == 0
                                    ? "write external_signaling_port=" + port
                                    : "external_signaling_port=" + counting + " counts"));
        }
    }

    private @Nullable ExternalHost externalHost() {
        return external.host().isEmpty() ? null : new ExternalHost(external.host(), 0);
    }

    private static int tos(FieldValues values) {
        int written = values.<Integer>get("tos");
        int sent = TypeOfService.withoutCongestionBits(written);
        if (sent != written) {
            values.warn("tos", "tos: the two lowest bits are not for configuration to set; " + sent + " is sent");
        }
        return sent;
    }

    /** Each adds to those before it, and an empty one takes them back, as in Asterisk. */
    private static List<Network> localNet(FieldValues values) {
        List<Network> networks = new ArrayList<>();
        for (List<Network> written : values.<List<Network>>all("local_net")) {
            if (written.isEmpty()) {
                networks.clear();
            }
            networks.addAll(written);
        }
        return networks;
    }

    private static FieldCodec<Long> seconds() {
        return FieldCodecs.number("number of seconds", 1, 32_767);
    }

    private static FieldCodec<String> protocols() {
        FieldCodec<String> known = FieldCodecs.oneOf("udp", "tcp", "tls", "ws", "wss", "flow");
        return FieldCodecs.of("udp, tcp or tls", text -> known.parse(text, Origin.MEMORY), word -> word);
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
