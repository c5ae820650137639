package org.outpub.publish.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.outpub.publish.demo.EventStateCompositor.Settings;
import org.outpub.publish.demo.StateChange.Kind;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

class EventStateCompositorTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 5060);
    private long now = Long.MAX_VALUE - Duration.ofSeconds(100).toNanos();
    private final List<Kind> changes = new ArrayList<>();
    private final EventStateCompositor compositor = new EventStateCompositor(
            new Settings(10, 3600, 600, Set.of("presence")), () -> now, change -> changes.add(change.kind()));

    private ServerResponse publish(String body, String... headers) {
        Map<String, List<String>> all = new HashMap<>(Map.of("event", List.of("presence")));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], List.of(headers[i + 1]));
        }
        return compositor.answer(
                new ServerRequest("PUBLISH", "sip:a@b", all, body.getBytes(StandardCharsets.UTF_8), SOURCE));
    }

    private static String header(ServerResponse response, String name) {
        return response.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(ServerResponse.Header::value)
                .findFirst()
                .orElse("");
    }

    private String created() {
        return header(publish("doc", "expires", "60"), "SIP-ETag");
    }

    @Test
    void anInitialPublicationIsNamedAndGranted() {
        ServerResponse response = publish("doc", "expires", "60");
        assertEquals(200, response.status());
        assertEquals("60", header(response, "Expires"));
        assertNotEquals("", header(response, "SIP-ETag"));
    }

    @Test
    void withoutABodyItIsRefused() {
        assertEquals(400, publish("").status());
    }

    @Test
    void everyAnswerGivesAnotherEntityTagAndVoidsTheOneBefore() {
        String first = created();
        ServerResponse refreshed = publish("", "sip-if-match", first);
        String second = header(refreshed, "SIP-ETag");
        assertNotEquals(first, second);
        assertEquals(412, publish("", "sip-if-match", first).status());
        assertEquals(200, publish("new", "sip-if-match", second).status());
        assertEquals(List.of(Kind.CREATED, Kind.REFRESHED, Kind.MODIFIED), changes);
    }

    @Test
    void whatIsRemovedIsGone() {
        String tag = created();
        assertEquals(200, publish("", "sip-if-match", tag, "expires", "0").status());
        assertEquals(412, publish("", "sip-if-match", tag).status());
        assertEquals(List.of(), compositor.snapshot());
    }

    @Test
    void whatIsNotRefreshedExpires() {
        String tag = created();
        now += Duration.ofSeconds(60).toNanos();
        assertEquals(412, publish("", "sip-if-match", tag).status());
        assertEquals(List.of(Kind.CREATED, Kind.EXPIRED), changes);
    }

    @Test
    void tooShortALifetimeIsRefusedWithTheLeastAndTooLongAOneIsCut() {
        ServerResponse brief = publish("doc", "expires", "5");
        assertEquals(423, brief.status());
        assertEquals("10", header(brief, "Min-Expires"));
        assertEquals("3600", header(publish("doc", "expires", "9999"), "Expires"));
        assertEquals("600", header(publish("doc"), "Expires"));
    }

    @Test
    void anEntityTagOfAnotherResourceOrPackageIsUnknown() {
        String tag = created();
        ServerRequest other = new ServerRequest(
                "PUBLISH",
                "sip:c@d",
                Map.of("event", List.of("presence"), "sip-if-match", List.of(tag)),
                new byte[0],
                SOURCE);
        assertEquals(412, compositor.answer(other).status());
    }

    @Test
    void otherPackagesAndMethodsAreRefusedWithWhatIsTaken() {
        ServerResponse unknown = publish("doc", "event", "dialog");
        assertEquals(489, unknown.status());
        assertEquals("presence", header(unknown, "Allow-Events"));
        ServerRequest subscribe = new ServerRequest("SUBSCRIBE", "sip:a@b", Map.of(), new byte[0], SOURCE);
        assertEquals("PUBLISH, OPTIONS", header(compositor.answer(subscribe), "Allow"));
    }

    @Test
    void malformedHeadersAreRefused() {
        assertEquals(400, publish("doc", "expires", "soon").status());
        ServerRequest two = new ServerRequest(
                "PUBLISH",
                "sip:a@b",
                Map.of("event", List.of("presence"), "sip-if-match", List.of("x", "y")),
                new byte[0],
                SOURCE);
        assertEquals(400, compositor.answer(two).status());
    }

    @Test
    void aRestartForgetsEverything() {
        String tag = created();
        compositor.forget();
        assertEquals(412, publish("", "sip-if-match", tag).status());
    }
}
