package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.KeptPublication;

/** What a process before this one left. */
class RecalledTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private static KeptPublication kept(String publication, String user, long secondsLeft) {
        KeptPublication.Subject subject =
                new KeptPublication.Subject(publication, user, "sip:desk@example.org", "", "", List.of());
        return new KeptPublication(subject.id(), subject, "tag", NOW.getEpochSecond() + secondsLeft, 3600, 1);
    }

    private static List<String> names(List<KeptPublication> kept) {
        return kept.stream().map(one -> one.subject().name()).toList();
    }

    @Test
    void whatWasLeftOfAnObjectIsTakenOnce() {
        Recalled recalled =
                new Recalled(List.of(kept("desk", "ann", 9), kept("door", "", 9), kept("desk", "bob", 9)), NOW);
        assertEquals(List.of("desk/ann", "desk/bob"), names(recalled.takeOf("desk")));
        assertEquals(List.of(), recalled.takeOf("desk"));
        assertEquals(List.of("door"), names(recalled.all()));
    }

    @Test
    void whatHasExpiredIsLeftOut() {
        Recalled recalled = new Recalled(List.of(kept("a", "", 0), kept("b", "", -1), kept("c", "", 1)), NOW);
        assertEquals(List.of("c"), names(recalled.all()));
    }

    @Test
    void whatIsOfNoObjectAnyMoreIsTakenOnce() {
        Recalled recalled = new Recalled(List.of(kept("desk", "a/b", 9), kept("desk/a", "b", 9)), NOW);
        assertEquals(List.of("desk/a/b"), names(recalled.takeUnless(Set.of("desk")::contains)));
        assertEquals(List.of(), recalled.takeUnless(Set.of("desk")::contains));
        assertEquals("a/b", recalled.takeOf("desk").get(0).subject().user());
    }

    @Test
    void anotherTargetIsAnotherRecord() {
        KeptPublication.Subject here = new KeptPublication.Subject("desk", "", "sip:here", "", "", List.of());
        KeptPublication.Subject there = new KeptPublication.Subject("desk", "", "sip:there", "", "", List.of());
        assertEquals(2, Set.of(here.id(), there.id()).size());
        assertEquals(here.id(), new KeptPublication.Subject("desk", "", "sip:here", "sip:p", "t", List.of()).id());
    }
}
