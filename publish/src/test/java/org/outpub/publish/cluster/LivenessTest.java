package org.outpub.publish.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.outpub.publish.cluster.ClusterStore.Lease;
import org.outpub.publish.cluster.ClusterStore.Node;
import org.outpub.publish.cluster.ClusterStore.View;

/** Who is alive: the rows of the class's table, in milliseconds. */
class LivenessTest {
    private static final long MILLI = 1_000_000;
    private final Liveness liveness = new Liveness(Duration.ofMillis(2000));

    private Set<String> look(long now, long databasesClock, List<Lease> leases, Node... nodes) {
        return liveness.look(new View(databasesClock * 1000, List.of(nodes), leases), now * MILLI);
    }

    private Set<String> look(long now, long databasesClock, Node... nodes) {
        return look(now, databasesClock, List.of(), nodes);
    }

    @Test
    void aNodeIsAliveUntilTheTimeOfItsLastRenewalIsOver() {
        assertEquals(Set.of("a"), look(0, 50_000, new Node("a", 1, 1900)));
        assertEquals(Set.of("a"), look(400, 50_400, new Node("a", 2, 1700)));
        assertEquals(OptionalLong.of(2100 * MILLI), liveness.nextEnd("b", 400 * MILLI));
        assertEquals(OptionalLong.empty(), liveness.nextEnd("a", 400 * MILLI));
        assertEquals(Set.of("a"), look(2099, 52_099, new Node("a", 2, 1)));
        assertEquals(Set.of(), look(2100, 52_100, new Node("a", 2, 0)));
        assertEquals(Set.of("a"), look(2400, 52_400, new Node("a", 3, 1990)));
    }

    @Test
    void howOldARenewalIsIsNotBelievedAtTheFirstLook() {
        assertEquals(Set.of("a"), look(0, 50_000, new Node("a", 1, 0)));
        assertEquals(Set.of("a"), look(1999, 51_999, new Node("a", 1, 0)));
        assertEquals(Set.of(), look(2000, 52_000, new Node("a", 1, 0)));
    }

    @Test
    void aClockThatWasSetMakesNobodyDieOrLiveLonger() {
        look(0, 50_000, new Node("a", 1, 1900));
        assertEquals(Set.of("a"), look(400, 60_400, new Node("a", 2, 0)), "set forward");
        assertEquals(Set.of("a"), look(800, 60_800, new Node("a", 2, 0)));
        assertEquals(Set.of("a"), look(1200, 31_200, new Node("a", 3, 29_000)), "set back");
        assertEquals(Set.of("a"), look(3199, 33_199, new Node("a", 3, 27_000)));
        assertEquals(Set.of(), look(3200, 33_200, new Node("a", 3, 27_000)));
    }

    @Test
    void aNodeThatIsNotThereLivesOnOnlyIfItOwnsSomething() {
        look(0, 50_000, new Node("a", 1, 1900), new Node("b", 1, 1900));
        assertEquals(Set.of("b"), look(400, 50_400, List.of(new Lease(1, "b", 1))));
        assertEquals(Set.of(), look(2000, 52_000, List.of(new Lease(1, "b", 1))));
    }
}
