package org.outpub.publish.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.publish.cluster.SimulatedCluster.Fault;

/**
 * Nodes that are stopped, killed, started and cut off, and a database that is slow, away, or set to another time, at random:
 * {@code -Dcluster.seed=N} runs one seed alone, {@code -Dcluster.seeds=N} as many as wanted.
 */
class ClusterSimulationTest {
    private static final Logger OURS = Logger.getLogger("org.outpub.publish.cluster");
    private Level before;

    @BeforeEach
    void silence() {
        before = OURS.getLevel();
        OURS.setLevel(Level.SEVERE);
    }

    @AfterEach
    void speakAgain() {
        OURS.setLevel(before);
    }

    private static List<Long> failing(long seeds, Set<Fault> broken) {
        return LongStream.rangeClosed(1, seeds)
                .filter(seed -> !new SimulatedCluster(seed, broken).run().isEmpty())
                .boxed()
                .toList();
    }

    @Test
    void aShareHasOneOwnerWhateverHappensAndInTheEndOne() {
        Long one = Long.getLong("cluster.seed");
        if (one != null) {
            assertEquals(List.of(), new SimulatedCluster(one, Set.of()).run());
            return;
        }
        assertEquals(List.of(), failing(Long.getLong("cluster.seeds", 25), Set.of()), "seeds that fail");
    }

    @ParameterizedTest
    @EnumSource
    void aFaultThatIsPutBackIsFound(Fault fault) {
        List<Long> found = failing(10, Set.of(fault));
        System.out.println(fault + " is found by " + found.size() + " seeds of 10");
        assertTrue(!found.isEmpty(), () -> fault + " is found by " + found);
    }

    @Test
    void aSeedIsAlwaysTheSameLife() {
        Set<Fault> broken = Set.of(Fault.NO_FENCE);
        assertEquals(new SimulatedCluster(7, broken).run(), new SimulatedCluster(7, broken).run());
    }
}
