package org.outpub.publish.wire.netty;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Addresses;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.RequestHandler;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.publish.wire.jain.LentWay;
import org.outpub.publish.wire.jain.RequestAnswers;

/**
 * The wire over Netty. For TCP and TLS there is an unnamed transport where configuration has none: it only connects, and
 * opens nothing before it is used; or a listening point of the host's.
 */
public final class NettyWire implements Wire {
    private static final System.Logger LOG = System.getLogger(NettyWire.class.getName());
    private final Surroundings surroundings;
    private final Addresses addresses = new Addresses();
    private final RefusalProbe probe;
    private final OpenWay.Lent lent;
    private final OpenTransports transports;
    private final Map<Protocol, Choice.Through> unnamed = new EnumMap<>(Protocol.class);
    private List<Transport> configured = List.of();
    private List<Protocol> spoken = List.of(Protocol.values());
    private boolean closed;

    /**
     * What a wire is lent.
     *
     * @param eventLoop to open channels on; of epoll or NIO
     * @param loop the same one, as the agent sees it: time and timers
     * @param branches the requests under way
     * @param slowWork reads certificate files and does the slow part of TLS
     * @param clock tells when certificates end
     * @param tls for TLS transports that name no certificates; null for what the platform trusts
     * @param host a stack that serves where no section does; null for none
     * @param requests decides about requests that come in; called on the loop
     * @param keepAlive how long a connection may be silent before a keep-alive is sent; zero for never
     * @param opened called on the loop when a transport was opened at last that could not be opened before
     */
    public record Surroundings(
            EventLoop eventLoop,
            Loop loop,
            Branches branches,
            Executor slowWork,
            Clock clock,
            @Nullable SSLContext tls,
            @Nullable HostStack host,
            RequestHandler requests,
            Supplier<Duration> keepAlive,
            Runnable opened) {}

    /**
     * A wire without transports; {@link #useTransports} opens them.
     *
     * @param surroundings what it is lent
     * @throws IllegalArgumentException if the event loop is neither of epoll nor of NIO
     */
    public NettyWire(Surroundings surroundings) {
        this.surroundings = surroundings;
        Sockets sockets = Sockets.of(surroundings.eventLoop);
        this.probe = new RefusalProbe(surroundings.eventLoop, surroundings.loop, sockets, addresses);
        this.lent = new OpenWay.Lent(
                surroundings.eventLoop,
                surroundings.loop,
                sockets,
                addresses,
                new Incoming(surroundings.branches, new RequestAnswers(surroundings.requests)),
                probe,
                surroundings.keepAlive);
        this.transports = new OpenTransports(
                lent, surroundings.slowWork, surroundings.clock, surroundings.tls, surroundings.opened);
    }

    @Override
    public void useTransports(Collection<Transport> wanted, Consumer<List<String>> told) {
        if (closed) {
            surroundings.loop.execute(() -> told.accept(List.of("the wire is closed")));
            return;
        }
        configured = List.copyOf(wanted);
        spoken = configured.isEmpty()
                ? List.of(Protocol.values())
                : List.copyOf(new LinkedHashSet<>(
                        configured.stream().map(Transport::protocol).toList()));
        List<@Nullable Transport> all = new ArrayList<>(configured);
        if (all.isEmpty() && !isLent(Protocol.UDP)) {
            all.add(null);
        }
        transports.use(all, told);
    }

    private boolean isLent(Protocol protocol) {
        return surroundings.host != null && LentWay.isLent(surroundings.host, protocol);
    }

    @Override
    public List<Protocol> spoken() {
        return spoken;
    }

    @Override
    public @Nullable Protocol protocolOf(String name) {
        for (Transport transport : configured) {
            if (transport.id().equals(name)) {
                return transport.protocol();
            }
        }
        return null;
    }

