package org.outpub.publish.publication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.publication.PublicationEffect.SendPublish;
import org.outpub.publish.publication.PublicationEffect.Tell;
import org.outpub.publish.publication.PublicationEvent.Accepted;
import org.outpub.publish.publication.PublicationEvent.Challenged;
import org.outpub.publish.publication.PublicationEvent.ContentChanged;
import org.outpub.publish.publication.PublicationEvent.ContentRemoved;
import org.outpub.publish.publication.PublicationEvent.Reconfigured;
import org.outpub.publish.publication.PublicationEvent.Rejected;
import org.outpub.publish.publication.PublicationEvent.StopRequested;
import org.outpub.publish.publication.PublicationEvent.TimerFired;
import org.outpub.publish.publication.PublicationEvent.TurnGranted;
import org.outpub.publish.publication.PublicationEvent.Unanswered;

/** A publication's life, told as a conversation of events. */
class PublicationMachineTest {
    private static final PublicationBody OPEN = PublicationBody.of("text/plain", "open");
    private static final PublicationBody CLOSED = PublicationBody.of("text/plain", "closed");

    /** Feeds events and hands out the effects one by one; a clock near the end of the numbers. */
    private static final class Tester {
        private final PublicationMachine machine = new PublicationMachine(new Random(42));
        private final Deque<PublicationEffect> effects = new ArrayDeque<>();
        private PublicationState state = PublicationMachine.begin(Terms.configured(3600, 5));
        private long now = Long.MAX_VALUE - Duration.ofMinutes(3).toNanos();

        Tester on(PublicationEvent event) {
            Step step = machine.next(state, event, now);
            state = step.state();
            effects.addAll(step.effects());
            return this;
        }

        SendPublish takeSend() {
            return assertInstanceOf(SendPublish.class, effects.remove());
        }

        String takeTold() {
            return assertInstanceOf(Tell.class, effects.remove()).message();
        }

        SendPublish turn() {
            assertTrue(effects.isEmpty(), () -> "not taken: " + effects);
            return on(new TurnGranted()).takeSend();
        }

        Tester accept(String tag, long seconds) {
            return on(new Accepted(new EntityTag(tag), OptionalLong.of(seconds)));
        }

        Tester reject(int status) {
            return on(new Rejected(status, status + " Oops", OptionalLong.empty(), OptionalLong.empty()));
        }

        Duration untilWake() {
            return Duration.ofNanos(state.wakeAt().orElseThrow() - now);
        }

        Tester pass(Duration time) {
            now += time.toNanos();
            return this;
        }

        Tester wake() {
            now = state.wakeAt().orElseThrow();
            return on(new TimerFired());
        }
    }

    private final Tester publication = new Tester();

    private Tester published() {
        publication.on(new ContentChanged(OPEN)).turn();
        return publication.accept("t1", 3600);
    }

    private static void assertSent(
            SendPublish send, Operation operation, String tag, PublicationBody body, long expires) {
        assertEquals(operation, send.operation());
        assertEquals(tag, send.entityTag() == null ? null : send.entityTag().value());
        assertEquals(body, send.body());
        assertEquals(expires, send.expiresSeconds());
    }

    @Test
    void theFourOperationsCarryWhatRfc3903Table1Says() {
        assertSent(publication.on(new ContentChanged(OPEN)).turn(), Operation.INITIAL, null, OPEN, 3600);
        publication.accept("t1", 3600);
        assertSent(publication.wake().turn(), Operation.REFRESH, "t1", null, 3600);
        publication.accept("t2", 3600);
        assertSent(publication.on(new ContentChanged(CLOSED)).turn(), Operation.MODIFY, "t2", CLOSED, 3600);
        publication.accept("t3", 3600);
        assertSent(publication.on(new ContentRemoved()).turn(), Operation.REMOVE, "t3", null, 0);
        publication.accept("t4", 0);
        assertInstanceOf(Idle.class, publication.state);
    }

    @Test
    void ofManyChangesWhileOneIsUnderWayOnlyTheLastIsSent() {
        publication.on(new ContentChanged(OPEN)).turn();
        for (int i = 0; i < 50; i++) {
            publication.on(new ContentChanged(PublicationBody.of("text/plain", "state " + i)));
        }
        publication.accept("t1", 3600);
        assertSent(publication.turn(), Operation.MODIFY, "t1", PublicationBody.of("text/plain", "state 49"), 3600);
    }

