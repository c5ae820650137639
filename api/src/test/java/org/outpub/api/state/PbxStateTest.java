package org.outpub.api.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
