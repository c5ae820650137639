package org.outpub.it.load;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.outpub.it.load.Settings.Setting;

/**
 * Processor time, memory and throughput of a change, from the producer's call to the confirmed result, beside the floor's. The
 * runs of all rows take turns, so that what else the machine does meets them alike.
 */
final class CostScenario implements Scenario {
    private static final int FLOOR_FACTOR = 5;
    private static final int WARM_UP_FACTOR = 10;

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int publications = settings.number(Setting.PUBLICATIONS);
        int outstanding = settings.number(Setting.OUTSTANDING);
        int publishes = settings.number(Setting.PUBLISHES);
        Map<Wiring, Publishing> agents = new EnumMap<>(Wiring.class);
        Map<Wiring, Costs> costs = new EnumMap<>(Wiring.class);
        try (Publishing nio = new NioFloor(publications, outstanding, server.ports());
                Publishing netty = new NettyFloor(publications, outstanding, server.ports())) {
            nio.publish(publishes * FLOOR_FACTOR);
            netty.publish(publishes * FLOOR_FACTOR);
            for (Wiring wiring : settings.wirings()) {
                server.challenge(wiring == Wiring.DIGEST);
                Publishing agent = new Agent(publications, outstanding, wiring, server.ports());
                agents.put(wiring, agent);
                costs.put(wiring, new Costs());
                agent.publish(publishes * WARM_UP_FACTOR);
            }
            Costs nioCosts = new Costs();
            Costs nettyCosts = new Costs();
            for (int run = 0; run < settings.number(Setting.RUNS); run++) {
                server.challenge(false);
                nioCosts.add(Cost.of(nio, publishes * FLOOR_FACTOR));
                nettyCosts.add(Cost.of(netty, publishes * FLOOR_FACTOR));
                for (Wiring wiring : agents.keySet()) {
                    server.challenge(wiring == Wiring.DIGEST);
                    costs.get(wiring).add(Cost.of(agents.get(wiring), publishes));
                }
            }
            print(nioCosts, nettyCosts, costs);
            Optional<Path> recording = settings.path(Setting.PROFILE);
            if (recording.isPresent()) {
                Wiring first = settings.wirings().get(0);
                server.challenge(first == Wiring.DIGEST);
                Profile.of(recording.get(), () -> agents.get(first).publish(publishes * WARM_UP_FACTOR));
            }
        } finally {
            server.challenge(false);
            for (Publishing agent : agents.values()) {
                agent.close();
            }
        }
        ServerChecks.nothingWentWrong(server);
    }

    private static void print(Costs nio, Costs netty, Map<Wiring, Costs> costs) {
        Table.head(
                "per PUBLISH",
                "CPU µs",
                "× floor",
                "of it the JVM's own, µs",
                "bytes",
                "a second",
                "% of floor",
                "% of UDP");
        row("floor, NIO", nio, nio, null);
        row("floor, Netty in batches", netty, nio, null);
        costs.forEach((wiring, cost) -> row("Outpub, " + wiring, cost, nio, costs.get(Wiring.UDP)));
    }

    private static void row(String name, Costs costs, Costs floor, Costs udp) {
        Table.row(
                name,
                costs.cpuMicros(),
                costs.cpuMicros() / floor.cpuMicros(),
                costs.jvmMicros(),
                costs.bytes(),
                costs.perSecond(),
                costs.perSecond() / floor.perSecond() * 100,
                udp == null ? "" : costs.perSecond() / udp.perSecond() * 100);
    }
}
