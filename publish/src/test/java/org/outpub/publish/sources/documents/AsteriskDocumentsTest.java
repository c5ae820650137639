package org.outpub.publish.sources.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;

class AsteriskDocumentsTest {
    private static final String EID = "00:1b:63:84:45:e6";

    private static void assertJson(String expected, PublicationBody body) {
        assertEquals("application/json", body.contentType());
        assertEquals(expected, new String(body.bytes(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void aDeviceStateHasAsterisksMembersInAsterisksOrder(DeviceState state) {
        assertJson(
                "{\"type\":\"devicestate\",\"device\":\"PJSIP/1000\",\"state\":\"" + state
                        + "\",\"cachable\":1,\"eid\":\"00:1b:63:84:45:e6\"}",
                AsteriskDocuments.deviceState("PJSIP/1000", state, EID));
    }

    @Test
    void aMailboxStateHasAsterisksMembersInAsterisksOrder() {
        assertJson(
                "{\"type\":\"mailboxstate\",\"uniqueid\":\"1000@default\",\"old\":2,\"new\":1,"
                        + "\"eid\":\"00:1b:63:84:45:e6\"}",
                AsteriskDocuments.mailboxState("1000@default", new MessageCounts(1, 2), EID));
    }
}
