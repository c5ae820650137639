package org.outpub.publish.sources.asterisk.ami;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where lists and live events meet. */
class MirrorTest {
    private static final long CONFIRM = 5_000;
    private final List<String> told = new ArrayList<>();
    private final Mirror<String, String> mirror = new Mirror<>(3, (key, value) -> told.add(key + "=" + value));
    private long now = Long.MAX_VALUE - 2_000;

    private List<String> told() {
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    private int list(String... entries) {
        mirror.listAsked();
        listed(entries);
        return settle();
    }

    private void listed(String... entries) {
        for (String entry : entries) {
            mirror.listed(entry.substring(0, 1), entry.substring(2));
        }
    }

    private int settle() {
        return mirror.settle(now, CONFIRM);
    }

    @Test
    void aListCountsOnceItIsSettled() {
        mirror.listAsked();
        listed("a=1");
        assertEquals(List.of(), told());
        settle();
        assertEquals(List.of("a=1"), told());
    }

    @Test
    void anEventBeforeOrAfterTheEntryOfItsThingHoldsAgainstTheEntry() {
        mirror.listAsked();
        mirror.live("a", "2");
        listed("a=1", "b=1");
        mirror.live("b", "2");
        assertEquals(List.of("a=2", "b=2"), told());
        settle();
        assertEquals(List.of(), told());
    }

    @Test
    void theDifferenceAloneIsTold() {
        list("a=1", "b=1");
        told();
        assertEquals(1, list("a=1", "b=2"), "changed without an event");
        assertEquals(List.of("b=2"), told());
    }

    @Test
    void whatIsNewInAListIsNoChangeWithoutAnEvent() {
        assertEquals(0, list("a=1"));
        assertEquals(0, list("a=1", "b=1"));
    }

    @Test
    void whatOneListLacksStaysAndWhatListsLackForAWhileGoes() {
        list("a=1", "b=1");
        told();
        list("a=1");
        assertTrue(mirror.doubts());
        now += CONFIRM - 1;
        list("a=1");
        assertEquals(List.of(), told());
        now += 1;
        list("a=1");
        assertEquals(List.of("b=null"), told());
        assertFalse(mirror.doubts());
    }

    @Test
    void anEventOfWhatAListLackedEndsTheDoubt() {
        list("a=1", "b=1");
        list("a=1");
        mirror.live("b", "1");
        now += CONFIRM;
        list("a=1");
        now += CONFIRM - 1;
        list("a=1");
        assertEquals(List.of("a=1", "b=1"), told());
    }

    @Test
    void aListThatWasCutOffSaysNothing() {
        list("a=1");
        told();
        mirror.listAsked();
        listed("a=2");
        mirror.listLost();
        assertEquals(0, settle());
        assertEquals(List.of(), told());
    }

    @Test
    void thereIsRoomForSoManyAndTheRestIsLeftOut() {
        list("a=1", "b=1", "c=1", "d=1");
        mirror.live("e", "1");
        assertEquals(3, told().size());
        assertTrue(mirror.tookTooMany());
        assertFalse(mirror.tookTooMany());
    }
}
