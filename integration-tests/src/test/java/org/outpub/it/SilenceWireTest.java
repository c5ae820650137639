package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;

/** The one run by the real timers of RFC 3261 §17.1.2: servers that say nothing, for longer than a transaction lasts. */
class SilenceWireTest extends WireTestCase {
    private record Copy(long nanos, byte[] bytes) {
        @Override
        public String toString() {
            return nanos + ": " + bytes.length + " bytes";
        }
    }

    @Test
    void silenceIsWaitedOutThenTheSameStateIsTriedAgainWithWhatMayStillLive() throws Exception {
        Map<String, List<Copy>> copies = new ConcurrentHashMap<>();
        Map<String, List<ReceivedPublish>> seen = new ConcurrentHashMap<>();
        esc.tap((bytes, length) -> copies.computeIfAbsent(
                        ReceivedPublish.parse(bytes, length).branch(), branch -> new CopyOnWriteArrayList<>())
                .add(new Copy(System.nanoTime(), java.util.Arrays.copyOf(bytes, length))));
        esc.script(request -> {
            String user = request.requestUri().replaceAll("sip:(.*)@.*", "$1");
            List<ReceivedPublish> before = seen.computeIfAbsent(user, name -> new CopyOnWriteArrayList<>());
            before.add(request);
            if (before.size() > 2 || (before.size() == 2 && user.equals("hole"))) {
                return request.has("SIP-If-Match") && user.equals("lost") ? reply(412) : esc.grant(request);
            }
            return switch (user) {
                // Never answers the first request.
                case "hole" -> null;
                // Answers it provisionally.
                case "trying" -> before.size() == 2 ? esc.grant(request) : reply(100);
                // Takes the second one, but its answer is lost.
                case "lost" -> before.size() == 1 ? reply(200, "SIP-ETag: old", "Expires: 600") : null;
                // Is silent to the refresh until what it held has expired.
                default -> before.size() == 1 ? reply(200, "SIP-ETag: brief", "Expires: 10") : null;
            };
        });
        for (String user : List.of("hole", "trying", "lost", "lapsed")) {
            config.content(user + ".txt", "open");
            config.section(
                    user,
                    "type=outbound-publish",
                    "server_uri=" + esc.uri(user),
                    "event=presence",
                    "@content_type=text/plain",
                    "@content_file=" + user + ".txt");
        }
        start();
        awaitPhase("lost", Phase.PUBLISHED);
        config.content("lost.txt", "closed");
        await("all are published again")
                .atMost(java.time.Duration.ofSeconds(80))
                .until(() -> seen.getOrDefault("hole", List.of()).size() >= 2
                        && seen.getOrDefault("trying", List.of()).size() >= 2
                        && seen.getOrDefault("lost", List.of()).size() >= 4
                        && seen.getOrDefault("lapsed", List.of()).size() >= 3);

        ReceivedPublish hole = seen.get("hole").get(0);
        assertSchedule(copies.get(hole.branch()), 500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000);
        assertSecondAfterTimerF(copies, hole, seen.get("hole").get(1));
        assertSchedule(copies.get(seen.get("trying").get(0).branch()), 500, 4000, 4000, 4000, 4000, 4000, 4000, 4000);
        assertSecondAfterTimerF(
                copies, seen.get("trying").get(0), seen.get("trying").get(1));

        List<ReceivedPublish> lost = seen.get("lost");
        assertEquals(
                List.of("initial", "modify", "modify", "initial"),
                lost.subList(0, 4).stream().map(ReceivedPublish::operation).toList());
        assertEquals("old", lost.get(2).header("SIP-If-Match"));
        assertEquals("closed", lost.get(3).body());

        List<ReceivedPublish> lapsed = seen.get("lapsed");
        assertEquals(
                List.of("initial", "refresh", "initial"),
                lapsed.subList(0, 3).stream().map(ReceivedPublish::operation).toList());
        assertEquals("open", lapsed.get(2).body());
    }

    /** By the wall clock of a machine that may be busy; to the millisecond it is proved where time is virtual. */
    private static void assertSchedule(List<Copy> copies, int... gaps) {
        List<Long> measured = new ArrayList<>();
        for (int i = 1; i < copies.size(); i++) {
            assertEquals(text(copies.get(0)), text(copies.get(i)));
            measured.add(TimeUnit.NANOSECONDS.toMillis(copies.get(i).nanos - copies.get(i - 1).nanos));
        }
        assertTrue(measured.size() <= gaps.length && measured.size() >= gaps.length - 2, measured::toString);
        long late = 0;
        for (int i = 2; i < measured.size(); i++) {
            assertTrue(measured.get(i) > gaps[i] - 300 - late, measured::toString);
            late = Math.max(0, measured.get(i) - gaps[i]);
        }
    }

    private static String text(Copy copy) {
        return new String(copy.bytes, StandardCharsets.UTF_8);
    }

    private static void assertSecondAfterTimerF(
            Map<String, List<Copy>> copies, ReceivedPublish first, ReceivedPublish second) {
        long millis = TimeUnit.NANOSECONDS.toMillis(copies.get(second.branch()).get(0).nanos
                - copies.get(first.branch()).get(0).nanos);
        assertTrue(millis >= 31_000 && millis < 45_000, "the next request came after " + millis + " ms");
    }
}
