package org.outpub.it.reliability;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes of a cluster that are killed, stopped for longer than their lease, and cut off, while the database restarts, at
 * random: {@code -DargLine="-Dcluster.faults=100"}, see docs/cluster.md.
 */
@EnabledIfSystemProperty(
        named = "cluster.faults",
        matches = "\\d+",
        disabledReason = "it takes minutes: -Dcluster.faults=100")
class ClusterFaultsTest {
    @TempDir
    Path folder;

    @Test
    void noPublicationEverHasTwoOwnersAndNoneIsForgotten() throws Exception {
        long seed = Long.getLong("cluster.seed", System.nanoTime());
        System.out.println("cluster faults: -Dcluster.seed=" + seed);
        try (ClusterFaults faults = new ClusterFaults(folder, Integer.getInteger("cluster.publications", 300), seed)) {
            System.out.println("cluster faults: " + faults.run(Integer.getInteger("cluster.faults")));
        }
    }
}
