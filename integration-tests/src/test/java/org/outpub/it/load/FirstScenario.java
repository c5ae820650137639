package org.outpub.it.load;

import java.nio.file.Path;
import java.util.Map;
import org.outpub.it.load.Settings.Setting;

/** How long one publication takes from the start of the process to the wire. */
final class FirstScenario implements Scenario {
    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        Distribution distribution = Distribution.unpack(settings, folder);
        Path configuration = SampleFiles.write(folder.resolve("one"), 1, server.ports());
        double[] millis = new double[settings.number(Setting.RUNS)];
        for (int run = 0; run < millis.length; run++) {
            server.forget();
            try (Daemon daemon = distribution.run(configuration, folder.resolve("state-" + run))) {
                Map<Count, Long> counts = daemon.awaitAccepted(server, 1);
                millis[run] = daemon.secondsUntil(counts.get(Count.FIRST_NANOS)) * 1e3;
            }
        }
        Table.head("one publication", "ms");
        Table.row("process start → wire", Costs.median(millis));
    }
}
