package org.outpub.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PbxStateTest {
    private final PbxState pbx = new PbxState();

    @Test
    void whatWasFedLastIsWhatIsRead() {
        pbx.deviceState("PJSIP/1000", DeviceState.RINGING);
        pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        pbx.mailbox("1000@default", 1, 2);
        pbx.extensionState("phones", "2001", DeviceState.BUSY);
        assertEquals(Optional.of(DeviceState.INUSE), pbx.devices().get("PJSIP/1000"));
        assertEquals(Optional.of(new MessageCounts(1, 2)), pbx.mailboxes().get("1000@default"));
        assertEquals(
                Optional.of(ExtensionState.of(DeviceState.BUSY)),
                pbx.extensions().get(new Extension("phones", "2001")));
        assertEquals(Optional.empty(), pbx.devices().get("PJSIP/1001"));
    }

    @Test
    void observersHearOfWhatChangedCameOrWentUntilTheyEnd() {
        List<String> heard = new ArrayList<>();
        pbx.deviceState("before", DeviceState.BUSY);
        Runnable end = pbx.devices().observe(heard::add);
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("a", DeviceState.INUSE);
        pbx.deviceRemoved("a");
        pbx.deviceRemoved("a");
        pbx.mailbox("a", 0, 0);
        end.run();
        pbx.deviceState("a", DeviceState.BUSY);
        assertEquals(List.of("a", "a", "a"), heard);
        assertEquals(List.of("a", "before"), pbx.devices().keys());
    }

    @Test
    void anObserverThatFailsKeepsNobodyFromHearing() {
        List<String> heard = new ArrayList<>();
        pbx.devices().observe(device -> {
            throw new IllegalStateException("on purpose");
        });
        pbx.devices().observe(heard::add);
        pbx.deviceState("a", DeviceState.BUSY);
        assertEquals(List.of("a"), heard);
    }

    @Test
    void oneObserverCanObserveTwiceAndEndOnce() {
        List<String> heard = new ArrayList<>();
        java.util.function.Consumer<String> observer = heard::add;
        Runnable end = pbx.devices().observe(observer);
        pbx.devices().observe(observer);
        end.run();
        pbx.deviceState("a", DeviceState.BUSY);
        assertEquals(List.of("a"), heard);
    }

    @Test
    void mailboxesAndExtensionsAreForgotten() {
        pbx.mailbox("1000@default", 1, 0);
        pbx.extensionState("phones", "2001", DeviceState.BUSY);
        pbx.mailboxRemoved("1000@default");
        pbx.extensionRemoved("phones", "2001");
        assertEquals(List.of(), pbx.mailboxes().keys());
        assertEquals(List.of(), pbx.extensions().keys());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void namesHaveOneTo255Characters(int length) {
        String name = "x".repeat(length);
        assertThrows(IllegalArgumentException.class, () -> pbx.deviceState(name, DeviceState.BUSY));
        assertThrows(IllegalArgumentException.class, () -> pbx.mailbox(name, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> pbx.extensionState(name, "x", DeviceState.BUSY));
        assertThrows(IllegalArgumentException.class, () -> pbx.extensionState("x", name, DeviceState.BUSY));
        pbx.deviceState("x".repeat(255), DeviceState.BUSY);
    }

    @Test
    void aMailboxHasANameBeforeItsContext() {
        assertThrows(IllegalArgumentException.class, () -> pbx.mailbox("@default", 0, 0));
    }

    @Test
    void countsAreNotNegativeAndTheirSumsDoNotOverflow() {
        assertThrows(IllegalArgumentException.class, () -> pbx.mailbox("a", -1, 0));
        assertThrows(IllegalArgumentException.class, () -> pbx.mailbox("a", 0, -1));
        MessageCounts many = new MessageCounts(Integer.MAX_VALUE, 1);
        assertEquals(new MessageCounts(Integer.MAX_VALUE, 2), many.plus(many));
    }

    @Test
    void textsOfAStateAreBounded() {
        String tooLong = "x".repeat(2049);
        ExtensionState idle = ExtensionState.of(DeviceState.NOT_INUSE);
        assertThrows(IllegalArgumentException.class, () -> idle.withNote(tooLong));
        assertThrows(IllegalArgumentException.class, () -> idle.withNote(""));
        assertThrows(IllegalArgumentException.class, () -> new Party(tooLong, null));
        assertThrows(IllegalArgumentException.class, () -> new Party("sip:a@b", tooLong));
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void statesHaveNamesInEitherCase(DeviceState state) {
        assertEquals(Optional.of(state), DeviceState.named(state.name()));
        assertEquals(Optional.of(state), DeviceState.named(state.name().toLowerCase(java.util.Locale.ROOT)));
        assertEquals(Optional.empty(), DeviceState.named(state.name() + "X"));
    }

    @Test
    void extensionsPrintAsInAsteriskAndSortByContext() {
        Extension one = new Extension("a", "9");
        assertEquals("9@a", one.toString());
        assertEquals(-1, Integer.signum(one.compareTo(new Extension("b", "1"))));
    }

    @Nested
    class WhatOtherServersTell {
        private final PeerState peer = pbx.peer("00:00:00:00:00:01");
        private final PeerState other = pbx.peer("00:00:00:00:00:02");

        @Test
        void isThereForTheHostToSeeAndNotAmongItsOwn() {
            peer.deviceState("PJSIP/1000", DeviceState.RINGING);
            peer.mailbox("1000@default", new MessageCounts(1, 2));
            assertEquals(Optional.of(DeviceState.RINGING), pbx.devices().get("PJSIP/1000"));
            assertEquals(List.of("PJSIP/1000"), pbx.devices().keys());
            assertEquals(Optional.of(new MessageCounts(1, 2)), pbx.mailboxes().get("1000@default"));
            assertEquals(Optional.empty(), pbx.ownDevices().get("PJSIP/1000"));
            assertEquals(List.of(), pbx.ownDevices().keys());
            assertEquals(List.of(), pbx.ownMailboxes().keys());
        }

        @Test
        void isForgottenForThatServerAlone() {
            peer.deviceState("a", DeviceState.BUSY);
            other.deviceState("a", DeviceState.NOT_INUSE);
            pbx.deviceState("a", DeviceState.UNAVAILABLE);
            assertEquals(Optional.of(DeviceState.BUSY), pbx.devices().get("a"));
            peer.deviceRemoved("a");
            assertEquals(Optional.of(DeviceState.NOT_INUSE), pbx.devices().get("a"));
            other.deviceRemoved("a");
            other.deviceRemoved("a");
            assertEquals(Optional.of(DeviceState.UNAVAILABLE), pbx.devices().get("a"));
            pbx.deviceRemoved("a");
            assertEquals(List.of(), pbx.devices().keys());
        }

        @Test
        void isToldToObserversOfAllStatesIfItChangesWhatHolds() {
            List<String> all = new ArrayList<>();
            List<String> own = new ArrayList<>();
            pbx.devices().observe(all::add);
            pbx.ownDevices().observe(own::add);
            peer.deviceState("a", DeviceState.BUSY);
            other.deviceState("a", DeviceState.NOT_INUSE);
            assertEquals(List.of("a"), all, "busy is what holds before and after");
            pbx.deviceState("a", DeviceState.INUSE);
            assertEquals(List.of("a"), all);
            assertEquals(List.of("a"), own);
            peer.deviceRemoved("a");
            assertEquals(List.of("a", "a"), all);
            assertEquals(List.of("a"), own);
        }

        @Test
        void ofAMailboxHoldsWhereTheHostSaysNothingAndTheLastWordCounts() {
            peer.mailbox("1000@default", new MessageCounts(1, 0));
            other.mailbox("1000@default", new MessageCounts(2, 0));
            peer.mailbox("1000@default", new MessageCounts(3, 0));
            assertEquals(Optional.of(new MessageCounts(3, 0)), pbx.mailboxes().get("1000@default"));
            peer.mailboxRemoved("1000@default");
            assertEquals(Optional.of(new MessageCounts(2, 0)), pbx.mailboxes().get("1000@default"));
            pbx.mailbox("1000@default", 0, 5);
            other.mailbox("1000@default", new MessageCounts(9, 0));
            assertEquals(Optional.of(new MessageCounts(0, 5)), pbx.mailboxes().get("1000@default"));
        }

        @Test
        void isBoundedAsTheHostsNamesAre() {
            assertThrows(IllegalArgumentException.class, () -> pbx.peer(""));
            assertThrows(IllegalArgumentException.class, () -> peer.deviceState("", DeviceState.BUSY));
            assertThrows(IllegalArgumentException.class, () -> peer.mailbox("@default", MessageCounts.NONE));
        }

        @ParameterizedTest
        @CsvSource({
            "RINGING, INUSE, RINGINUSE",
            "ONHOLD, RINGING, RINGINUSE",
            "RINGING, NOT_INUSE, RINGING",
            "INUSE, BUSY, BUSY",
            "INUSE, ONHOLD, INUSE",
            "NOT_INUSE, UNAVAILABLE, NOT_INUSE",
            "UNAVAILABLE, UNKNOWN, UNAVAILABLE",
            "INVALID, UNKNOWN, UNKNOWN",
            "RINGINUSE, BUSY, RINGINUSE"
        })
        void comesToTheBusiestStateInAnyOrder(DeviceState one, DeviceState another, DeviceState together) {
            peer.deviceState("a", one);
            other.deviceState("a", another);
            assertEquals(Optional.of(together), pbx.devices().get("a"));
            peer.deviceState("a", another);
            other.deviceState("a", one);
            assertEquals(Optional.of(together), pbx.devices().get("a"));
        }
    }
}
