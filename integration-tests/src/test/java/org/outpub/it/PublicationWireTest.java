package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.publish.testkit.ReceivedPublish;

/** The life of a publication on the wire (RFC 3903 §4), with a server that keeps to the rules. */
class PublicationWireTest extends WireTestCase {
    @Test
    void aWholeLifeIsInitialRefreshModifyAndRemoveWithTheLatestEntityTagEach() throws Exception {
        AtomicInteger granted = new AtomicInteger();
        List<String> tags = List.of("-.!%*_+`'~", "9", "8", "x".repeat(200), "a.1594729867.26073.6.12");
        esc.script(request -> reply(
                200,
                "SIP-ETag: " + tags.get(granted.getAndIncrement() % tags.size()),
                "Expires: " + (granted.get() == 1 ? 6 : request.expires())));
        ReceivedPublish initial = startOne("expiration=600");
        assertEquals(600, initial.expires());
        ReceivedPublish refresh = esc.next("refresh");
        assertEquals(600, refresh.expires());
        assertEquals(tags.get(0), refresh.header("SIP-If-Match"));
        config.content("state.txt", "closed");
        ReceivedPublish modify = esc.next("modify");
        assertEquals(List.of("closed", tags.get(1)), List.of(modify.body(), modify.header("SIP-If-Match")));
        config.content("state.txt", "open");
        ReceivedPublish again = esc.next("modify");
        assertEquals(tags.get(2), again.header("SIP-If-Match"));
        config.without("a").write();
        ReceivedPublish remove = esc.next("remove");
        assertEquals(tags.get(3), remove.header("SIP-If-Match"));

        List<ReceivedPublish> all = List.of(initial, refresh, modify, again, remove);
        for (String stays : List.of("Call-ID", "From", "To", "Event")) {
            assertEquals(
                    1, all.stream().map(one -> one.header(stays)).distinct().count(), stays);
        }
        assertEquals(5, all.stream().map(ReceivedPublish::branch).distinct().count());
        assertEquals(
                List.of(0L, 1L, 2L, 3L, 4L),
                all.stream().map(one -> one.cseq() - initial.cseq()).toList());
        assertTrue(initial.cseq() < 1L << 31);
        assertTrue(initial.header("From").matches(".*;tag=[0-9a-f]{16}"), initial.header("From"));
    }

    @Test
    void theGrantedLifetimeIsFollowedEachTimeItChanges() throws Exception {
        int[] grants = {4, 8, 4, 600};
        AtomicInteger count = new AtomicInteger();
        esc.script(
                request -> reply(200, "SIP-ETag: t" + count.get(), "Expires: " + grants[count.getAndIncrement() % 4]));
        startOne("expiration=3600");
        for (int grant : new int[] {4, 8, 4}) {
            long before = System.nanoTime();
            ReceivedPublish refresh = esc.next("refresh");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            assertTrue(millis < grant * 1000L, "granted " + grant + " s, refreshed after " + millis + " ms");
            assertTrue(millis > grant * 200L, "granted " + grant + " s, refreshed after " + millis + " ms");
            assertEquals(3600, refresh.expires());
        }
    }

