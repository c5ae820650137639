package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.delivery.location.ServerHealth;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.PublishTemplate;
import org.outpub.publish.wire.dns.NameResolver;
import org.outpub.publish.wire.jain.JainParser;

/** One request on its way over servers, in virtual time, against a wire that keeps what is sent. */
class DispatchTest {
    /** By its address, and by a name whose services are two servers, the first one the better. */
    private static final String NUMERIC = "sip:desk@192.0.2.1";

    private static final String TWO = "sip:desk@example.org;transport=udp";
    private static final Server FIRST = new Server(Protocol.UDP, "192.0.2.1", 5060);
    private static final Server SECOND = new Server(Protocol.UDP, "192.0.2.2", 5060);
    private static final Duration TIMER_F = Duration.ofSeconds(32);

    private final VirtualLoop loop = new VirtualLoop();
    private final FakeWire wire = new FakeWire(loop);
    private final List<Throwable> broken = new ArrayList<>();
    private final Timers timers = new Timers(loop, broken::add);
    private final Branches branches = new Branches(new Random(7), new JainParser());
    private final List<DnsQuestion> asked = new ArrayList<>();
    private final Map<DnsQuestion, DnsAnswer> zone = new HashMap<>();
    private NameResolver resolver =
            question -> CompletableFuture.completedFuture(zone.getOrDefault(question, new DnsAnswer.Nothing()));
    private final List<Outcome> ends = new ArrayList<>();
    private boolean mayLeaveDatagrams = true;
    private final Deliveries shared = new Deliveries(
            loop,
            timers,
            wire,
            branches,
            new Locator(loop, timers, this::ask, new Random(1)),
            new ServerHealth(),
            new Templates(() -> ""),
            () -> mayLeaveDatagrams);

    DispatchTest() {
        zone.put(
                new DnsQuestion("_sip._udp.example.org", DnsQuestion.Type.SRV),
                new DnsAnswer.Found(List.of(
                        new DnsRecord.Srv(1, 0, 5060, "a.example.org"),
                        new DnsRecord.Srv(2, 0, 5060, "b.example.org"))));
        zone.put(
                new DnsQuestion("a.example.org", DnsQuestion.Type.A),
                new DnsAnswer.Found(List.of(new DnsRecord.Address("192.0.2.1"))));
        zone.put(
                new DnsQuestion("b.example.org", DnsQuestion.Type.A),
                new DnsAnswer.Found(List.of(new DnsRecord.Address("192.0.2.2"))));
    }

