package org.outpub.it.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.Server;

/** A network that loses, delays, doubles, reorders and spoils datagrams, and the servers in it. */
final class SimulatedNetwork {
    /** Where there is no server. */
    static final String DEAD = "10.0.0.9";

    private static final int PORT = 5060;
    private final World world;
    private final Random random;
    private final Map<String, SimulatedServer> servers = new LinkedHashMap<>();
    private double loss;
    private double doubling;
    private double garbling;
    private int slowestMillis = 5;

    SimulatedNetwork(World world, Random random) {
        this.world = world;
        this.random = random;
        for (int i = 1; i <= 3; i++) {
            String address = "10.0.0." + i;
            servers.put(address, new SimulatedServer(address, world, random));
        }
    }

    Map<String, SimulatedServer> servers() {
        return servers;
    }

    /** Who listens there; null for nobody. */
    @Nullable
    SimulatedServer at(Server server) {
        return server.port() == PORT ? servers.get(server.address()) : null;
    }

    void weather(double lossRate, double doublingRate, double garblingRate, int delayMillis) {
        loss = lossRate;
        doubling = doublingRate;
        garbling = garblingRate;
        slowestMillis = Math.max(1, delayMillis);
    }

    /** How long something takes on its way. */
    long delay() {
        return (long) (random.nextDouble() * slowestMillis * 1e6);
    }

    /** Carries a datagram to a server, and its answers back, as often as they arrive. */
    void datagram(SimulatedRequest request, Server to, Consumer<SimulatedAnswer> back) {
        carry(() -> {
            SimulatedServer server = at(to);
            if (server != null) {
                server.received(request, answer -> carry(() -> back.accept(spoilt(answer))));
            }
        });
    }

    private SimulatedAnswer spoilt(SimulatedAnswer answer) {
        return garbling > 0 && random.nextDouble() < garbling ? answer.garbled(random) : answer;
    }

    private void carry(Runnable arrival) {
        int copies = random.nextDouble() < loss ? 0 : random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            world.after(delay(), arrival);
        }
    }
}
