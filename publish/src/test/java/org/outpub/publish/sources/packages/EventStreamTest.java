package org.outpub.publish.sources.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.PbxState;

class EventStreamTest {
    private static final EntityId EID = new EntityId("00:1b:63:84:45:e6");
    private final PbxState pbx = new PbxState();
    private final PeerWishes wishes = new PeerWishes();
    private final PackageHandler devices =
            new PackageHandler(EventStream.deviceStates(pbx, EID, new LongAdder(), wishes));
    private final PackageHandler mailboxes =
            new PackageHandler(EventStream.mailboxStates(pbx, EID, new LongAdder(), wishes));
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
        devices.lost(client, Optional.empty());
        assertEquals(all, client.take());
    }

    @Test
    void aPublicationThatWasCreatedAnewWithTheLastDocumentIsNotToldThatTwice() throws Exception {
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.ONHOLD);
        devices.startPublishing(client);
        client.take();
        devices.createdAnew(client, Optional.empty());
        assertEquals(List.of(device("a", DeviceState.BUSY)), client.take());
    }

    @Test
    void aForgottenDeviceIsToldAsUnknownAndIsInNoDump() throws Exception {
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.BUSY);
        devices.startPublishing(client);
        client.take();
        pbx.deviceRemoved("b");
        assertEquals(List.of(device("b", DeviceState.UNKNOWN)), client.take());
        devices.lost(client, Optional.empty());
        assertEquals(List.of(device("a", DeviceState.BUSY)), client.take());
    }

    @Test
    void whatAFilterLeavesOutFromNowOnIsToldAsUnknownOnce() throws Exception {
        pbx.deviceState("a", DeviceState.BUSY);
        pbx.deviceState("b", DeviceState.BUSY);
        devices.startPublishing(client).run();
        client.take();
        client.with("@device_state_filter", "^a$");
        devices.startPublishing(client).run();
        assertEquals(List.of(device("a", DeviceState.BUSY), device("b", DeviceState.UNKNOWN)), sorted(client.take()));
        devices.startPublishing(client);
        assertEquals(List.of(device("a", DeviceState.BUSY)), client.take());
    }

    @Test
    void aForgottenMailboxIsToldToBeEmpty() throws Exception {
        mailboxes.startPublishing(client);
        pbx.mailbox("1000@default", 1, 2);
        client.take();
        pbx.mailboxRemoved("1000@default");
        assertEquals(
                List.of("{\"type\":\"mailboxstate\",\"uniqueid\":\"1000@default\",\"old\":0,\"new\":0,"
                        + "\"eid\":\"00:1b:63:84:45:e6\"}"),
                client.take());
    }

    private static List<String> sorted(List<String> documents) {
        return documents.stream().sorted().toList();
    }

    @Test
    void theFilterIsARegularExpressionOnTheName() throws Exception {
        pbx.deviceState("PJSIP/1000", DeviceState.BUSY);
        pbx.deviceState("Custom:lamp", DeviceState.BUSY);
        devices.startPublishing(client.with("@device_state_filter", "^pjsip/[[:digit:]]+$"));
        assertEquals(List.of(device("PJSIP/1000", DeviceState.BUSY)), client.take());
        pbx.deviceState("Custom:lamp", DeviceState.INUSE);
        devices.lost(client, Optional.empty());
        assertEquals(List.of(device("PJSIP/1000", DeviceState.BUSY)), client.take());
    }

    @Test
    void aDeviceThatGoesBeforeItWasToldIsToldToNobody() throws Exception {
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
                        + "@device_state_filter: '(' is not a regular expression: a ( has no ); "
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

    @Test
    void whatOtherServersToldIsNotPublishedAsOurOwn() throws Exception {
        pbx.peer("00:00:00:00:00:07").deviceState("PJSIP/7", DeviceState.INUSE);
        devices.startPublishing(client);
        pbx.peer("00:00:00:00:00:07").deviceState("PJSIP/7", DeviceState.BUSY);
        pbx.peer("00:00:00:00:00:07").deviceState("PJSIP/1", DeviceState.BUSY);
        pbx.deviceState("PJSIP/1", DeviceState.INUSE);
        assertEquals(List.of(device("PJSIP/1", DeviceState.INUSE)), client.take(), "and not busy, the sum of both");
    }

    @Nested
    class ThePeer {
        private static final String WISH = "{\"type\":\"refresh\",\"eid\":\"00:1b:63:84:45:e6\"}";

        @Test
        void isAskedAtTheStartWhereConfigurationNamesThePublication() throws Exception {
            wishes.name(Set.of("lamps"));
            pbx.deviceState("a", DeviceState.INUSE);
            devices.startPublishing(client);
            assertEquals(List.of(device("a", DeviceState.INUSE), WISH), client.take());
        }

        @Test
        void isNotAskedOtherwise() throws Exception {
            wishes.name(Set.of("others"));
            devices.startPublishing(client);
            wishes.ask("lamps");
            assertEquals(List.of(), client.take());
        }

        @Test
        void isAskedWhenThePublicationIsNamedAndWhenWhatItToldIsLost() throws Exception {
            devices.startPublishing(client);
            wishes.name(Set.of("lamps"));
            assertEquals(List.of(WISH), client.take());
            wishes.name(Set.of("lamps", "others"));
            assertEquals(List.of(), client.take(), "as before");
            wishes.ask("lamps");
            wishes.ask("lamps");
            assertEquals(List.of(WISH, WISH), client.take());
        }

        @Test
        void isNotAskedAfterTheEndAndIsAgainInTheNextLife() throws Exception {
            wishes.name(Set.of("lamps"));
            devices.startPublishing(client).run();
            client.take();
            wishes.ask("lamps");
            assertEquals(List.of(), client.take());
            devices.startPublishing(client);
            assertEquals(List.of(WISH), client.take());
        }

        @Test
        void isToldEverythingIfItLostAPublicationThatWasAWish() throws Exception {
            pbx.deviceState("a", DeviceState.INUSE);
            devices.startPublishing(client);
            wishes.name(Set.of("lamps"));
            client.take();
            devices.createdAnew(client, Optional.empty());
            assertEquals(List.of(device("a", DeviceState.INUSE)), client.take());
        }
    }
}