    @Test
    void aGrantOfAFewSecondsNeitherLapsesNorSpins() throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        esc.script(request -> {
            counts.merge(request.requestUri(), 1, Integer::sum);
            return reply(200, "SIP-ETag: t", "Expires: " + request.requestUri().replaceAll("sip:p([0-9]+)@.*", "$1"));
        });
        for (int seconds : new int[] {1, 2, 3, 5, 6}) {
            config.publication("p" + seconds, esc.uri("p" + seconds));
        }
        start();
        long start = System.nanoTime();
        List<ReceivedPublish> seen = new ArrayList<>();
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(7)) {
            seen.add(esc.next());
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 1;
        for (int granted : new int[] {1, 2, 3, 5, 6}) {
            List<String> operations = seen.stream()
                    .filter(one -> one.requestUri().contains("sip:p" + granted + "@"))
                    .map(ReceivedPublish::operation)
                    .toList();
            assertEquals("initial", operations.get(0));
            // A grant of a second may lapse where the machine stands still for half of one.
            assertTrue(
                    granted < 3 || !operations.subList(1, operations.size()).contains("initial"), operations::toString);
            assertTrue(operations.contains("refresh"), operations::toString);
            assertTrue(operations.size() <= 2 * seconds + 3, granted + " s: " + operations);
        }
    }

    @Test
    void aModifyStartsTheLifetimeAnew() throws Exception {
        esc.script(request ->
                reply(200, "SIP-ETag: t", "Expires: " + (request.body().equals("open") ? 12 : 600)));
        startOne();
        config.content("state.txt", "closed");
        esc.next("modify");
        assertEquals(List.of(), esc.within(Duration.ofMillis(6200)));
    }

    @Test
    void aGrantLongerThanAskedIsUsed() throws Exception {
        esc.script(request -> reply(200, "SIP-ETag: t", "Expires: 7200"));
        startOne("expiration=1");
        assertEquals(List.of(), esc.within(Duration.ofMillis(1500)));
    }

    @Test
    void ofFiftyChangesWhileOneRequestIsUnderWayOnlyTheLastIsSent() throws Exception {
        config.section("a", "type=outbound-publish", "server_uri=" + esc.uri("a"), "event=presence");
        start();
        PublishClient client = client("presence");
        esc.script(request -> null);
        client.publish(text("first"));
        ReceivedPublish first = esc.next("initial");
        List<PublishResult> superseded = new ArrayList<>();
        for (int i = 1; i <= 49; i++) {
            client.publish(text("state " + i)).thenAccept(superseded::add);
        }
        var last = client.publish(text("state 50")).toCompletableFuture();
        esc.script(esc::grant);
        esc.answer(first, esc.grant(first));
        assertEquals("state 50", esc.next("modify").body());
        assertEquals(new PublishResult.Confirmed(), last.get(20, TimeUnit.SECONDS));
        assertEquals(
                49,
                superseded.stream()
                        .filter(PublishResult.Superseded.class::isInstance)
                        .count());
        assertEquals(List.of(), esc.drain());
    }

    @Test
    void twoPackagesOfOneRequestUriHaveOneRequestUnderWayBetweenThem() throws Exception {
        for (String event : List.of("presence", "dialog")) {
            config.section(event, "type=outbound-publish", "server_uri=" + esc.uri("both"), "event=" + event);
        }
        start();
        PublishClient presence = client("presence");
        PublishClient dialog = client("dialog");
        esc.script(request -> null);
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            presence.publish(text("presence " + round));
            dialog.publish(text("dialog " + round));
            ReceivedPublish one = esc.next();
            seen.add(one.header("Event"));
            assertEquals(List.of(), esc.within(Duration.ofMillis(50)));
            esc.answer(one, esc.grant(one));
        }
        esc.script(esc::grant);
        ReceivedPublish left = esc.next();
        esc.answer(left, esc.grant(left));
        assertEquals(Set.of("presence", "dialog"), seen);
    }

    @Test
    void theSameEntityTagOfTwoPublicationsNamesEachInItsOwnScope() throws Exception {
        esc.script(request -> reply(200, "SIP-ETag: 1", "Expires: 600"));
        config.publication("a", esc.uri("a")).publication("b", esc.uri("b"));
        start();
        esc.next("initial");
        esc.next("initial");
        awaitPhase("b", Phase.PUBLISHED);
        config.without("b").write();
        assertEquals(esc.uri("b"), esc.next("remove").requestUri());
        config.content("state.txt", "closed");
        ReceivedPublish modify = esc.next("modify");
        assertEquals(List.of(esc.uri("a"), "1"), List.of(modify.requestUri(), modify.header("SIP-If-Match")));
    }

    @Test
    void anAnswerWithoutEntityTagIsNeverFollowedByAnOldOne() throws Exception {
        AtomicInteger count = new AtomicInteger();
        esc.script(request -> count.incrementAndGet() == 1
                ? reply(200, "SIP-ETag: first", "Expires: 600")
                : reply(200, "Expires: 2"));
        startOne();
        config.content("state.txt", "closed");
        assertEquals("first", esc.next("modify").header("SIP-If-Match"));
        assertEquals("closed", esc.next("initial").body());
    }

    @Test
    void anAnswerWithoutExpiresIsTakenForWhatWasAsked() throws Exception {
        esc.script(request -> reply(200, "SIP-ETag: t"));
        startOne("expiration=6");
        long before = System.nanoTime();
        esc.next("refresh");
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(6));
    }

    @Test
    void anAcceptanceForNoTimeAtAllIsFollowedMoreAndMoreSlowly() throws Exception {
        esc.script(request -> reply(200, "SIP-ETag: t", "Expires: 0"));
        startOne();
        long first = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            esc.next("initial");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - first);
        assertTrue(millis > 4000, "three more requests within " + millis + " ms");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204, 299})
    void everySuccessIsSuccess(int status) throws Exception {
        esc.script(request -> reply(status, "SIP-ETag: t" + status, "Expires: 600"));
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        config.content("state.txt", "closed");
        assertEquals("t" + status, esc.next("modify").header("SIP-If-Match"));
    }

    @Test
    void callIdsAndFromTagsOfManyPublicationsAreAllDifferent() throws Exception {
        config.section(
                "users", "type=outbound-publish", "server_uri=" + esc.uri("pbx"), "event=presence", "multi_user=yes");
        start();
        PublishClient client = client("presence");
        Set<String> callIds = new HashSet<>();
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            client.user("u" + i).publish(text("x"));
            ReceivedPublish request = esc.next("initial");
            callIds.add(request.header("Call-ID"));
            tags.add(request.header("From").replaceAll(".*;tag=", ""));
        }
        assertEquals(List.of(300, 300), List.of(callIds.size(), tags.size()));
    }

    // ---- removal ----

    @Test
    void whatIsRemovedBeforeTheFirstAnswerIsRemovedOnceItsEntityTagIsKnown() throws Exception {
        esc.script(request -> null);
        ReceivedPublish initial = startOne();
        config.without("a").write();
        await("the removal is known").until(() -> outpub.statuses().get().isEmpty());
        esc.script(esc::grant);
        esc.answer(initial, reply(200, "SIP-ETag: late", "Expires: 600"));
        assertEquals("late", esc.next("remove").header("SIP-If-Match"));
    }

    @Test
    void whatFailedBeforeItWasRemovedLeavesNothingToRemove() throws Exception {
        esc.script(request -> null);
        ReceivedPublish initial = startOne();
        config.without("a").write();
        await("the removal is known").until(() -> outpub.statuses().get().isEmpty());
        esc.answer(initial, reply(500));
        outpub.unload(Duration.ofSeconds(5));
        outpub = null;
        assertEquals(List.of(), esc.drain());
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 481})
    void aRemovalThatComesTooLateHasWorked(int status) throws Exception {
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        esc.script(request -> reply(status));
        var report = outpub.unload(Duration.ofSeconds(5));
        outpub = null;
        assertEquals(List.of(), report.leftBehind());
        assertEquals(
                List.of("remove"),
                esc.drain().stream().map(ReceivedPublish::operation).toList());
    }

    @Test
    void onceARemovalHasBegunNothingElseIsSent() throws Exception {
        esc.script(request -> reply(200, "SIP-ETag: t", "Expires: 2"));
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        esc.script(request -> null);
        config.without("a").write();
        ReceivedPublish remove = esc.next();
        while (remove.operation().equals("refresh")) {
            esc.answer(remove, reply(200, "SIP-ETag: t", "Expires: 2"));
            remove = esc.next();
        }
        config.content("state.txt", "closed");
        assertEquals(List.of(), esc.within(Duration.ofMillis(1500)));
        esc.answer(remove, reply(200, "Expires: 0"));
        assertEquals("remove", remove.operation());
    }

    @Test
    void aRemovalThatFailsIsTriedAgainWithinTheBoundOfTheShutdown() throws Exception {
        startOne();
        awaitPhase("a", Phase.PUBLISHED);
        AtomicInteger tries = new AtomicInteger();
        esc.script(request -> reply(tries.incrementAndGet() == 1 ? 503 : 200));
        var report = outpub.unload(Duration.ofSeconds(8));
        outpub = null;
        assertEquals(List.of(), report.leftBehind());
        assertEquals(2, tries.get());
    }

    @Test
    void aPublicationThatCameBackIsANewOne() throws Exception {
        ReceivedPublish first = startOne();
        config.without("a").write();
        esc.next("remove");
        config.publication("a", esc.uri("a")).write();
        ReceivedPublish second = esc.next("initial");
        assertNotEquals(first.header("Call-ID"), second.header("Call-ID"));
        assertFalse(second.has("SIP-If-Match"));
    }
}
