package org.outpub.publish.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.outpub.publish.cluster.ClusterStore.Lease;

/** What a node does about what it sees: the rows of the class's table. */
class OwnershipTest {
    private static final List<String> BOTH = List.of("a", "b");
    private static final int OF_A = due("a");
    private static final int OF_B = due("b");

    private static int due(String node) {
        return IntStream.range(0, Share.COUNT)
                .filter(share -> Share.dueTo(share, BOTH).orElseThrow().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Ownership of(Map<Integer, Long> serving, boolean otherAlive, Lease... leases) {
        return Ownership.of("a", serving, List.of(leases), otherAlive ? Set.of("a", "b") : Set.of("a"), true);
    }

    @Test
    void whatIsOwnedAndDueGoesOn() {
        Ownership plan = of(Map.of(OF_A, 3L), true, new Lease(OF_A, "a", 3));
        assertEquals(new Ownership(Map.of(OF_A, 3L), List.of(), List.of(), List.of()), plan);
    }

    @Test
    void whatIsDueToAnotherIsLetGoAndReleased() {
        Ownership plan = of(Map.of(OF_B, 3L), true, new Lease(OF_B, "a", 3));
        assertEquals(new Ownership(Map.of(), List.of(), List.of(OF_B), List.of()), plan);
    }

    @Test
    void whatAnotherOwnsIsLost() {
        Ownership plan = of(Map.of(OF_A, 3L), true, new Lease(OF_A, "b", 4));
        assertEquals(new Ownership(Map.of(), List.of(OF_A), List.of(), List.of()), plan);
    }

    @Test
    void whatWasLostAndTakenAgainInBetweenIsLostToo() {
        Ownership plan = of(Map.of(OF_A, 3L), true, new Lease(OF_A, "a", 5));
        assertEquals(List.of(OF_A), plan.lost());
    }

    @Test
    void whatIsOwnedAndNotServedIsReleased() {
        assertEquals(List.of(OF_A), of(Map.of(), true, new Lease(OF_A, "a", 5)).due());
    }

    @Test
    void whatIsFreeIsClaimedByWhomItIsDueTo() {
        Lease free = new Lease(OF_A, null, 7);
        assertEquals(List.of(free), of(Map.of(), true, free).free());
        assertEquals(List.of(), of(Map.of(), true, new Lease(OF_B, null, 7)).free());
    }

    @Test
    void whatADeadNodeOwnsIsLeftWhileThisOneHasNotRenewedForALease() {
        List<Lease> leases = List.of(new Lease(OF_B, "b", 7), new Lease(OF_A, null, 7));
        assertEquals(
                List.of(new Lease(OF_A, null, 7)),
                Ownership.of("a", Map.of(), leases, Set.of("a"), false).free());
    }

    @Test
    void whatADeadNodeOwnsIsClaimed() {
        Lease dead = new Lease(OF_B, "b", 7);
        assertEquals(List.of(dead), of(Map.of(), false, dead).free());
        Lease unknown = new Lease(OF_A, "c", 7);
        assertEquals(List.of(unknown), of(Map.of(), true, unknown).free());
    }

    @Test
    void sharesAreSpreadEvenlyAndMoveOnlyFromAndToNodesThatComeAndGo() {
        List<String> three = List.of("a", "b", "c");
        Map<String, Integer> counts = new HashMap<>();
        int moved = 0;
        for (int share = 0; share < Share.COUNT; share++) {
            String owner = Share.dueTo(share, three).orElseThrow();
            counts.merge(owner, 1, Integer::sum);
            String left = Share.dueTo(share, List.of("a", "b")).orElseThrow();
            moved += owner.equals(left) ? 0 : 1;
            assertTrue(owner.equals("c") || owner.equals(left), "only what the third had moves");
        }
        assertEquals(counts.get("c"), moved);
        counts.values().forEach(count -> assertTrue(count > 290 && count < 392, counts::toString));
        assertEquals(Optional.empty(), Share.dueTo(1, List.of()));
    }

    @Test
    void sectionsAreSpreadOverTheShares() {
        int[] counts = new int[Share.COUNT];
        IntStream.range(0, 100_000).forEach(i -> counts[Share.of("publication" + i)]++);
        assertTrue(IntStream.of(counts).max().orElseThrow() < 160, "of 98 on average");
        assertEquals(Share.of("desk"), Share.of("desk"));
    }
}
