package org.outpub.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many lives of an agent, each different and each repeatable: {@code -Dsimulation.seed=N} runs one alone and tells its
 * story, {@code -Dsimulation.seeds=N} runs as many as wanted.
 */
class SimulationTest {
    private static final Logger OURS = Logger.getLogger("org.outpub");
    private static final int USUAL_SEEDS = 10_000;
    private Level before;

    @BeforeEach
    void hush() {
        before = OURS.getLevel();
        OURS.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        OURS.setLevel(before);
    }

    @Test
    void whateverHappensTheServersHoldInTheEndExactlyWhatTheyShould() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            Simulation simulation = new Simulation(one);
            List<String> wrong = simulation.run();
            assertEquals(List.of(), wrong, simulation::story);
            System.out.println(simulation.story());
            return;
        }
        long seeds = Long.getLong("simulation.seeds", USUAL_SEEDS);
        LongAdder events = new LongAdder();
        LongAdder requests = new LongAdder();
        List<Long> failed = Collections.synchronizedList(new ArrayList<>());
        LongStream.rangeClosed(1, seeds).parallel().forEach(seed -> {
            Simulation simulation = new Simulation(seed);
            if (!simulation.run().isEmpty()) {
                failed.add(seed);
            }
            events.add(simulation.events());
            requests.add(simulation.requests());
        });
        System.out.printf("%,d seeds: %,d events, %,d requests%n", seeds, events.sum(), requests.sum());
        Collections.sort(failed);
        assertTrue(
                failed.isEmpty(),
                () -> failed.size() + " seeds failed; the first: -Dsimulation.seed=" + failed.get(0) + "\n"
                        + String.join("\n", retell(failed.get(0))));
    }

    private static List<String> retell(long seed) {
        Simulation simulation = new Simulation(seed);
        List<String> told = new ArrayList<>(simulation.run());
        told.add(simulation.story());
        return told;
    }

    @Test
    void aSeedIsAlwaysTheSameLife() {
        Simulation one = new Simulation(42);
        Simulation same = new Simulation(42);
        assertEquals(one.run(), same.run());
        assertEquals(one.story(), same.story());
    }
}
