package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.SipUri;

/** Whose turn it is to send (RFC 3903 §4: one request at a time to a Request-URI). */
class TurnsTest {
    private static final int MOST = Turns.MOST_UNDER_WAY;
    private final Turns turns = new Turns();
    private final List<String> sending = new ArrayList<>();
    private final Map<String, Turns.Ticket> tickets = new HashMap<>();

    private Turns.Ticket ticket(String name) {
        return tickets.computeIfAbsent(name, unknown -> new Turns.Ticket(() -> sending.add(name)));
    }

    private void request(String name, String uri, String server) {
        turns.request(ticket(name), uri(uri), uri("sip:" + server));
    }

    private static SipUri uri(String text) {
        try {
            return SipUri.parse(text.replace("sip:", "sip:n") + ".example.org");
        } catch (InvalidValueException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private void leave(String name) {
        turns.leave(ticket(name));
        sending.remove(name);
    }

    @Test
    void oneAtATimeSendsToARequestUriInTheOrderOfAsking() {
        request("a", "sip:desk", "esc");
        request("b", "sip:desk", "esc");
        request("c", "sip:desk", "esc");
        request("d", "sip:door", "esc");
        assertEquals(List.of("a", "d"), sending);
        assertEquals(2, turns.waiting());
        leave("a");
        assertEquals(List.of("d", "b"), sending);
        leave("b");
        assertEquals(List.of("d", "c"), sending);
        assertEquals(0, turns.waiting());
    }

    @Test
    void whoGivesUpInTheQueueIsPassedOver() {
        request("a", "sip:desk", "esc");
        request("b", "sip:desk", "esc");
        request("c", "sip:desk", "esc");
        leave("b");
        leave("a");
        assertEquals(List.of("c"), sending);
        assertEquals(0, turns.waiting());
    }

    @Test
    void leavingTwiceGivesNobodyASecondTurn() {
        request("a", "sip:desk", "esc");
        request("b", "sip:desk", "esc");
        request("c", "sip:desk", "esc");
        leave("a");
        leave("a");
        assertEquals(List.of("b"), sending);
        assertEquals(1, turns.waiting());
    }

    @Test
    void noMoreThanTheBoundAreUnderWayToAServerAndAnotherServerIsNotHeldUp() {
        IntStream.range(0, MOST + 3).forEach(i -> request("n" + i, "sip:" + i, "slow"));
        assertEquals(MOST, sending.size());
        request("other", "sip:other", "fast");
        assertTrue(sending.contains("other"));
        leave("n5");
        assertTrue(sending.contains("n" + MOST));
        assertEquals(2, turns.waiting());
    }

    @Test
    void whoWaitsForTheServerMayGiveUpAndTheNextOfItsRequestUriTakesThePlaceAtTheEnd() {
        IntStream.range(0, MOST).forEach(i -> request("n" + i, "sip:" + i, "slow"));
        request("x", "sip:x", "slow");
        request("x2", "sip:x", "slow");
        request("y", "sip:y", "slow");
        leave("x");
        leave("n0");
        assertTrue(sending.contains("y"));
        leave("n1");
        assertTrue(sending.contains("x2"));
        assertEquals(0, turns.waiting());
    }

    @Test
    void nothingIsSentWhileTurnsAreHeldAndAllOfItAfterwards() {
        turns.hold();
        request("a", "sip:desk", "esc");
        request("b", "sip:door", "esc");
        assertEquals(List.of(), sending);
        leave("a");
        turns.release();
        assertEquals(List.of("b"), sending);
        turns.release();
        assertEquals(List.of("b"), sending);
    }

    @Test
    void aTurnThatEndsAtOnceGivesTheNextWithoutGrowingTheStack() {
        int many = 100_000;
        int[] taken = {0};
        turns.request(ticket("first"), uri("sip:desk"), uri("sip:esc"));
        for (int i = 0; i < many; i++) {
            Turns.Ticket[] own = {null};
            own[0] = new Turns.Ticket(() -> {
                taken[0]++;
                turns.leave(own[0]);
            });
            turns.request(own[0], uri("sip:desk"), uri("sip:esc"));
        }
        leave("first");
        assertEquals(many, taken[0]);
        assertEquals(0, turns.waiting());
    }

    @Test
    void whoIsGrantedAndLeavesBeforeItsTurnCameIsNotCalled() {
        Turns.Ticket quick = ticket("quick");
        Turns.Ticket leaving = new Turns.Ticket(() -> turns.leave(quick));
        turns.hold();
        turns.request(leaving, uri("sip:1"), uri("sip:esc"));
        turns.request(quick, uri("sip:2"), uri("sip:esc"));
        turns.release();
        assertEquals(List.of(), sending);
        request("next", "sip:2", "esc");
        assertEquals(List.of("next"), sending);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 20261126})
    void whateverComesAndGoesTheBoundsHoldAndNobodyIsForgotten(long seed) {
        Random random = new Random(seed);
        Map<String, String> uris = new HashMap<>();
        Set<String> asking = new HashSet<>();
        for (int step = 0; step < 20_000; step++) {
            String name = "p" + random.nextInt(900);
            int uri = random.nextInt(500);
            if (asking.contains(name)) {
                leave(name);
                asking.remove(name);
            } else {
                uris.put(name, "sip:" + uri);
                asking.add(name);
                request(name, "sip:" + uri, "server" + uri % 2);
            }
            assertEquals(asking.size() - sending.size(), turns.waiting());
        }
        Set<String> used = new HashSet<>();
        sending.forEach(name -> assertTrue(used.add(uris.get(name)), "two at a time to " + uris.get(name)));
        while (!sending.isEmpty()) {
            assertTrue(sending.size() <= 2 * MOST);
            String done = sending.get(random.nextInt(sending.size()));
            leave(done);
            asking.remove(done);
        }
        assertEquals(Set.of(), asking);
        assertEquals(0, turns.waiting());
    }
}
