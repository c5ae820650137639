package org.outpub.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
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
    private static final ThreadLocal<Laws> RUNNING = new ThreadLocal<>();
    /** An error that is logged is an internal one: there must be none but those that we made. */
    private static final Handler ERRORS = new Handler() {
        @Override
        public void publish(LogRecord line) {
            Laws laws = RUNNING.get();
            if (laws != null && line.getLevel() == Level.SEVERE && line.getThrown() != null) {
                laws.thrown("'" + line.getMessage() + "'", line.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Level before;

    @BeforeEach
    void listen() {
        before = OURS.getLevel();
        OURS.setLevel(Level.SEVERE);
        OURS.setUseParentHandlers(false);
        OURS.addHandler(ERRORS);
    }

    @AfterEach
    void speakAgain() {
        OURS.removeHandler(ERRORS);
        OURS.setUseParentHandlers(true);
        OURS.setLevel(before);
    }

    private static List<String> run(Simulation simulation) {
        RUNNING.set(simulation.laws());
        try {
            return simulation.run();
        } finally {
            RUNNING.remove();
        }
    }

    @Test
    void whateverHappensTheServersHoldInTheEndExactlyWhatTheyShould() {
        Long one = Long.getLong("simulation.seed");
        if (one != null) {
            Simulation simulation = new Simulation(one).telling();
            List<String> wrong = run(simulation);
            System.out.println(simulation.story());
            assertEquals(List.of(), wrong);
            return;
        }
        long first = Long.getLong("simulation.first", 1);
        long seeds = Long.getLong("simulation.seeds", USUAL_SEEDS);
        LongAdder events = new LongAdder();
        LongAdder requests = new LongAdder();
        List<Long> failed = Collections.synchronizedList(new ArrayList<>());
        LongStream.range(first, first + seeds).parallel().forEach(seed -> {
            Simulation simulation = new Simulation(seed);
            if (!run(simulation).isEmpty()) {
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
        Simulation simulation = new Simulation(seed).telling();
        List<String> told = new ArrayList<>(run(simulation));
        told.add(simulation.story());
        return told;
    }

    @Test
    void aSeedIsAlwaysTheSameLife() {
        Simulation one = new Simulation(42).telling();
        Simulation same = new Simulation(42).telling();
        assertEquals(run(one), run(same));
        assertEquals(one.story(), same.story());
    }
}