    @Override
    public Choice choose(Server server, @Nullable String name) {
        InetAddress address;
        try {
            address = addresses.of(server).getAddress();
        } catch (IOException noAddress) {
            return new Choice.Nowhere(String.valueOf(noAddress.getMessage()));
        }
        List<OpenWay> open = transports.open();
        for (int i = 0; i < open.size(); i++) {
            OpenWay one = open.get(i);
            boolean meant = name == null || one.isNamed(name);
            if (meant && one.protocol() == server.protocol() && one.reaches(address)) {
                return one.choice();
            }
        }
        return unnamed(server, address, name);
    }

    private Choice unnamed(Server server, InetAddress address, @Nullable String name) {
        Protocol protocol = server.protocol();
        boolean none = name == null && configured.stream().noneMatch(one -> one.protocol() == protocol);
        if (closed || !none || protocol == Protocol.UDP && !isLent(protocol)) {
            return new Choice.Nowhere(reason(protocol, address, name));
        }
        Choice.Through known = unnamed.get(protocol);
        if (known == null) {
            known = openUnnamed(protocol);
            unnamed.put(protocol, known);
        }
        return known;
    }

    private Choice.Through openUnnamed(Protocol protocol) {
        Optional<LentWay> point = surroundings.host == null
                ? Optional.empty()
                : LentWay.open(
                        surroundings.host,
                        protocol,
                        new LentWay.Surroundings(
                                surroundings.loop,
                                surroundings.branches,
                                addresses,
                                surroundings.slowWork,
                                probe::ask));
        if (point.isPresent()) {
            return new Choice.Through(point.get());
        }
        InetSocketAddress anywhere = new InetSocketAddress(0);
        StreamWay way = new StreamWay(protocol, null, anywhere, null, surroundings.slowWork, lent);
        if (protocol == Protocol.TLS) {
            readTrusted(way);
        }
        return way.choice();
    }

    /** What the platform trusts is in a file as well. */
    private void readTrusted(StreamWay way) {
        transports.files().load(TlsOptions.STRICT, way::use, reason -> {
            LOG.log(System.Logger.Level.WARNING, "TLS cannot be spoken: {0}", reason);
            way.refuse("TLS cannot be spoken: " + reason);
            unnamed.remove(Protocol.TLS);
        });
    }

    private String reason(Protocol protocol, InetAddress address, @Nullable String name) {
        List<OpenWay> open = transports.open();
        if (name != null && open.stream().noneMatch(one -> one.isNamed(name))) {
            return "no transport '" + name + "' is open" + because("transport '" + name + "' ");
        }
        if (open.isEmpty()) {
            return "no transport is open" + because("");
        }
        return open.stream().anyMatch(one -> one.protocol() == protocol)
                ? "no transport reaches " + address.getHostAddress()
                : "no transport speaks " + protocol.word() + "; add a transport section with protocol="
                        + protocol.word();
    }

    private String because(String transport) {
        return transports.problems().stream()
                .filter(problem -> problem.startsWith(transport))
                .findFirst()
                .map(problem -> ": " + problem)
                .orElse("");
    }

    /** How many connections there are. */
    int connections() {
        int count = 0;
        for (OpenWay one : transports.open()) {
            count += one.connections();
        }
        for (Choice.Through through : unnamed.values()) {
            count += through.way() instanceof OpenWay way ? way.connections() : 0;
        }
        return count;
    }

    /** Where the open transports are bound, in the order of preference. */
    List<InetSocketAddress> addresses() {
        return List.copyOf(transports.addresses());
    }

    @Override
    public void close() {
        closed = true;
        transports.close();
        for (Choice.Through through : unnamed.values()) {
            closeUnnamed(through.way());
        }
        unnamed.clear();
        probe.close();
    }

    private static void closeUnnamed(Way way) {
        if (way instanceof LentWay point) {
            point.close();
        } else if (way instanceof OpenWay own) {
            OpenTransports.abandon(own);
        }
    }
}
