package org.outpub.it;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.publish.testkit.ScriptedCompositor.Reply;

/** What an agent does when the server does not say yes (RFC 3903 §5, RFC 3261 §21), on the wire. */
class FailureAnswersWireTest extends WireTestCase {
    private final Map<Integer, ScriptedCompositor> servers = new ConcurrentHashMap<>();
    private CapturedLog log;

    @BeforeEach
    void listen() {
        log = new CapturedLog();
    }

    @AfterEach
    void hushed() {
        log.close();
        for (ScriptedCompositor server : servers.values()) {
            server.close();
            assertEquals(List.of(), server.violations());
        }
    }

    /** Refuses once what a publication sends after its initial request, and grants everything else. */
    private static Function<ReceivedPublish, Reply> refusingOnce(int status) {
        AtomicInteger left = new AtomicInteger(1);
        return request -> !request.operation().equals("initial") && left.getAndDecrement() > 0
                ? reply(status)
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 600");
    }

    private void change() throws Exception {
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 481})
    void anUnknownEntityTagIsGivenUpAndTheFullDocumentGoesOutAtOnce(int status) throws Exception {
        esc.script(refusingOnce(status));
        ReceivedPublish first = startOne();
        change();
        ReceivedPublish refused = esc.next("modify");
        ReceivedPublish anew = esc.next("initial");
        assertEquals("closed", anew.body());
        assertEquals(first.header("Call-ID"), anew.header("Call-ID"));
        config.content("state.txt", "again");
        assertNotEquals(refused.header("SIP-If-Match"), esc.next("modify").header("SIP-If-Match"));
    }

    @Test
    void anUnknownEntityTagOfARefreshBringsTheFullDocumentToo() throws Exception {
        esc.script(request -> request.operation().equals("refresh")
                ? reply(412)
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 6"));
        startOne();
        esc.next("refresh");
        assertEquals("open", esc.next("initial").body());
    }

    @Test
    void aServerThatKnowsNoEntityTagOfItsOwnIsNotFlooded() throws Exception {
        esc.script(request -> reply(412));
        startOne();
        List<ReceivedPublish> more = esc.within(Duration.ofSeconds(3));
        assertTrue(more.size() <= 3, more::toString);
        assertTrue(more.stream().allMatch(one -> one.operation().equals("initial")), more::toString);
    }

    @Test
    void aLifetimeThatIsTooBriefIsRaisedAtOnceAndForLaterRequests() throws Exception {
        esc.script(request -> request.expires() != 0 && request.expires() < 1800
                ? reply(423, "Min-Expires: 1800")
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 1800"));
        ReceivedPublish brief = startOne("expiration=60");
        ReceivedPublish raised = esc.next("initial");
        assertEquals(List.of(60L, 1800L), List.of(brief.expires(), raised.expires()));
        change();
        assertEquals(1800, esc.next("modify").expires());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Min-Expires: 60", "Min-Expires: soon", "Min-Expires: 3600", "X: y"})
    void aServerThatFindsEveryLifetimeTooBriefIsNotAskedOverAndOver(String header) throws Exception {
        esc.script(request -> reply(423, header));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertTrue(esc.within(Duration.ofMillis(800)).size() <= 2);
        assertTrue(log.warnings().toString().contains("423 Because (Min-Expires: "), log.warnings()::toString);
    }

    @Test
    void aServerThatRaisesTheLifetimeWithoutEndIsObeyedTwice() throws Exception {
        esc.script(request -> reply(423, "Min-Expires: " + (request.expires() + 1)));
        startOne();
        esc.next("initial");
        esc.next("initial");
        awaitPhase("a", Phase.RETRYING);
        assertEquals(List.of(), esc.drain());
    }

    private static final Map<Integer, String> CURED_BY_CONFIGURATION = Map.ofEntries(
            entry(403, "the server does not allow this"),
            entry(404, "the server does not know the user"),
            entry(405, "the server does not take PUBLISH"),
            entry(410, "410 Because"),
            entry(413, "413 Because"),
            entry(414, "414 Because"),
            entry(415, "check @content_type"),
            entry(416, "check server_uri"),
            entry(420, "420 Because"),
            entry(421, "421 Because"),
            entry(482, "482 Because"),
            entry(483, "483 Because"),
            entry(485, "the address is ambiguous"),
            entry(488, "488 Because"),
            entry(489, "check event"),
            entry(493, "493 Because"),
            entry(494, "494 Because"),
            entry(499, "499 Because"),
            entry(501, "the server does not take PUBLISH"),
            entry(505, "505 Because"),
            entry(513, "513 Because"),
            entry(604, "the user does not exist anywhere"),
            entry(699, "699 Because"));

    /** Publishes to a server for each status, since what one answers may count for all that it has. */
    private void startWithServers(Collection<Integer> statuses, IntFunction<Function<ReceivedPublish, Reply>> script)
            throws Exception {
        for (int status : statuses) {
            ScriptedCompositor server = new ScriptedCompositor();
            servers.put(status, server);
            server.script(script.apply(status));
            config.publication("p" + status, server.uri("p" + status));
        }
        start();
    }

    private void changeConfigurationOf(Collection<Integer> statuses) throws Exception {
        for (int status : statuses) {
            config.publication("p" + status, servers.get(status).uri("p" + status), "expiration=601");
        }
        config.write();
    }

    @Test
    void whatConfigurationMustCureIsToldOnceAndNotRepeatedUntilSomethingChanges() throws Exception {
        Set<Integer> statuses = CURED_BY_CONFIGURATION.keySet();
        startWithServers(statuses, status -> request -> reply(status));
        for (int status : statuses) {
            servers.get(status).next("initial");
            awaitPhase("p" + status, Phase.RETRYING);
            assertEquals(status + " Because", status("p" + status).last());
        }
        assertEquals(List.of(), servers.get(403).within(Duration.ofMillis(300)));
        await("each is told").until(() -> log.warnings().size() >= statuses.size());
        assertEquals(statuses.size(), log.warnings().size(), log.warnings()::toString);
        CURED_BY_CONFIGURATION.forEach((status, told) -> {
            List<String> lines = log.warnings().stream()
                    .filter(line -> line.contains("p" + status + ": " + status + " Because"))
                    .toList();
            assertEquals(1, lines.size(), log.warnings()::toString);
            assertTrue(lines.get(0).contains(told), lines::toString);
            assertTrue(lines.get(0).contains("configuration changes"), lines::toString);
        });
        for (ScriptedCompositor server : servers.values()) {
            assertEquals(List.of(), server.drain());
            server.script(server::grant);
        }
        config.content("state.txt", "changed");
        changeConfigurationOf(statuses);
        for (ScriptedCompositor server : servers.values()) {
            await("the newest document").until(() -> server.next().body().equals("changed"));
        }
    }

    @Test
    void aFailureThatMayPassKeepsTheStateUntilTheServerHasIt() throws Exception {
        List<Integer> statuses = List.of(399, 400, 408, 430, 480, 486, 491, 500, 502, 503, 504, 580, 599, 600, 603);
        Set<Integer> refused = ConcurrentHashMap.newKeySet();
        startWithServers(
                statuses,
                status -> request -> refused.add(status)
                        ? reply(status)
                        : servers.get(status).grant(request));
        for (int status : statuses) {
            assertEquals("open", servers.get(status).next("initial").body());
        }
        for (int status : List.of(399, 400, 580)) {
            awaitPhase("p" + status, Phase.RETRYING);
        }
        changeConfigurationOf(List.of(399, 400, 580));
        for (int status : statuses) {
            assertEquals("open", servers.get(status).next("initial").body());
            awaitPhase("p" + status, Phase.PUBLISHED);
        }
    }

    @Test
    void aFailureOfAModifyKeepsTheEntityTag() throws Exception {
        List<Integer> statuses = List.of(408, 480, 500, 503, 504, 600);
        startWithServers(statuses, FailureAnswersWireTest::refusingOnce);
        Map<Integer, ReceivedPublish> first = new HashMap<>();
        for (int status : statuses) {
            first.put(status, servers.get(status).next("initial"));
            awaitPhase("p" + status, Phase.PUBLISHED);
        }
        config.content("state.txt", "closed");
        for (int status : statuses) {
            ReceivedPublish failed = servers.get(status).next("modify");
            ReceivedPublish again = servers.get(status).next("modify");
            assertEquals("tag-" + first.get(status).cseq(), again.header("SIP-If-Match"));
            assertEquals(failed.header("SIP-If-Match"), again.header("SIP-If-Match"));
            assertEquals("closed", again.body());
        }
    }

    @Test
    void aFailedRefreshIsTriedAgainWithTheLastGoodEntityTag() throws Exception {
        AtomicInteger refreshes = new AtomicInteger();
        esc.script(request -> request.operation().equals("refresh") && refreshes.getAndIncrement() == 0
                ? reply(500)
                : reply(200, "SIP-ETag: good", "Expires: 10"));
        startOne();
        esc.next("refresh");
        assertEquals("good", esc.next("refresh").header("SIP-If-Match"));
    }

    @Test
    void delaysGrowWithEachFailure() throws Exception {
        esc.script(request -> reply(503));
        startOne();
        long first = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            esc.next("initial");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - first);
        assertTrue(millis > 4000, "three more requests within " + millis + " ms");
    }

    @Test
    void retryAfterIsWaitedOutWhateverTheAnswer() throws Exception {
        int[] statuses = {404, 413, 480, 486, 500, 503, 600, 603};
        Map<String, Long> refusedAt = new ConcurrentHashMap<>();
        Map<String, Long> retriedAt = new ConcurrentHashMap<>();
        List<ScriptedCompositor> servers = new ArrayList<>();
        try {
            for (int status : statuses) {
                // Each has a server of its own, since a 503 may silence the agent towards the whole server.
                ScriptedCompositor server = new ScriptedCompositor();
                servers.add(server);
                server.script(request -> {
                    boolean first = refusedAt.putIfAbsent(request.requestUri(), System.nanoTime()) == null;
                    if (!first) {
                        retriedAt.putIfAbsent(request.requestUri(), System.nanoTime());
                    }
                    return first
                            ? reply(status, "Retry-After: 3 (busy (really));duration=60")
                            : reply(200, "SIP-ETag: t", "Expires: 600");
                });
                config.publication("p" + status, server.uri("p" + status));
            }
            start();
            await("all tried again").until(() -> retriedAt.size() == statuses.length);
            refusedAt.forEach((uri, refused) -> {
                long millis = TimeUnit.NANOSECONDS.toMillis(retriedAt.get(uri) - refused);
                assertTrue(millis >= 2990, uri + " was sent again after " + millis + " ms");
            });
        } finally {
            outpub.unload(Duration.ofSeconds(5));
            outpub = null;
            servers.forEach(ScriptedCompositor::close);
        }
    }

    @Test
    void stateThatChangesDuringRetryAfterIsSentLatestWins() throws Exception {
        AtomicLong refused = new AtomicLong();
        esc.script(request -> refused.compareAndSet(0, System.nanoTime())
                ? reply(503, "Retry-After: 5")
                : reply(200, "SIP-ETag: t", "Expires: 600"));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        config.content("state.txt", "newer");
        assertEquals(List.of(), esc.within(Duration.ofMillis(700)));
        config.content("state.txt", "newest");
        ReceivedPublish next = esc.next("initial");
        assertEquals("newest", next.body());
        assertTrue(System.nanoTime() - refused.get() > TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void anUnknownEventIsToldWithWhatTheServerTakes() throws Exception {
        esc.script(request -> reply(489, "Allow-Events: presence, dialog", "u: message-summary"));
        startOne();
        await("a warning").until(() -> !log.warnings().isEmpty());
        assertTrue(
                log.warnings().get(0).contains("(the server takes presence, dialog, message-summary)"),
                log.warnings()::toString);
    }

    @Test
    void aDocumentOfAnUnknownTypeIsNotOfferedAgain() throws Exception {
        esc.script(request -> reply(415, "Accept: application/xpidf+xml", "Accept-Encoding: gzip"));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(List.of(), esc.within(Duration.ofMillis(500)));
        assertTrue(log.text().contains("the server does not take this content type"), log::text);
    }

    @Test
    void anEntityTagThatAServerAnswersWithA400IsGivenUpBeforeLong() throws Exception {
        esc.script(request -> request.has("SIP-If-Match")
                ? reply(400)
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 600"));
        startOne();
        change();
        esc.next("modify");
        esc.next("modify");
        assertEquals("closed", esc.next("initial").body());
        esc.script(esc::grant);
    }

    @Test
    void aCureInConfigurationIsTriedAtOnce() throws Exception {
        esc.script(request -> request.header("Event").equals("presence") ? reply(489) : esc.grant(request));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        config.section(
                        "a",
                        "type=outbound-publish",
                        "server_uri=" + esc.uri("a"),
                        "event=dialog",
                        "@content_type=text/plain",
                        "@content_file=state.txt")
                .write();
        ReceivedPublish cured = esc.next("initial");
        assertEquals("dialog", cured.header("Event"));
        assertFalse(cured.has("SIP-If-Match"));
    }

    @Test
    void whatIsToldSaysEachFailureOnce() throws Exception {
        esc.script(request -> reply(503));
        startOne();
        esc.next("initial");
        esc.next("initial");
        Map<String, Long> times = new HashMap<>();
        log.warnings().forEach(line -> times.merge(line.replaceAll("(?s).*WARNING: ", ""), 1L, Long::sum));
        assertEquals(1, times.size(), times::toString);
        assertTrue(times.keySet().iterator().next().startsWith("a: 503 Because; trying again in 1 s"), times::toString);
    }
}
