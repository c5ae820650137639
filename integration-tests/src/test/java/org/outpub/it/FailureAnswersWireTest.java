package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus.Phase;

/** What an agent does when the server does not say yes (RFC 3903 §5, RFC 3261 §21), on the wire. */
class FailureAnswersWireTest extends WireTestCase {
    private CapturedLog log;

    @BeforeEach
    void listen() {
        log = new CapturedLog();
    }

    @AfterEach
    void hushed() {
        log.close();
    }

    /** Refuses once what a publication sends after its initial request, and grants everything else. */
    private void refuseOnce(int status, String... headers) {
        AtomicInteger left = new AtomicInteger(1);
        esc.script(request -> !request.operation().equals("initial") && left.getAndDecrement() > 0
                ? reply(status, headers)
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 600"));
    }

    private void change() throws Exception {
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 481})
    void anUnknownEntityTagIsGivenUpAndTheFullDocumentGoesOutAtOnce(int status) throws Exception {
        refuseOnce(status);
        RawPublish first = startOne();
        change();
        RawPublish refused = esc.next("modify");
        RawPublish anew = esc.next("initial");
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
        List<RawPublish> more = esc.within(Duration.ofSeconds(3));
        assertTrue(more.size() <= 3, more::toString);
        assertTrue(more.stream().allMatch(one -> one.operation().equals("initial")), more::toString);
    }

    @Test
    void aLifetimeThatIsTooBriefIsRaisedAtOnceAndForLaterRequests() throws Exception {
        esc.script(request -> request.expires() != 0 && request.expires() < 1800
                ? reply(423, "Min-Expires: 1800")
                : reply(200, "SIP-ETag: tag-" + request.cseq(), "Expires: 1800"));
        RawPublish brief = startOne("expiration=60");
        RawPublish raised = esc.next("initial");
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

    @ParameterizedTest
    @CsvSource({
        "403, the server does not allow this",
        "404, the server does not know the user",
        "405, the server does not take PUBLISH",
        "410, 410 Because",
        "413, 413 Because",
        "414, 414 Because",
        "415, check @content_type",
        "416, check server_uri",
        "420, 420 Because",
        "421, 421 Because",
        "482, 482 Because",
        "483, 483 Because",
        "485, the address is ambiguous",
        "488, 488 Because",
        "489, check event",
        "493, 493 Because",
        "494, 494 Because",
        "499, 499 Because",
        "501, the server does not take PUBLISH",
        "505, 505 Because",
        "513, 513 Because",
        "604, the user does not exist anywhere",
        "699, 699 Because"
    })
    void whatConfigurationMustCureIsToldOnceAndNotRepeatedUntilSomethingChanges(int status, String told)
            throws Exception {
        esc.script(request -> reply(status));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        assertEquals(status + " Because", status("a").last());
        assertEquals(List.of(), esc.within(Duration.ofMillis(300)));
        assertEquals(1, log.warnings().size(), log.warnings()::toString);
        String line = log.warnings().get(0);
        assertTrue(line.contains("a: " + status + " Because") && line.contains(told), line);
        assertTrue(line.contains("configuration changes"), line);
        esc.script(esc::grant);
        config.content("state.txt", "changed");
        config.publication("a", esc.uri("a"), "expiration=601").write();
        await("the newest document").until(() -> esc.next().body().equals("changed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {399, 400, 408, 430, 480, 486, 491, 500, 502, 503, 504, 580, 599, 600, 603})
    void aFailureThatMayPassKeepsTheStateUntilTheServerHasIt(int status) throws Exception {
        esc.script(request -> reply(status));
        startOne();
        awaitPhase("a", Phase.RETRYING);
        esc.script(esc::grant);
        if (List.of(399, 400, 580).contains(status)) {
            config.publication("a", esc.uri("a"), "expiration=601").write();
        }
        assertEquals("open", esc.next("initial").body());
        awaitPhase("a", Phase.PUBLISHED);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 480, 500, 503, 504, 600})
    void aFailureOfAModifyKeepsTheEntityTag(int status) throws Exception {
        refuseOnce(status);
        RawPublish first = startOne();
        change();
        RawPublish failed = esc.next("modify");
        RawPublish again = esc.next("modify");
        assertEquals("tag-" + first.cseq(), again.header("SIP-If-Match"));
        assertEquals(failed.header("SIP-If-Match"), again.header("SIP-If-Match"));
        assertEquals("closed", again.body());
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
        List<RawEsc> servers = new ArrayList<>();
        try {
            for (int status : statuses) {
                // Each has a server of its own, since a 503 may silence the agent towards the whole server.
                RawEsc server = new RawEsc();
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
            servers.forEach(RawEsc::close);
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
        RawPublish next = esc.next("initial");
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
        RawPublish cured = esc.next("initial");
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