    @Test
    void aChangeThatIsTakenBackWhileItWaitsForItsTurnCostsARefreshOnly() {
        published().on(new ContentChanged(CLOSED)).on(new ContentChanged(OPEN));
        assertSent(publication.turn(), Operation.REFRESH, "t1", null, 3600);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 500, 500",
        "2, 800, 1000",
        "10, 4000, 5000",
        "60, 24000, 30000",
        "3600, 2824000, 3530000",
        "7200, 5650000, 7200000",
        "4294967295, 60000000, 86400000"
    })
    void theGrantedLifetimeDecidesWhenToRefresh(long granted, long earliestMillis, long latestMillis) {
        publication.on(new ContentChanged(OPEN)).turn();
        long first = publication.accept("t1", granted).untilWake().toMillis();
        assertTrue(first >= Math.min(500, earliestMillis) && first <= latestMillis, () -> granted + " s: " + first);
        publication.wake().turn();
        long delay = publication.accept("t2", granted).untilWake().toMillis();
        assertTrue(delay >= earliestMillis && delay <= latestMillis, () -> granted + " s granted: " + delay + " ms");
    }

    @Test
    void publicationsThatBeganTogetherRefreshApart() {
        RefreshPolicy policy = new RefreshPolicy(new Random(7));
        assertTrue(distinctSeconds(() -> policy.delayNanos(3600)) > 300);
    }

    /** Of 1,000 in nearly an hour, no minute has more than twice its share. */
    @Test
    void theFirstRefreshesOfPublicationsThatBeganTogetherAreSpreadEvenly() {
        RefreshPolicy policy = new RefreshPolicy(new Random(7));
        Map<Long, Long> minutes = IntStream.range(0, 1000)
                .mapToObj(i -> Duration.ofNanos(policy.firstDelayNanos(3600)).toMinutes())
                .collect(Collectors.groupingBy(minute -> minute, Collectors.counting()));
        assertTrue(Collections.max(minutes.values()) < 2 * 1000 / 50, minutes::toString);
    }

    private static long distinctSeconds(LongSupplier delays) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> Duration.ofNanos(delays.getAsLong()).toSeconds())
                .distinct()
                .count();
    }

    @Nested
    class AfterA412 {
        @Test
        void toARefreshTheFullDocumentIsPublishedAnewWithoutEntityTag() {
            published().wake().turn();
            publication.reject(412);
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 3600);
        }

        @Test
        void toAModifyTheNewestDocumentIsPublishedAnew() {
            published().on(new ContentChanged(CLOSED)).turn();
            publication.reject(412);
            assertSent(publication.turn(), Operation.INITIAL, null, CLOSED, 3600);
        }

        @Test
        void toAnInitialRequestTheNextWaitsLongerAndLonger() {
            publication.on(new ContentChanged(OPEN)).turn();
            Duration last = Duration.ZERO;
            for (int i = 0; i < 6; i++) {
                publication.reject(412);
                assertTrue(publication.untilWake().compareTo(last) > 0);
                last = publication.untilWake();
                publication.effects.clear();
                publication.wake().turn();
            }
        }

        @Test
        void toARemovalNothingFollows() {
            published().on(new StopRequested()).turn();
            publication.reject(412);
            assertEquals(new Ended(""), publication.state);
        }
    }

    @Nested
    class AfterA423 {
        private Tester tooBrief(long least) {
            return publication.on(new Rejected(423, "423 Too Brief", OptionalLong.of(least), OptionalLong.empty()));
        }

        @Test
        void theNextRequestAsksForMinExpiresAndLaterOnesToo() {
            publication.on(new ContentChanged(OPEN)).turn();
            tooBrief(7200);
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 7200);
            publication.accept("t1", 7200);
            assertSent(publication.wake().turn(), Operation.REFRESH, "t1", null, 7200);
        }

        @Test
        void moreThanADayIsForTheConfigurationToAskAndTheNextTryAsksForWhatItSays() {
            publication.on(new ContentChanged(OPEN)).turn();
            tooBrief(86_401);
            String told = publication.takeTold();
            assertTrue(told.contains("86401") && told.contains("set expiration if that is meant"), told);
            assertSent(publication.wake().turn(), Operation.INITIAL, null, OPEN, 3600);
            tooBrief(86_400);
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 86_400);
        }

        @Test
        void aServerThatAlwaysWantsMoreIsObeyedTwice() {
            publication.on(new ContentChanged(OPEN)).turn();
            tooBrief(4000).turn();
            tooBrief(5000).turn();
            tooBrief(6000);
            assertInstanceOf(Waiting.class, publication.state);
        }
    }

    @Nested
    class AfterAFailure {
        @ParameterizedTest
        @ValueSource(ints = {408, 430, 480, 486, 491, 500, 502, 503, 504, 600, 603})
        void thatMayPassTheDocumentAndTheEntityTagAreKeptAndTriedAgainSoon(int status) {
            published().on(new ContentChanged(CLOSED)).turn();
            publication.reject(status);
            assertTrue(publication.untilWake().compareTo(Duration.ofSeconds(2)) < 0);
            publication.effects.clear();
            assertSent(publication.wake().turn(), Operation.MODIFY, "t1", CLOSED, 3600);
        }

        @ParameterizedTest
        @ValueSource(ints = {302, 380, 400, 403, 404, 405, 410, 413, 415, 416, 420, 485, 488, 489, 501, 505, 604, 606})
        void thatConfigurationMustCureIsTriedSlowlyAndAtOnceOnceItChanges(int status) {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.reject(status);
            assertTrue(publication.untilWake().compareTo(Duration.ofMinutes(20)) > 0);
            String told = publication.takeTold();
            assertTrue(told.contains(status + " Oops") && told.contains("configuration changes"), told);
            publication.on(new Reconfigured(Terms.configured(3600, 5)));
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 3600);
        }

        @ParameterizedTest
        @ValueSource(ints = {302, 403, 404, 405, 410, 416, 485, 489, 501, 505, 604})
        void thatAnotherDocumentWouldMeetTooIsNotTriedSoonerForOne(int status) {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.reject(status).on(new ContentChanged(CLOSED));
            assertTrue(publication.untilWake().compareTo(Duration.ofMinutes(20)) > 0);
            publication.effects.clear();
            assertSent(publication.wake().turn(), Operation.INITIAL, null, CLOSED, 3600);
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 406, 413, 415, 488, 493, 606})
        void thatIsAboutTheDocumentIsTriedWithAnotherOneButNotWithinASecond(int status) {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.reject(status).on(new ContentChanged(CLOSED));
            assertEquals(Duration.ofSeconds(1), publication.untilWake());
            publication.effects.clear();
            assertSent(publication.wake().turn(), Operation.INITIAL, null, CLOSED, 3600);
            publication.reject(status).pass(Duration.ofSeconds(2)).effects.clear();
            publication.on(new ContentChanged(OPEN));
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 3600);
        }

        @Test
        void theSameFailureIsToldOnceAndTheRecoveryToo() {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.reject(500).takeTold();
            publication.wake().turn();
            publication.reject(500).wake().turn();
            publication.accept("t1", 3600);
            assertEquals("published again after 2 failed requests", publication.takeTold());
        }

        @Test
        void retryAfterIsObeyedWhereItIsLonger() {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.on(new Rejected(503, "503 Busy", OptionalLong.empty(), OptionalLong.of(120)));
            assertEquals(Duration.ofSeconds(120), publication.untilWake());
        }

        @Test
        void delaysDoubleToFiveMinutesAndNoFurther() {
            publication.on(new ContentChanged(OPEN)).turn();
            for (int i = 0; i < 40; i++) {
                publication.on(new Unanswered("no answer")).effects.clear();
                publication.wake().turn();
            }
            publication.on(new Unanswered("no answer"));
            Duration delay = publication.untilWake();
            assertTrue(delay.compareTo(Duration.ofMinutes(3)) > 0 && delay.compareTo(Duration.ofMinutes(7)) < 0);
        }

        @Test
        void anEntityTagThatExpiredMeanwhileIsNotSent() {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.accept("t1", 10).wake().turn();
            publication.on(new Unanswered("no answer within 32 s")).takeTold();
            publication.pass(Duration.ofSeconds(11)).on(new TimerFired());
            assertSent(publication.turn(), Operation.INITIAL, null, OPEN, 3600);
        }

        @Test
        void aServerThatAnswers500ToAnEntityTagTwiceGetsTheFullDocument() {
            published().wake().turn();
            publication.reject(500).takeTold();
            assertEquals(Operation.REFRESH, publication.wake().turn().operation());
            publication.reject(500);
            assertSent(publication.wake().turn(), Operation.INITIAL, null, OPEN, 3600);
        }
    }

    @Nested
    class Challenges {
        @Test
        void areAnsweredUpToTheConfiguredNumber() {
            publication.on(new ContentChanged(OPEN)).turn();
            for (int i = 0; i < 5; i++) {
                assertSent(publication.on(new Challenged(false)).takeSend(), Operation.INITIAL, null, OPEN, 3600);
            }
            publication.on(new Challenged(false));
            assertInstanceOf(Waiting.class, publication.state);
        }

        @Test
        void whereConfigurationSetsNoNumberAreAnsweredFiveAtOnceAndThenWithPauses() {
            publication
                    .on(new Reconfigured(Terms.configured(3600, 0)))
                    .on(new ContentChanged(OPEN))
                    .turn();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 5; i++) {
                    assertSent(publication.on(new Challenged(false)).takeSend(), Operation.INITIAL, null, OPEN, 3600);
                }
                publication.on(new Challenged(false));
                assertTrue(publication.untilWake().compareTo(Duration.ofMillis(750)) >= 0);
                publication.effects.clear();
                publication.wake().turn();
            }
        }

        @Test
        void toARemovalAreAnsweredToo() {
            published().on(new StopRequested()).turn();
            assertSent(publication.on(new Challenged(false)).takeSend(), Operation.REMOVE, "t1", null, 0);
        }

        @Test
        void thatOnlyRenewANonceDoNotUseUpTheNumber() {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.on(new Challenged(true)).takeSend();
            publication.on(new Challenged(true)).takeSend();
            for (int i = 0; i < 5; i++) {
                publication.on(new Challenged(false)).takeSend();
            }
            assertInstanceOf(Sending.class, publication.state);
        }
    }

    @Nested
    class Removal {
        @Test
        void beforeTheFirstAnswerWaitsForTheEntityTag() {
            publication.on(new ContentChanged(OPEN)).turn();
            publication.on(new StopRequested()).accept("t1", 3600);
            assertSent(publication.turn(), Operation.REMOVE, "t1", null, 0);
            publication.accept("t2", 0);
            assertEquals(new Ended(""), publication.state);
        }

        @Test
        void ofWhatWasNeverPublishedSendsNothing() {
            publication.on(new ContentChanged(OPEN)).on(new StopRequested());
            assertEquals(new Ended(""), publication.state);
        }

        @Test
        void isTriedAgainWhenTheServerIsSilent() {
            published().on(new StopRequested()).turn();
            publication.on(new Unanswered("no answer")).takeTold();
            assertSent(publication.wake().turn(), Operation.REMOVE, "t1", null, 0);
        }

        @Test
        void isFinalWhateverArrivesLater() {
            published().on(new StopRequested()).on(new ContentChanged(CLOSED)).on(new ContentRemoved());
            assertSent(publication.turn(), Operation.REMOVE, "t1", null, 0);
        }
    }

    @Test
    void anotherLifetimeIsAskedForWithOneRefreshThatCarriesTheEntityTag() {
        published().on(new Reconfigured(Terms.configured(600, 5)));
        assertSent(publication.turn(), Operation.REFRESH, "t1", null, 600);
        publication.accept("t2", 600);
        assertInstanceOf(Published.class, publication.state);
    }

    @Test
    void aTwoHundredWithoutEntityTagIsRepublishedInFullBeforeItExpires() {
        publication.on(new ContentChanged(OPEN)).turn();
        publication.on(new Accepted(null, OptionalLong.of(60)));
        assertNull(publication.state.held().entityTag());
        assertSent(publication.wake().turn(), Operation.INITIAL, null, OPEN, 3600);
    }

    @Test
    void aTwoHundredWithoutExpiresIsTakenForWhatWasAsked() {
        publication.on(new ContentChanged(OPEN)).turn();
        publication.on(new Accepted(new EntityTag("t1"), OptionalLong.empty()));
        assertEquals(3600, publication.state.held().grantedSeconds());
    }
}
