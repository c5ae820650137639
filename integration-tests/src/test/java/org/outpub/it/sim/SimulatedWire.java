package org.outpub.it.sim;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;

/** The transports of one process: opened late, refused for a while, closed under requests. */
final class SimulatedWire implements Wire {
    private static final List<Transport> UNNAMED =
            List.of(new Transport("", "udp", "0.0.0.0", 0), new Transport("", "tcp", "0.0.0.0", 0));
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private final World world;
    private final Random random;
    private final SimulatedNetwork network;
    private final Branches branches;
    private final Laws laws;
    private final Faults faults;
    private final List<SimulatedWay> ways = new ArrayList<>();
    private List<Transport> configured = UNNAMED;
    private boolean refusing;
    private boolean withoutRoutes;
    private boolean gone;

    SimulatedWire(World world, Random random, SimulatedNetwork network, Branches branches, Laws laws, Faults faults) {
        this.world = world;
        this.random = random;
        this.network = network;
        this.branches = branches;
        this.laws = laws;
        this.faults = faults;
    }

    SimulatedNetwork network() {
        return network;
    }

    Laws laws() {
        return laws;
    }

    Faults faults() {
        return faults;
    }

    /** Whether it speaks everything, without any configuration. */
    boolean speaksEverything() {
        return configured == UNNAMED && ways.size() == UNNAMED.size();
    }

    boolean isWithoutRoutes() {
        return withoutRoutes;
    }

    /** Sockets cannot be opened from now on, or can again. */
    void refusing(boolean on) {
        refusing = on;
    }

    /** Some servers cannot be reached from here from now on, or all can again. */
    void withoutRoutes(boolean on) {
        withoutRoutes = on;
    }

    /** Connections break. */
    void breakConnections() {
        List.copyOf(ways).forEach(SimulatedWay::breakConnections);
    }

    /** The process is gone. */
    void end() {
        gone = true;
    }

    @Override
    public void useTransports(Collection<Transport> transports, Consumer<List<String>> told) {
        faults.at("useTransports");
        List<Transport> next = transports.isEmpty() ? UNNAMED : List.copyOf(transports);
        configured = next;
        for (SimulatedWay way : List.copyOf(ways)) {
            if (!next.contains(way.transport())) {
                close(way);
            }
        }
        long wait = random.nextInt(3) == 0 ? TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000)) : 0;
        world.onLoopAt(world.nanos() + wait, () -> {
            if (!gone) {
                List<String> problems = open();
                laws.configured();
                told.accept(problems);
            }
        });
    }

    /** What is under way on it fails. */
    private void close(SimulatedWay way) {
        ways.remove(way);
        way.close();
        List<WireRequest> all = new ArrayList<>();
        branches.forEach(request -> {
            if (request.carrier() == way) {
                all.add(request);
            }
        });
        world.onLoopAt(world.nanos(), () -> all.forEach(request -> fail(request, "the transport was closed")));
    }

    private List<String> open() {
        List<String> problems = new ArrayList<>();
        for (Transport transport : configured) {
            if (ways.stream().noneMatch(way -> way.transport().equals(transport))) {
                if (refusing && random.nextBoolean()) {
                    problems.add("transport '" + transport.id() + "' cannot be opened: address in use");
                } else {
                    ways.add(new SimulatedWay(this, transport, world, random));
                }
            }
        }
        if (!problems.isEmpty()) {
            world.onLoopAt(world.nanos() + RETRY_NANOS, () -> {
                if (!gone) {
                    open();
                }
            });
        }
        return problems;
    }

    void fail(WireRequest request, String reason) {
        if (!gone) {
            try {
                request.fail(reason);
            } catch (Throwable thrown) {
                laws.thrown("the failure of a request", thrown);
            }
        }
    }

    void received(SimulatedAnswer answer) {
        if (gone) {
            return;
        }
        laws.delivered(answer);
        try {
            branches.received(Unpooled.wrappedBuffer(answer.bytes()));
        } catch (Throwable thrown) {
            laws.thrown("the reader of answers", thrown);
        }
    }

    @Override
    public List<Protocol> spoken() {
        faults.at("spoken");
        return configured.stream().map(Transport::protocol).distinct().toList();
    }

    @Override
    public @Nullable Protocol protocolOf(String name) {
        faults.at("protocolOf");
        return configured.stream()
                .filter(transport -> transport.id().equals(name))
                .map(Transport::protocol)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Choice choose(Server server, @Nullable String name) {
        faults.at("choose");
        for (Way way : ways) {
            boolean named =
                    name == null || ((SimulatedWay) way).transport().id().equals(name);
            if (named && way.protocol() == server.protocol()) {
                return new Choice.Through(way);
            }
        }
        return new Choice.Nowhere("no transport is open for " + server);
    }

    @Override
    public void close() {
        List.copyOf(ways).forEach(SimulatedWay::close);
        ways.clear();
        gone = true;
    }
}
