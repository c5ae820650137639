package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.PbxState;

class EventStreamTest {
    private static final EntityId EID = new EntityId("00:1b:63:84:45:e6");
    private final PbxState pbx = new PbxState();
    private final PackageHandler devices = new PackageHandler(EventStream.deviceStates(pbx, EID, new LongAdder()));
    private final PackageHandler mailboxes = new PackageHandler(EventStream.mailboxStates(pbx, EID, new LongAdder()));
    private final RecordingClient client = new RecordingClient("asterisk-devicestate", false);

    private static String device(String name, DeviceState state) {
        return "{\"type\":\"devicestate\",\"device\":\"" + name + "\",\"state\":\"" + state
                + "\",\"cachable\":1,\"eid\":\"00:1b:63:84:45:e6\"}";
    }

    @Test
    void beginsWithAllDevicesAndGoesOnWithChanges() throws Exception {
        pbx.deviceState("PJSIP/1001", DeviceState.INUSE);
        pbx.deviceState("PJSIP/1000", DeviceState.NOT_INUSE);
        devices.startPublishing(client);
        assertEquals(
                List.of(device("PJSIP/1000", DeviceState.NOT_INUSE), device("PJSIP/1001", DeviceState.INUSE)),
                client.take());
        pbx.deviceState("PJSIP/1000", DeviceState.RINGING);
        pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        assertEquals(
                List.of(device("PJSIP/1000", DeviceState.RINGING), device("PJSIP/1000", DeviceState.INUSE)),
                client.take());
    }

    @Test
    void aStateFedAgainIsNotPublishedAgain() throws Exception {
        devices.startPublishing(client);
        pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        assertEquals(List.of(device("PJSIP/1000", DeviceState.INUSE)), client.take());
    }

    @Test
    void theNextDocumentWaitsUntilTheServerHasTheLastAndNoDeviceIsLost() throws Exception {
        devices.startPublishing(client);
        client.hold();
        pbx.deviceState("a", DeviceState.RINGING);
        pbx.deviceState("b", DeviceState.RINGING);
        pbx.deviceState("c", DeviceState.RINGING);
        assertEquals(List.of(device("a", DeviceState.RINGING)), client.take());
        client.confirmOne();
        assertEquals(List.of(device("b", DeviceState.RINGING)), client.take());
        client.confirmOne();
        assertEquals(List.of(device("c", DeviceState.RINGING)), client.take());
        client.confirmOne();
        assertEquals(List.of(), client.take());
    }

    @Test
    void ofADeviceThatChangesWhileItWaitsTheNewestStateGoesOut() throws Exception {
        devices.startPublishing(client);
        client.hold();
        pbx.deviceState("a", DeviceState.RINGING);
        pbx.deviceState("b", DeviceState.RINGING);
        pbx.deviceState("a", DeviceState.INUSE);
        pbx.deviceState("b", DeviceState.INUSE);
        pbx.deviceState("b", DeviceState.NOT_INUSE);
        client.take();
        client.confirmOne();
        client.confirmOne();
        client.confirmOne();
        assertEquals(List.of(device("b", DeviceState.NOT_INUSE), device("a", DeviceState.INUSE)), client.take());
    }

    @Test
    void aDumpPublishesAllDevicesAgain() throws Exception {
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.ONHOLD);
        devices.startPublishing(client);
        List<String> all = client.take();
        devices.createdAnew(client, Optional.empty());
        assertEquals(all, client.take());
    }

    @Test
    void theFilterIsARegularExpressionOnTheName() throws Exception {
        pbx.deviceState("PJSIP/1000", DeviceState.BUSY);
        pbx.deviceState("Custom:lamp", DeviceState.BUSY);
        devices.startPublishing(client.with("@device_state_filter", "^pjsip/[[:digit:]]+$"));
        assertEquals(List.of(device("PJSIP/1000", DeviceState.BUSY)), client.take());
        pbx.deviceState("Custom:lamp", DeviceState.INUSE);
        devices.createdAnew(client, Optional.empty());
        assertEquals(List.of(device("PJSIP/1000", DeviceState.BUSY)), client.take());
    }

    @Test
    void aRemovedDeviceIsToldToNobody() throws Exception {
        devices.startPublishing(client);
        client.hold();
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.BUSY);
        pbx.deviceRemoved("b");
        pbx.deviceState("c", DeviceState.BUSY);
        client.confirmOne();
        assertEquals(List.of(device("a", DeviceState.BUSY), device("c", DeviceState.BUSY)), client.take());
    }

    @Test
    void nothingIsPublishedAfterTheEnd() throws Exception {
        Runnable stop = devices.startPublishing(client);
        client.hold();
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.BUSY);
        client.take();
        stop.run();
        client.confirmOne();
        pbx.deviceState("a", DeviceState.INUSE);
        devices.createdAnew(client, Optional.empty());
        assertEquals(List.of(), client.take());
    }

    @Test
    void mailboxesAreToldWithTheirCounts() throws Exception {
        mailboxes.startPublishing(client.with("@mailbox_state_filter", "@default$"));
        pbx.mailbox("1000@default", 1, 2);
        pbx.mailbox("1000@other", 1, 2);
        assertEquals(
                List.of("{\"type\":\"mailboxstate\",\"uniqueid\":\"1000@default\",\"old\":2,\"new\":1,"
                        + "\"eid\":\"00:1b:63:84:45:e6\"}"),
                client.take());
    }

    @Test
    void aPublicationMayHaveAnEntityIdOfItsOwn() throws Exception {
        pbx.deviceState("a", DeviceState.BUSY);
        devices.startPublishing(client.with("@eid", "AA:BB:CC:DD:EE:FF"));
        assertEquals(
                List.of(device("a", DeviceState.BUSY).replace("00:1b:63:84:45:e6", "aa:bb:cc:dd:ee:ff")),
                client.take());
    }

    @Test
    void unusableOptionsAreNamedAndNothingBegins() {
        RecordingClient bad = new RecordingClient("asterisk-devicestate", true)
                .with("@device_state_filter", "(")
                .with("@eid", "me");
        UnusableOptionsException refused =
                assertThrows(UnusableOptionsException.class, () -> devices.startPublishing(bad));
        assertEquals(
                "multi_user: event=asterisk-devicestate is one publication for all; expected no; "
                        + "@device_state_filter: '(' is not a regular expression: Unclosed group; "
                        + "@eid: 'me' is not six octets such as 00:1b:63:84:45:e6",
                refused.getMessage());
        pbx.deviceState("a", DeviceState.BUSY);
        assertEquals(List.of(), bad.take());
    }

    @Test
    void manyDevicesAreDumpedWithoutARecursion() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            pbx.deviceState("PJSIP/" + i, DeviceState.NOT_INUSE);
        }
        devices.startPublishing(client);
        assertEquals(20_000, client.take().size());
    }
}
