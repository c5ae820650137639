package org.outpub.it.load;

import java.nio.file.Path;
import org.outpub.it.load.Settings.Setting;

/** What a change costs where there are a hundred times as many publications, and what heap each of them takes. */
final class GrowthScenario implements Scenario {
    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int few = settings.number(Setting.PUBLICATIONS);
        int many = settings.last(Setting.FILES);
        Table.head("publications", "CPU µs per PUBLISH", "bytes per PUBLISH", "heap of each, beyond the body");
        Costs first = row(few, server, settings);
        Costs last = row(many, server, settings);
        Table.row("growth", last.cpuMicros() / first.cpuMicros(), last.bytes() / first.bytes(), "");
        ServerChecks.nothingWentWrong(server);
    }

    private static Costs row(int publications, AcceptorProcess server, Settings settings) throws Exception {
        Costs costs = new Costs();
        int publishes = settings.number(Setting.PUBLISHES);
        long before = Heap.used();
        try (Agent agent = new Agent(publications, settings.number(Setting.OUTSTANDING), Wiring.UDP, server.ports())) {
            agent.publish(Math.max(publications, 3 * publishes));
            for (int run = 0; run < settings.number(Setting.RUNS); run++) {
                costs.add(Cost.of(agent, publishes));
            }
            // The documents are two objects that all publications share.
            double each = (double) (Heap.used() - before) / publications;
            Table.row(publications, costs.cpuMicros(), costs.bytes(), each);
        }
        server.forget();
        return costs;
    }
}
