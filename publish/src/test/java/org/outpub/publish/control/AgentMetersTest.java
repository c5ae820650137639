package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;

class AgentMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    private AgentMeters agent(@Nullable String name, long published) {
        ReloadReport reload = new ReloadReport(Map.of(), List.of(ConfigProblem.error(Origin.of("pjsip.conf", 1), "x")));
        return new AgentMeters(
                registry,
                name,
                () -> new Workload(Map.of(Phase.PUBLISHED, published), published, published),
                () -> reload);
    }

    private double published(String agent) {
        return registry.get("outpub.publications")
                .tag("agent", agent)
                .tag("phase", "published")
                .gauge()
                .value();
    }

    private static void ended(AgentMeters meters, int times) {
        RequestReport report = new RequestReport(
                "desk",
                Optional.empty(),
                "presence",
                Operation.INITIAL,
                true,
                Result.CONFIRMED,
                "200 OK",
                Optional.empty(),
                Duration.ofMillis(1));
        for (int i = 0; i < times; i++) {
            meters.before(status -> {}).requestEnded(report);
        }
    }

    @Test
    void eachAgentOfARegistryHasMetersOfItsOwn() {
        AgentMeters first = agent(null, 3);
        AgentMeters second = agent(null, 5);
        AgentMeters third = agent("lamps", 7);
        assertEquals(3, published("outpub"));
        assertEquals(5, published("outpub-2"));
        assertEquals(7, published("lamps"));
        ended(first, 1);
        ended(second, 2);
        ended(third, 4);
        assertEquals(
                4, registry.get("outpub.requests").tag("agent", "lamps").timer().count());
        assertEquals(
                2,
                registry.get("outpub.retries")
                        .tag("agent", "outpub-2")
                        .counter()
                        .count());
    }

    @Test
    void anAgentThatEndsTakesItsOwnGaugesOnlyAndNoCount() {
        AgentMeters first = agent(null, 3);
        AgentMeters second = agent(null, 5);
        ended(first, 1);
        first.close();
        first.close();
        assertEquals(
                0,
                registry.find("outpub.publications")
                        .tag("agent", "outpub")
                        .gauges()
                        .size());
        assertEquals(
                0,
                registry.find("outpub.config.problems")
                        .tag("agent", "outpub")
                        .gauges()
                        .size());
        assertEquals(5, published("outpub-2"));
        assertEquals(
                1,
                registry.get("outpub.retries").tag("agent", "outpub").counter().count());
        AgentMeters successor = agent(null, 9);
        assertEquals(9, published("outpub"), "the name is free again");
        second.close();
        assertEquals(9, published("outpub"));
        successor.close();
        assertEquals(0, registry.find("outpub.publications").gauges().size());
    }

    @Test
    void aNameThatALivingAgentHasIsRefusedAndLeavesItsMetersAlone() {
        AgentMeters first = agent("lamps", 3);
        assertThrows(IllegalStateException.class, () -> agent("lamps", 5));
        assertEquals(3, published("lamps"));
        first.close();
        agent("lamps", 5).close();
    }
}