    private CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        asked.add(question);
        return resolver.ask(question);
    }

    private static RequestHead head(String target, @Nullable String transport) {
        try {
            SipUri uri = SipUri.parse(target);
            return new RequestHead(uri, List.of(), uri, uri, "from1", uri, "call-1", "presence", transport);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private Dispatch dispatch(
            RequestHead head, @Nullable String tag, @Nullable PublicationBody body, @Nullable Server holder) {
        PublishRequest request = new PublishRequest(head, 17, 3600, tag, body, List.of());
        return new Dispatch(shared, PublishTemplate.of(head, "", null), request, holder, ends::add);
    }

    private static PublicationBody body(int size) {
        return PublicationBody.of("text/plain", "x".repeat(size));
    }

    private Dispatch begin(String target) {
        Dispatch made = dispatch(head(target, null), null, body(10), null);
        made.begin();
        loop.settle();
        return made;
    }

    private void answer(FakeWire.Sent to, String status, String... rows) {
        branches.received(to.answer(status, rows));
        loop.settle();
    }

    private void pass(Duration time) {
        loop.advance(time);
    }

    private <T extends Outcome> T end(Class<T> kind) {
        assertEquals(1, ends.size(), ends::toString);
        return assertInstanceOf(kind, ends.get(0));
    }

    private int statusOfTheEnd() {
        return end(Outcome.Answered.class).answer().status();
    }

    private List<Long> millis() {
        return wire.sent.stream().map(one -> one.after().toMillis()).toList();
    }

    private List<Server> servers() {
        return wire.sent.stream().map(FakeWire.Sent::server).toList();
    }

    /** Whatever happened: nothing is left under way, and no timer broke. */
    @AfterEach
    void nothingIsLeft() {
        pass(Duration.ofMinutes(10));
        branches.forEach(request -> {
            throw new AssertionError("left under way: " + request.request());
        });
        assertEquals(List.of(), broken);
        assertEquals(0, loop.wakings());
    }

    @Test
    void copiesAreTheSameBytesAndComeByTheTimersOfTheRfc() {
        begin(NUMERIC);
        pass(TIMER_F.minusMillis(1));
        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L), millis());
        assertEquals(1, wire.sent.stream().map(FakeWire.Sent::text).distinct().count());
        assertEquals(List.of(), ends);
        pass(Duration.ofMillis(1));
        end(Outcome.TimedOut.class);
        assertEquals(11, wire.sent.size());
    }

    @Test
    void aProvisionalAnswerSlowsTheCopiesDown() {
        begin(NUMERIC);
        pass(Duration.ofMillis(100));
        answer(wire.last(), "100 Trying");
        pass(Duration.ofSeconds(13));
        assertEquals(List.of(0L, 500L, 4500L, 8500L, 12500L), millis());
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void onlyTheFirstFinalAnswerCounts() {
        begin(NUMERIC);
        FakeWire.Sent sent = wire.last();
        answer(sent, "200 OK", "SIP-ETag: first", "Expires: 60");
        answer(sent, "200 OK", "SIP-ETag: second");
        answer(sent, "500 Oops");
        Outcome.Answered end = end(Outcome.Answered.class);
        assertEquals("first", end.answer().entityTag());
        assertEquals(OptionalLong.of(60), end.answer().expiresSeconds());
        assertEquals(FIRST, end.server());
        assertEquals(2, branches.dropped().answers());
        pass(Duration.ofMinutes(1));
        assertEquals(1, wire.sent.size());
    }

    @Test
    void anAnswerAfterTheTimeoutIsAStray() {
        begin(NUMERIC);
        pass(TIMER_F);
        end(Outcome.TimedOut.class);
        answer(wire.last(), "200 OK");
        end(Outcome.TimedOut.class);
        assertEquals(1, branches.dropped().answers());
    }

    @Test
    void afterAnEndAnAnswerToWhatWasGivenUpIsAStray() {
        Dispatch given = begin(NUMERIC);
        given.abandon();
        answer(wire.last(), "200 OK");
        pass(Duration.ofMinutes(1));
        assertEquals(List.of(), ends);
        assertEquals(1, wire.sent.size());
        assertEquals(1, branches.dropped().answers());
    }

    @Test
    void theNextServerIsTriedAfterA503AsANewTransaction() {
        begin(TWO);
        FakeWire.Sent first = wire.last();
        answer(first, "503 Busy");
        FakeWire.Sent second = wire.last();
        assertEquals(List.of(FIRST, SECOND), servers());
        assertNotEquals(first.branch(), second.branch());
        assertTrue(second.branch().startsWith("z9hG4bK"));
        assertEquals(first.row("CSeq"), second.row("CSeq"));
        assertEquals(first.row("Call-ID"), second.row("Call-ID"));
        assertEquals(first.row("From"), second.row("From"));
        answer(first, "200 OK");
        assertEquals(List.of(), ends);
        answer(second, "200 OK");
        assertEquals(SECOND, end(Outcome.Answered.class).server());
        assertEquals(1, branches.dropped().answers());
    }

    @Test
    void theNextServerIsTriedAfterSilenceAndTheSilentOneIsAvoidedForAWhile() {
        begin(TWO);
        pass(TIMER_F);
        assertEquals(List.of(), ends);
        assertEquals(SECOND, wire.last().server());
        answer(wire.last(), "200 OK");
        assertEquals(SECOND, end(Outcome.Answered.class).server());
        ends.clear();
        begin(TWO);
        assertEquals(SECOND, wire.last().server());
        answer(wire.last(), "200 OK");
        ends.clear();
        pass(Duration.ofMinutes(30));
        begin(TWO);
        assertEquals(FIRST, wire.last().server());
        answer(wire.last(), "200 OK");
        assertEquals(FIRST, end(Outcome.Answered.class).server());
    }

    @Test
    void aServerThatWorksOnTheRequestIsNotPassedOver() {
        begin(TWO);
        answer(wire.last(), "100 Trying");
        pass(TIMER_F);
        end(Outcome.TimedOut.class);
        assertTrue(servers().stream().allMatch(FIRST::equals));
    }

    @Test
    void aPublicationStaysWithItsServerUntilItIsRefreshed() {
        dispatch(head(TWO, null), "tag", body(10), SECOND).begin();
        loop.settle();
        assertEquals(SECOND, wire.last().server());
        answer(wire.last(), "200 OK");
        dispatch(head(TWO, null), "tag", null, SECOND).begin();
        loop.settle();
        assertEquals(FIRST, wire.last().server());
        answer(wire.last(), "200 OK");
        assertEquals(2, ends.size());
    }

    @Test
    void aServerThatWantsToBeLeftAloneIsLeftAloneByAll() {
        begin(NUMERIC);
        answer(wire.last(), "503 Busy", "Retry-After: 60");
        assertEquals(503, statusOfTheEnd());
        ends.clear();
        pass(Duration.ofSeconds(20));
        begin(NUMERIC);
        assertEquals(503, statusOfTheEnd());
        assertEquals(OptionalLong.of(40), end(Outcome.Answered.class).answer().retryAfterSeconds());
        assertEquals(1, wire.sent.size());
        ends.clear();
        pass(Duration.ofSeconds(41));
        begin(NUMERIC);
        assertEquals(2, wire.sent.size());
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void aLargeRequestGoesByTcpFirstAndComesBackWhereTcpIsRefused() {
        Server stream = new Server(Protocol.TCP, "192.0.2.1", 5060);
        dispatch(head(NUMERIC, null), null, body(1400), null).begin();
        loop.settle();
        assertEquals(stream, wire.last().server());
        assertTrue(wire.last().row("Via").startsWith("Via: SIP/2.0/TCP "));
        pass(Duration.ofSeconds(20));
        assertEquals(1, wire.sent.size());
        answer(wire.last(), "200 OK");
        assertEquals(stream, end(Outcome.Answered.class).server());
        wire.sent.clear();
        ends.clear();
        wire.refusing.add(stream);
        dispatch(head(NUMERIC, null), null, body(1400), null).begin();
        loop.settle();
        assertEquals(List.of(FIRST), servers());
        assertTrue(wire.last().row("Via").startsWith("Via: SIP/2.0/UDP "));
        answer(wire.last(), "200 OK");
        assertEquals(FIRST, end(Outcome.Answered.class).server());
    }

    @Test
    void aLargeRequestStaysWhereConfigurationWantsIt() {
        dispatch(head(NUMERIC, "udp-out"), null, body(1400), null).begin();
        loop.settle();
        mayLeaveDatagrams = false;
        dispatch(head(NUMERIC, null), null, body(1400), null).begin();
        loop.settle();
        assertEquals(List.of(FIRST, FIRST), servers());
        wire.sent.forEach(sent -> answer(sent, "200 OK"));
    }

    @Test
    void whatCannotBeSentLeadsToTheNextServerAndAtLastToTheReason() {
        wire.refusing.add(FIRST);
        wire.withoutRoute.add(SECOND);
        begin(TWO);
        Outcome.Unreachable end = end(Outcome.Unreachable.class);
        assertEquals("no route to udp:192.0.2.2:5060: network is unreachable", end.reason());
        wire.withoutRoute.clear();
        ends.clear();
        begin(TWO);
        assertEquals(List.of(SECOND), servers());
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void aTransportThatWasClosedIsReplacedByAnotherOnce() {
        wire.closed = true;
        wire.refusing.add(FIRST);
        begin(NUMERIC);
        assertEquals("connection refused", end(Outcome.Unreachable.class).reason());
    }

    private static Stream<Arguments> brokenCalls() {
        return Stream.of(FakeWire.Call.values())
                .flatMap(call -> Stream.of(
                                new IllegalStateException("a broken way"),
                                new StackOverflowError("a broken way"),
                                new AssertionError("a broken way"))
                        .map(thrown -> Arguments.of(call, thrown)));
    }

    @ParameterizedTest
    @MethodSource("brokenCalls")
    void whateverAWayThrowsEndsItOnceAndLater(FakeWire.Call call, Throwable thrown) {
        wire.thrown = () -> thrown;
        wire.broken.add(call);
        if (call == FakeWire.Call.IS_CLOSED) {
            wire.refusing.add(FIRST);
        }
        Dispatch one = dispatch(head(NUMERIC, null), null, body(10), null);
        one.begin();
        assertEquals(List.of(), ends);
        pass(Duration.ofMinutes(1));
        if (call == FakeWire.Call.FORGET) {
            end(Outcome.TimedOut.class);
        } else {
            assertTrue(end(Outcome.Unreachable.class).reason().contains("a broken way"), ends::toString);
        }
        wire.broken.clear();
        wire.refusing.clear();
        ends.clear();
        pass(Duration.ofMinutes(30));
        begin(NUMERIC);
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void aWayThatThrowsWhenItIsToForgetEndsAFailoverOnce() {
        wire.broken.add(FakeWire.Call.FORGET);
        begin(TWO);
        answer(wire.last(), "503 Busy");
        pass(Duration.ofMinutes(2));
        assertEquals(1, ends.size(), ends::toString);
    }

    @Test
    void aValueThatWouldBeginAnotherHeaderIsNotSent() {
        RequestHead head = head(NUMERIC, null);
        dispatch(head, "tag\r\nX: y", null, null).begin();
        assertEquals(List.of(), ends);
        loop.settle();
        assertEquals(
                "the value of SIP-If-Match holds a control character",
                end(Outcome.Unreachable.class).reason());
        assertEquals(List.of(), wire.sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[2001:db8::1]]", "[fe80::1%eth0]", "fe80::1%eth0", "[]"})
    void aPlaceThatIsNoHostEndsItLaterWithTheReason(String place) {
        SipUri uri = new SipUri(false, "desk", "192.0.2.1", 0, ";maddr=" + place, "");
        assertRefused(new RequestHead(uri, List.of(), uri, uri, "from1", uri, "call-1", "presence", null), "no host");
    }

    @Test
    void aTransportThatIsNotSpokenEndsItLaterWithTheReason() {
        assertRefused(head("sip:desk@192.0.2.1;transport=sctp", null), "transport=sctp is not supported");
        ends.clear();
        assertRefused(head("sips:desk@192.0.2.1", null), "no transport speaks tls");
    }

    private void assertRefused(RequestHead head, String reason) {
        dispatch(head, null, body(10), null).begin();
        assertEquals(List.of(), ends);
        loop.settle();
        assertTrue(end(Outcome.Unreachable.class).reason().contains(reason), ends::toString);
        assertEquals(List.of(), wire.sent);
    }

    @Test
    void aTransportThatIsNotThereEndsItLaterWithItsName() {
        dispatch(head(NUMERIC, "gone"), null, body(10), null).begin();
        assertEquals(List.of(), ends);
        loop.settle();
        assertEquals(
                "no transport 'gone' is open", end(Outcome.Unreachable.class).reason());
    }

    /** Answers twice, whoever listens. */
    private static final class Twice extends CompletableFuture<DnsAnswer> {
        private final DnsAnswer answer;

        Twice(DnsAnswer answer) {
            this.answer = answer;
        }

        @Override
        public CompletableFuture<DnsAnswer> whenComplete(BiConsumer<? super DnsAnswer, ? super Throwable> action) {
            action.accept(answer, null);
            action.accept(new DnsAnswer.Failed("the second time"), null);
            return this;
        }
    }

    private enum Misbehaviour {
        THROWS {
            @Override
            CompletionStage<DnsAnswer> answer() {
                throw new StackOverflowError("of a test");
            }
        },
        FAILS {
            @Override
            CompletionStage<DnsAnswer> answer() {
                return CompletableFuture.failedFuture(new IllegalStateException("of a test"));
            }
        },
        GIVES_NULL {
            @Override
            @SuppressWarnings("NullAway")
            CompletionStage<DnsAnswer> answer() {
                return null;
            }
        },
        ANSWERS_NULL {
            @Override
            CompletionStage<DnsAnswer> answer() {
                return CompletableFuture.completedFuture(null);
            }
        },
        IS_SILENT {
            @Override
            CompletionStage<DnsAnswer> answer() {
                return new CompletableFuture<>();
            }
        },
        ANSWERS_SOMETHING_ELSE {
            @Override
            CompletionStage<DnsAnswer> answer() {
                return CompletableFuture.completedFuture(
                        new DnsAnswer.Found(List.of(new DnsRecord.Naptr(1, 1, "s", "SIP+D2U", "x"))));
            }
        };

        abstract CompletionStage<DnsAnswer> answer();
    }

    @ParameterizedTest
    @EnumSource(Misbehaviour.class)
    void aResolverThatMisbehavesEndsItInTimeAndIsAskedAgain(Misbehaviour misbehaviour) {
        NameResolver good = resolver;
        resolver = question -> misbehaviour.answer();
        dispatch(head(TWO, null), null, body(10), null).begin();
        assertEquals(List.of(), ends);
        pass(Duration.ofSeconds(40));
        end(Outcome.Unreachable.class);
        ends.clear();
        resolver = good;
        begin(TWO);
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void aResolverThatAnswersTwiceIsHeardOnce() {
        NameResolver good = resolver;
        resolver =
                question -> new Twice(good.ask(question).toCompletableFuture().join());
        begin(TWO);
        assertEquals(List.of(FIRST), servers());
        answer(wire.last(), "200 OK");
        assertEquals(200, statusOfTheEnd());
    }

    @Test
    void anAnswerThatComesAfterTheEndOfALookUpChangesNothing() {
        Map<DnsQuestion, CompletableFuture<DnsAnswer>> late = new HashMap<>();
        resolver = question -> late.computeIfAbsent(question, unused -> new CompletableFuture<>());
        begin(TWO);
        pass(Duration.ofSeconds(40));
        end(Outcome.Unreachable.class);
        late.values().forEach(one -> one.complete(new DnsAnswer.Nothing()));
        loop.settle();
        assertEquals(1, ends.size());
        assertEquals(List.of(), wire.sent);
    }

    @Test
    void thoseWhoLookForTheSameShareOneLookUpAndForSomeSecondsWhatItFound() {
        for (int i = 0; i < 10; i++) {
            dispatch(head(TWO, null), null, body(10), null).begin();
        }
        loop.settle();
        pass(Duration.ofSeconds(4));
        begin(TWO);
        assertEquals(new LinkedHashSet<>(asked).size(), asked.size(), asked::toString);
        int before = asked.size();
        pass(Duration.ofSeconds(2));
        begin(TWO);
        assertEquals(2 * before, asked.size());
        List.copyOf(wire.sent).forEach(sent -> answer(sent, "200 OK"));
        assertEquals(12, ends.size());
    }
}
