package org.outpub.publish.wire.netty;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.ExternalAddress;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Addresses;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.SentBy;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire.Choice;
import org.outpub.publish.wire.WireRequest;

/** A transport of ours that is open, whatever it speaks. Confined to the loop. */
abstract class OpenWay implements Way {
    private final Lent lent;
    private final Protocol protocol;
    private final Choice.Through choice = new Choice.Through(this);
    private @Nullable Transport transport;
    private @Nullable SentBy sentBy;
    private boolean closed;

    /**
     * What ways are lent.
     *
     * @param eventLoop to open channels on
     * @param loop runs what must come later, and tells the time
     * @param sockets that fit the event loop
     * @param addresses of servers
     * @param incoming takes what comes in
     * @param probe finds out whether datagrams are refused
     * @param keepAlive how long a connection may be silent before a keep-alive is sent; zero for never
     */
    record Lent(
            EventLoop eventLoop,
            Loop loop,
            Sockets sockets,
            Addresses addresses,
            Incoming incoming,
            RefusalProbe probe,
            Supplier<Duration> keepAlive) {}

    OpenWay(Protocol protocol, @Nullable Transport transport, Lent lent) {
        this.protocol = protocol;
        this.transport = transport;
        this.lent = lent;
    }

    final Lent lent() {
        return lent;
    }

    /** Where it is bound; the port is the real one, and 0 if nobody can send to it. */
    abstract InetSocketAddress address();

    /** How many connections it has. */
    int connections() {
        return 0;
    }

    /** Closes its channels; what waits on them is told by {@link #closeRequests}. */
    abstract void closeChannels();

    /** The section it was opened for; null for an unnamed one. */
    @Nullable
    Transport transport() {
        return transport;
    }

    /** The section was changed in what does not concern the socket. */
    void apply(Transport next) {
        transport = next;
        sentBy = null;
    }

    boolean isNamed(String id) {
        return transport != null && transport.id().equals(id);
    }

    Choice.Through choice() {
        return choice;
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Whether an address can be reached from here: a wildcard socket speaks both families. */
    boolean reaches(InetAddress target) {
        InetAddress local = address().getAddress();
        return local.isAnyLocalAddress() || local instanceof Inet4Address == target instanceof Inet4Address;
    }

    @Override
    public String sentBy(Server server) throws IOException {
        SentBy known = sentBy;
        if (known == null) {
            known = new SentBy(
                    address(), transport == null ? ExternalAddress.NONE : transport.external(), lent.loop::nanos);
            sentBy = known;
        }
        return known.of(lent.addresses.of(server));
    }

    @Override
    public void forget(WireRequest request) {
        request.end();
    }

    /** Tells a request that it failed, once what is being done is done. */
    void failLater(WireRequest request, String reason) {
        lent.loop.execute(() -> request.fail(reason));
    }

    /** Frees its address. Its requests wait for {@link #closeRequests}. */
    void close() {
        closed = true;
        closeChannels();
    }

    /** Its requests fail. */
    void closeRequests() {
        lent.incoming.branches().forEach(request -> {
            if (request.carrier() == this) {
                request.carriedBy(null);
                request.fail(closedReason());
            }
        });
    }

    String closedReason() {
        return transport == null ? "the transport was closed" : "transport '" + transport.id() + "' was closed";
    }
}
