package org.outpub.it.load;

import java.nio.file.Path;
import org.outpub.it.load.Settings.Setting;

/** What a change costs where there are a hundred times as many publications, and what heap each of them takes. */
final class GrowthScenario implements Scenario {
    private static final int WARM_UP_FACTOR = 10;

    /** How an agent of some size fared. */
    private record Size(int publications, Costs costs, long heapBytes) {}

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        Size few = measure(settings.number(Setting.PUBLICATIONS), server, settings);
        Size many = measure(settings.last(Setting.FILES), server, settings);
        Table.head("publications", "CPU µs per PUBLISH", "bytes per PUBLISH", "heap, MB");
        row(few);
        row(many);
        Table.row(
                "growth",
                many.costs.cpuMicros() / few.costs.cpuMicros(),
                many.costs.bytes() / few.costs.bytes(),
                // The documents are two objects that all publications share.
                (many.heapBytes - few.heapBytes) / (many.publications - few.publications)
                        + " bytes for each, beyond the body");
        ServerChecks.nothingWentWrong(server);
    }

    private static void row(Size size) {
        Table.row(size.publications, size.costs.cpuMicros(), size.costs.bytes(), size.heapBytes / 1e6);
    }

    private static Size measure(int publications, AcceptorProcess server, Settings settings) throws Exception {
        server.forget();
        Costs costs = new Costs();
        int publishes = settings.number(Setting.PUBLISHES);
        try (Agent agent = new Agent(publications, settings.number(Setting.OUTSTANDING), Wiring.UDP, server.ports())) {
            agent.publish(Math.max(publications, WARM_UP_FACTOR * publishes));
            for (int run = 0; run < settings.number(Setting.RUNS); run++) {
                costs.add(Cost.of(agent, publishes));
            }
            return new Size(publications, costs, Heap.used());
        }
    }
}
