package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.Outpub;

/** An agent whose reloads are heard of. */
abstract class ReloadTestCase extends WireTestCase {
    final BlockingQueue<ReloadReport> reloads = new LinkedBlockingQueue<>();

    @Override
    void start() throws IOException {
        config.write();
        load(folder);
    }

    /** Loads and gives the problems, without the folder's name. */
    List<String> load(Path configuration) {
        outpub = Outpub.builder()
                .configuration(configuration)
                .reloads(reloads::add)
                .build();
        return outpub.load().objects().problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    ReloadReport awaitReload() throws InterruptedException {
        ReloadReport report = reloads.poll(20, TimeUnit.SECONDS);
        assertTrue(report != null, "no reload within 20 s");
        return report;
    }
}
