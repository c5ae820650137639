package org.outpub.it.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.outpub.it.load.Settings.Setting;

/** Whether publications with short grants are refreshed in time, evenly, and at what cost. */
final class RefreshScenario implements Scenario {
    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int publications = settings.number(Setting.REFRESHED);
        int grant = settings.number(Setting.GRANT);
        int watched = settings.number(Setting.WATCHED);
        Distribution distribution = Distribution.unpack(settings, folder);
        Path configuration = SampleFiles.write(folder.resolve("conf"), publications, server.ports());
        server.grantAtMost(grant);
        try (Daemon daemon = distribution.run(configuration, folder.resolve("state"))) {
            daemon.awaitAccepted(server, publications);
            TimeUnit.SECONDS.sleep(grant); // what started together has been spread by then
            Map<Count, Long> before = server.restart();
            Duration cpu = daemon.cpu();
            TimeUnit.SECONDS.sleep(watched);
            Map<Count, Long> counts = server.report();
            double core = (daemon.cpu().toNanos() - cpu.toNanos()) / 1e9 / watched;
            double mean = (double) counts.get(Count.REFRESH) / watched;
            Table.head("refreshes", "lapsed", "a second", "busiest second / mean", "% of a core", "repeats");
            Table.row(
                    publications + " publications, " + grant + " s grants, " + watched + " s",
                    before.get(Count.LAPSED) + counts.get(Count.LAPSED),
                    mean,
                    counts.get(Count.BUSIEST_SECOND) / mean,
                    core * 100,
                    before.get(Count.REPEATED) + counts.get(Count.REPEATED));
        }
    }
}
