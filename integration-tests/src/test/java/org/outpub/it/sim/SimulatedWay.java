package org.outpub.it.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.WireRequest;

/** A transport: datagrams that may get lost, or connections that may. */
final class SimulatedWay implements Way {
    private final SimulatedWire wire;
    private final Transport transport;
    private final World world;
    private final Random random;
    private final Map<Server, Connection> connections = new HashMap<>();
    private boolean closed;

    SimulatedWay(SimulatedWire wire, Transport transport, World world, Random random) {
        this.wire = wire;
        this.transport = transport;
        this.world = world;
        this.random = random;
    }

    Transport transport() {
        return transport;
    }

    @Override
    public Protocol protocol() {
        return transport.protocol();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String sentBy(Server server) throws IOException {
        wire.faults().at("sentBy");
        if (wire.isWithoutRoutes() && random.nextInt(3) == 0) {
            throw new IOException("network is unreachable");
        }
        return "192.0.2.7:5060";
    }

    @Override
    public void send(WireRequest request) {
        wire.faults().at("send");
        ByteBuf buffer = Unpooled.buffer(request.length());
        request.writeTo(buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        wire.laws().require(bytes.length == request.length(), () -> "a request is not as long as it says");
        SimulatedRequest read = wire.laws().sent(request, bytes, wire.network().at(request.server()));
        request.carriedBy(this);
        if (closed) {
            failSoon(request, "the transport is closed");
        } else if (transport.protocol().isReliable()) {
            connections.computeIfAbsent(request.server(), Connection::new).send(request, read);
        } else {
            wire.network().datagram(read, request.server(), this::arrived);
        }
        wire.faults().at("send, after it");
    }

    private void arrived(SimulatedAnswer answer) {
        world.onLoopAt(world.nanos(), () -> {
            if (!closed) {
                wire.received(answer);
            }
        });
    }

    private void failSoon(WireRequest request, String reason) {
        world.onLoopAt(world.nanos() + wire.network().delay(), () -> wire.fail(request, reason));
    }

    @Override
    public void askWhySilent(WireRequest request) {
        wire.faults().at("askWhySilent");
        SimulatedServer server = wire.network().at(request.server());
        boolean refused = server != null && server.isDown();
        if (refused && !transport.protocol().isReliable() && !closed && random.nextBoolean()) {
            failSoon(request, "port unreachable");
        }
    }

    @Override
    public void forget(WireRequest request) {
        wire.laws().forgotten(request);
        connections.values().forEach(connection -> connection.carried.remove(request));
        wire.faults().at("forget");
    }

    /** Connections break, all at once. */
    void breakConnections() {
        Map<Server, Connection> broken = new HashMap<>(connections);
        connections.clear();
        broken.keySet().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(server -> {
                    broken.get(server).lose("connection reset");
                });
    }

    /** Its section is gone: what is under way fails. */
    void close() {
        closed = true;
        connections.values().forEach(connection -> connection.lost = true);
        connections.clear();
    }

    /** To one server, in order and without loss, until it breaks. */
    private final class Connection {
        private final Server server;
        private final Set<WireRequest> carried = new LinkedHashSet<>();
        private long lastThere;
        private long lastBack;
        private boolean begun;
        private boolean silent;
        private boolean lost;

        Connection(Server server) {
            this.server = server;
        }

        void send(WireRequest request, SimulatedRequest read) {
            carried.add(request);
            if (!begun) {
                begin();
            }
            if (silent || lost) {
                return;
            }
            lastThere = Math.max(lastThere, world.elapsed() + wire.network().delay());
            world.after(lastThere - world.elapsed(), () -> {
                SimulatedServer there = wire.network().at(server);
                if (!lost && there != null) {
                    there.received(read, this::back);
                }
            });
        }

        private void begin() {
            begun = true;
            SimulatedServer there = wire.network().at(server);
            if (there == null && random.nextBoolean()) {
                silent = true;
                world.onLoopAt(world.nanos() + TimeUnit.SECONDS.toNanos(20), () -> lose("no connection in time"));
            } else if (there == null || there.isDown()) {
                silent = true;
                world.onLoopAt(world.nanos() + wire.network().delay(), () -> lose("connection refused"));
            } else {
                lastThere = world.elapsed() + 2 * wire.network().delay();
            }
        }

        private void back(SimulatedAnswer answer) {
            lastBack = Math.max(lastBack, world.elapsed() + wire.network().delay());
            world.onLoopAt(world.nanos() + lastBack - world.elapsed(), () -> {
                if (!lost) {
                    wire.received(answer);
                }
            });
        }

        private void lose(String reason) {
            if (lost) {
                return;
            }
            lost = true;
            connections.remove(server, this);
            Set<WireRequest> all = new LinkedHashSet<>(carried);
            carried.clear();
            all.forEach(request -> failSoon(request, reason));
        }
    }
}
