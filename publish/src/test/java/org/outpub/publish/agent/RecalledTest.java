package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.KeptPublication;

/** What a process before this one left. */
class RecalledTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private static KeptPublication kept(String id, long secondsLeft) {
        return new KeptPublication(
                id, "sip:desk@example.org", "tag of " + id, NOW.getEpochSecond() + secondsLeft, 3600);
    }

    private static Recalled of(String... ids) {
        return new Recalled(Stream.of(ids).map(id -> kept(id, 60)).toList(), NOW);
    }

    @Test
    void eachIsTakenOnce() {
        Recalled recalled = of("desk");
        assertEquals("tag of desk", recalled.take("desk").orElseThrow().entityTag());
        assertEquals(Optional.empty(), recalled.take("desk"));
        assertEquals(List.of(), recalled.usersOf("desk"));
    }

    @Test
    void whatHasExpiredIsLeftOut() {
        Recalled recalled = new Recalled(List.of(kept("old", 0), kept("older", -1), kept("desk", 1)), NOW);
        assertEquals(Optional.empty(), recalled.take("old"));
        assertEquals(Optional.empty(), recalled.take("older"));
        assertTrue(recalled.take("desk").isPresent());
    }

    @Test
    void theUsersOfAnObjectAreFoundWithTheSingleOneFirst() {
        Recalled recalled = of("desk/alice", "desk", "desk/bob", "desktop/carol", "des/k");
        assertEquals(List.of("", "alice", "bob"), recalled.usersOf("desk"));
        recalled.take("desk/alice");
        assertEquals(List.of("", "bob"), recalled.usersOf("desk"));
        assertEquals(List.of(), recalled.usersOf("de"));
    }

    @Test
    void namesOfObjectsAndOfUsersMayHoldSlashes() {
        Recalled recalled = of("a/b/c/d", "a//x", "/y", "a/b/");
        assertEquals(List.of("b/c/d", "/x", "b/"), recalled.usersOf("a"));
        assertEquals(List.of("c/d", ""), recalled.usersOf("a/b"));
        assertEquals(List.of("d"), recalled.usersOf("a/b/c"));
        assertEquals(List.of("x"), recalled.usersOf("a/"));
        assertEquals(List.of("y"), recalled.usersOf(""));
        assertEquals(List.of(""), recalled.usersOf("a/b/c/d"));
    }

    @Test
    void nothingWasLeft() {
        assertEquals(List.of(), Recalled.none().usersOf("desk"));
        assertEquals(Optional.empty(), Recalled.none().take("desk"));
    }

    @Test
    void fortyThousandAreFoundWithoutLookingAtAllOfThemForEach() {
        List<KeptPublication> all = IntStream.range(0, 40_000)
                .mapToObj(i -> kept("object" + i / 2 + "/user" + i, 60))
                .toList();
        assertTimeout(Duration.ofSeconds(5), () -> {
            Recalled recalled = new Recalled(all, NOW);
            for (int object = 0; object < 20_000; object++) {
                List<String> users = recalled.usersOf("object" + object);
                assertEquals(2, users.size());
                for (String user : users) {
                    assertTrue(recalled.take("object" + object + "/" + user).isPresent());
                }
            }
        });
    }
}
