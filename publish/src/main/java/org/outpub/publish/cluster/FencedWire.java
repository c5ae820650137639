package org.outpub.publish.cluster;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;

/** A wire by which nothing is sent while the fence is closed: the last look before each datagram. Confined to the loop. */
record FencedWire(Wire wire, Fence fence) implements Wire {
    /** Over a connection nothing is sent again by itself; what fails so is tried at once when the fence is open again. */
    private static final Choice CLOSED =
            new Choice.Nowhere("the lease of this node is over; nothing is sent until the database gives another");

    @Override
    public void useTransports(Collection<Transport> transports, Consumer<List<String>> told) {
        wire.useTransports(transports, told);
    }

    @Override
    public List<Protocol> spoken() {
        return wire.spoken();
    }

    @Override
    public @Nullable Protocol protocolOf(String name) {
        return wire.protocolOf(name);
    }

    @Override
    public Choice choose(Server server, @Nullable String name) {
        if (!fence.isOpen() && server.protocol().isReliable()) {
            return CLOSED;
        }
        Choice choice = wire.choose(server, name);
        return choice instanceof Choice.Through through
                ? new Choice.Through(new FencedWay(through.way(), fence))
                : choice;
    }

    @Override
    public void close() {
        wire.close();
    }

    /** A way whose datagrams are held back while the fence is closed; they are sent again by their transactions. */
    private record FencedWay(Way way, Fence fence) implements Way {
        @Override
        public Protocol protocol() {
            return way.protocol();
        }

        @Override
        public boolean isClosed() {
            return way.isClosed();
        }

        @Override
        public String sentBy(Server server) throws IOException {
            return way.sentBy(server);
        }

        @Override
        public void send(WireRequest request) {
            if (fence.isOpen()) {
                way.send(request);
            }
        }

        @Override
        public void askWhySilent(WireRequest request) {
            way.askWhySilent(request);
        }

        @Override
        public void forget(WireRequest request) {
            way.forget(request);
        }
    }
}
