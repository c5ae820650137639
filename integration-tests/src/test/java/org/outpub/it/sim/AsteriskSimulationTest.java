package org.outpub.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** {@code -Dsimulation.asterisk.seed=N} runs one alone, {@code -Dsimulation.asterisk.seeds=N} as many as wanted. */
class AsteriskSimulationTest {
    private static final long SEEDS = Long.getLong("simulation.asterisk.seeds", 20);

    @Test
    void whateverHappensWhatAnAsteriskHasEndsUpAtTheServers() {
        Long alone = Long.getLong("simulation.asterisk.seed");
        List<String> violations = new ArrayList<>();
        (alone == null ? LongStream.range(0, SEEDS) : LongStream.of(alone)).forEach(seed -> {
            List<String> found = new AsteriskSimulation(seed).run();
            if (!found.isEmpty()) {
                violations.add("seed " + seed + ": " + found);
            }
        });
        assertEquals(List.of(), violations, violations.size() + " of " + SEEDS + " seeds");
    }
}
