package org.outpub.publish.receiving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

/** The wish of a peer to be told everything, as an Asterisk publishes it. */
class PeerRefreshesTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private static final String REFRESH = "{\"type\":\"refresh\",\"eid\":\"00:1b:63:84:45:e6\"}";
    private final List<String> asked = new ArrayList<>();
    private final VirtualTime time = new VirtualTime();
    private final PeerRefreshes refreshes = new PeerRefreshes(
            request -> new ServerResponse(405, "Method Not Allowed", List.of()),
            () -> List.of("asterisk-devicestate", "presence"),
            time,
            new Random(1),
            asked::add);

    private ServerResponse publish(String event, String body, String... headers) {
        return send("PUBLISH", event, body, headers);
    }

    private ServerResponse send(String method, String event, String body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        all.put("event", List.of(event));
        all.put("content-type", List.of("application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return refreshes.answer(
                new ServerRequest(method, "sip:outpub@127.0.0.1", all, body.getBytes(StandardCharsets.UTF_8), SOURCE));
    }

    private static String tag(ServerResponse response) {
        return response.headers().stream()
                .filter(header -> header.name().equals("SIP-ETag"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private void pass(Duration by) {
        time.pass(by);
    }

    @Test
    void isTakenInAndHasATagThatLivesAsLongAsItIsRefreshed() {
        ServerResponse created = publish("asterisk-devicestate", REFRESH, "expires", "60");
        assertEquals(200, created.status());
        assertEquals(List.of("asterisk-devicestate"), asked);
        pass(Duration.ofSeconds(59));
        ServerResponse refreshed = publish("asterisk-devicestate", "", "sip-if-match", tag(created), "expires", "60");
        assertEquals(200, refreshed.status());
        assertNotEquals(tag(created), tag(refreshed));
        assertEquals(
                412,
                publish("asterisk-devicestate", "", "sip-if-match", tag(created))
                        .status());
        pass(Duration.ofSeconds(60));
        assertEquals(
                412,
                publish("asterisk-devicestate", "", "sip-if-match", tag(refreshed))
                        .status());
        assertEquals(1, asked.size());
    }

    @Test
    void isRemovedByExpiresZero() {
        ServerResponse created = publish("asterisk-devicestate", REFRESH);
        assertEquals(
                200,
                publish("asterisk-devicestate", "", "sip-if-match", tag(created), "expires", "0")
                        .status());
        assertEquals(
                412,
                publish("asterisk-devicestate", "", "sip-if-match", tag(created))
                        .status());
    }

    @Test
    void isFollowedEveryTenSecondsAtMost() {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, publish("asterisk-devicestate", REFRESH).status());
            pass(Duration.ofSeconds(1));
        }
        assertEquals(3, asked.size());
    }

    @Test
    void isRefusedWhereItIsNone() {
        assertEquals(
                403,
                publish("asterisk-devicestate", "{\"type\":\"devicestate\"}").status());
        assertEquals(400, publish("asterisk-devicestate", "{").status());
        assertEquals(400, publish("asterisk-devicestate", "").status());
        assertEquals(
                400, publish("asterisk-devicestate", REFRESH, "expires", "soon").status());
        assertEquals(413, publish("asterisk-devicestate", " ".repeat(5000)).status());
        assertEquals(
                415,
                publish("asterisk-devicestate", "x", "content-type", "text/plain")
                        .status());
        assertEquals(405, publish("asterisk-mwi", REFRESH).status(), "not published here");
        assertEquals(405, publish("presence", REFRESH).status());
        assertEquals(405, send("INVITE", "asterisk-devicestate", REFRESH).status());
        assertEquals(List.of(), asked);
    }

    @Test
    void aThousandAreKeptAndTheOldestGoesFirst() {
        String first = tag(publish("asterisk-devicestate", REFRESH));
        String last = "";
        for (int i = 0; i < 1000; i++) {
            last = tag(publish("asterisk-devicestate", REFRESH));
        }
        assertEquals(
                412, publish("asterisk-devicestate", "", "sip-if-match", first).status());
        assertEquals(
                200, publish("asterisk-devicestate", "", "sip-if-match", last).status());
    }
}
