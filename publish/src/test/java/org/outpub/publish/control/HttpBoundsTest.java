package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.publication.Workload;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.state.PbxState;
import org.outpub.publish.control.RawClient.Answer;

/** What connections are held to, over real sockets. */
class HttpBoundsTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String HEALTH = RawClient.get("/health");

    private final Control control = mock(Control.class);
    private final PublishClient client = mock(PublishClient.class);
    private final PbxState pbx = new PbxState();
    private final List<RawClient> clients = new ArrayList<>();
    private ControlServer server;
    private Duration request = LONG;
    private Duration idle = LONG;
    private Duration write = LONG;
    private Duration close = LONG;
    private Duration patience = LONG;
    private int connections = 64;
    private long unsent = Long.MAX_VALUE;

    @BeforeEach
    void prepare() {
        when(control.statuses()).thenReturn(completedFuture(List.of()));
        when(control.client(any())).thenReturn(completedFuture(Optional.of(client)));
        when(control.details(any(), any())).thenReturn(completedFuture(List.of()));
        when(control.about()).thenReturn(new About("1", Instant.EPOCH, ""));
        when(control.pbxState()).thenReturn(pbx);
        when(control.workload()).thenReturn(new Workload(Map.of(), 0, 0));
        when(control.lastReload()).thenReturn(new ReloadReport(Map.of(), List.of()));
        when(client.publish(any())).thenReturn(completedFuture(new PublishResult.Confirmed()));
    }

    private void start() throws IOException {
        Bounds bounds = new Bounds(
                connections, 8_192, 16_384, 60_000, request, idle, write, Duration.ofSeconds(1), close, unsent);
        server = ControlServer.bind(LOOPBACK, Optional.empty())
                .serve(control, new Counters(Clock.systemUTC()), bounds, new Routes.Patience(patience, patience));
    }

    @AfterEach
    void end() throws IOException {
        for (RawClient one : clients) {
            one.close();
        }
        server.close();
    }

    private RawClient connect() throws IOException {
        if (server == null) {
            start();
        }
        RawClient one = new RawClient(server);
        clients.add(one);
        return one;
    }

    @Test
    void aRequestThatIsNotWholeInTimeIsToldSoAndClosed() throws Exception {
        request = SHORT;
        assertTrue(connect()
                .send("GET /health HTTP/1.1\r\nHost: local")
                .untilClosed()
                .startsWith("HTTP/1.1 408 "));
        assertTrue(connect().untilClosed().startsWith("HTTP/1.1 408 "), "nor one of which nothing came");
        RawClient body = connect()
                .send(RawClient.put("/mailboxes/1", "text/plain", "x".repeat(9)).replace("xx", "x"));
        assertTrue(body.untilClosed().startsWith("HTTP/1.1 408 "), "nor one whose body is short");
        assertTrue(pbx.mailboxes().keys().isEmpty());
    }

    @Test
    void bytesThatDripInDoNotLengthenTheDeadline() throws Exception {
        request = SHORT;
        RawClient dripping = connect().send("GET /health HTTP/1.1\r\nX: ");
        await().atMost(Duration.ofSeconds(20)).pollInSameThread().until(() -> {
            dripping.send("x");
            return dripping.hearsSomethingWithin(20);
        });
        assertEquals(408, dripping.answer().status());
    }

    @Test
    void theDeadlineOfTheNextRequestBeginsWithItsFirstByte() throws Exception {
        request = SHORT;
        RawClient kept = connect();
        assertEquals(200, kept.ask(HEALTH).status());
        assertFalse(kept.hearsSomethingWithin(600), "an idle connection is no late request");
        assertEquals(200, kept.ask(HEALTH).status());
        assertTrue(kept.send("G").untilClosed().startsWith("HTTP/1.1 408 "));
    }

    @Test
    void aConnectionThatAsksNothingMoreIsClosedWithoutAWord() throws Exception {
        idle = SHORT;
        RawClient kept = connect();
        assertEquals("keep-alive", kept.ask(HEALTH).headers().get("connection"));
        assertEquals("", kept.untilClosed());
    }

    @Test
    void slowConnectionsDoNotHoldUpOthers() throws Exception {
        for (int i = 0; i < 20; i++) {
            connect().send("PUT /mailboxes/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
        }
        assertEquals(200, connect().ask(HEALTH).status());
    }

    @Test
    void requestsThatWaitForTheAgentDoNotHoldUpOthers() throws Exception {
        CompletableFuture<List<PublicationStatus>> later = new CompletableFuture<>();
        when(control.statuses()).thenReturn(later);
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(connect().send(HEALTH));
        }
        assertEquals(200, connect().ask(RawClient.get("/mailboxes")).status());
        later.complete(List.of());
        for (RawClient one : waiting) {
            assertEquals(200, one.answer().status());
        }
    }

    @Test
    void reloadsThatWaitForADiskDoNotHoldUpOthersAndAreNotDoneForEachWhoAsks() throws Exception {
        Semaphore disk = new Semaphore(0);
        AtomicInteger reloads = new AtomicInteger();
        when(control.reload()).thenAnswer(call -> {
            reloads.incrementAndGet();
            disk.acquire();
            return new ReloadReport(Map.of(), List.of());
        });
        String reload = "POST /reload HTTP/1.1\r\nHost: localhost\r\n\r\n";
        List<RawClient> asking = new ArrayList<>(List.of(connect().send(reload)));
        await().until(() -> reloads.get() == 1);
        for (int i = 0; i < 9; i++) {
            asking.add(connect().send(reload));
            assertEquals(200, connect().ask(RawClient.get("/mailboxes")).status());
        }
        disk.release(2);
        for (RawClient one : asking) {
            assertEquals(200, one.answer().status());
        }
        assertEquals(2, reloads.get(), "the first, and one for all who asked meanwhile");
    }

    @Test
    void aReloadThatDoesNotEndIsToldSo() throws Exception {
        patience = SHORT;
        CountDownLatch disk = new CountDownLatch(1);
        when(control.reload()).thenAnswer(call -> {
            disk.await();
            return new ReloadReport(Map.of(), List.of());
        });
        Answer answer = connect().ask("POST /reload HTTP/1.1\r\nHost: localhost\r\n\r\n");
        disk.countDown();
        assertEquals(503, answer.status());
        assertTrue(answer.body().contains("it goes on"), answer.body());
    }

    @Test
    void anAgentThatDoesNotAnswerIsToldSo() throws Exception {
        patience = SHORT;
        CompletableFuture<List<PublicationStatus>> never = new CompletableFuture<>();
        when(control.statuses()).thenReturn(never);
        assertEquals(503, connect().ask(HEALTH).status());
        assertFalse(never.isDone(), "what is the agent's is left alone");
    }

    @Test
    void aPublicationThatTakesLongGoesOn() throws Exception {
        patience = SHORT;
        CompletableFuture<PublishResult> later = new CompletableFuture<>();
        when(client.publish(any())).thenReturn(later);
        assertEquals(
                202,
                connect()
                        .ask(RawClient.put("/publications/desk/content", "text/plain", "open"))
                        .status());
        assertFalse(later.isDone(), "what is the agent's is left alone");
    }

    @Test
    void whoKeepsAConnectionWithoutAskingGivesWayToWhoComesAfter() throws Exception {
        connections = Bounds.STANDARD.connections();
        List<RawClient> kept = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            kept.add(connect());
            assertEquals(200, kept.get(i).ask(HEALTH).status());
        }
        assertEquals(200, connect().ask(HEALTH).status());
        assertEquals("", kept.get(0).untilClosed());
        for (RawClient one : kept.subList(1, connections)) {
            assertEquals(200, one.ask(HEALTH).status());
        }
    }

    @Test
    void manyAtOnceAreNeverMoreThanTheBound() throws Exception {
        connections = 8;
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(connect());
        }
        RawClient last = all.get(199);
        assertEquals(200, last.ask(HEALTH).status());
        for (RawClient one : all.subList(0, 192)) {
            assertEquals("", one.untilClosed());
        }
        assertEquals(200, all.get(192).ask(HEALTH).status());
    }

    @Test
    void whereAllWaitForAnAnswerTheNextIsToldSo() throws Exception {
        connections = 2;
        CompletableFuture<List<PublicationStatus>> later = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        when(control.statuses()).thenAnswer(call -> {
            asked.incrementAndGet();
            return later;
        });
        RawClient first = connect().send(HEALTH);
        RawClient second = connect().send(HEALTH);
        await().until(() -> asked.get() == 2);
        RawClient third = connect();
        Answer refusal = third.answer();
        assertEquals(503, refusal.status());
        assertEquals("close", refusal.headers().get("connection"));
        assertEquals("", third.untilClosed());
        later.complete(List.of());
        assertEquals(200, first.answer().status());
        assertEquals(200, second.answer().status());
        assertEquals(200, connect().ask(HEALTH).status());
    }

    @Test
    void requestsInOneSegmentAreAnsweredOneByOneInTheirOrder() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        when(control.client(any())).thenAnswer(call -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(() -> {
                underWay.decrementAndGet();
                return Optional.empty();
            });
        });
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append(RawClient.put("/publications/p" + i + "/content", "text/plain", "x"));
        }
        RawClient pipelining = connect().send(all.toString()).sendsNoMore();
        for (int i = 0; i < 100; i++) {
            Answer answer = pipelining.answer();
            assertEquals(404, answer.status());
            assertTrue(answer.body().contains("'p" + i + "'"), answer.body());
        }
        assertEquals("", pipelining.untilClosed());
        assertEquals(1, most.get());
    }

    @Test
    void whoSaysThatAllIsSentIsAnsweredAllTheSame() throws Exception {
        RawClient once = connect().send(HEALTH).sendsNoMore();
        assertEquals(200, once.answer().status());
        assertEquals("", once.untilClosed());
    }

    @Test
    void aBodyThatIsTooLargeIsToldSoWhileItIsStillSent() throws Exception {
        String path = "PUT /publications/desk/content HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";
        RawClient declared = connect().send(path + "Content-Length: 10000000\r\n\r\n" + "x".repeat(1_000_000));
        assertEquals(413, declared.answer().status());
        assertEquals("", declared.untilClosed());
        String chunk = Integer.toHexString(30_001) + "\r\n" + "x".repeat(30_001) + "\r\n";
        RawClient chunked = connect().send(path + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(10));
        assertEquals(413, chunked.answer().status());
        assertEquals("", chunked.untilClosed());
        verify(client, never()).publish(any());
        assertEquals(
                200,
                connect()
                        .ask(RawClient.put("/publications/desk/content", "text/plain", "x".repeat(60_000)))
                        .status());
        assertEquals(
                200,
                connect()
                        .ask(path + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(1) + "0\r\n\r\n")
                        .status());
    }

    @Test
    void whoAsksBeforeSendingABodyIsToldToGoOnOrNotTo() throws Exception {
        String head = "PUT /publications/desk/content HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "Expect: 100-continue\r\nContent-Length: ";
        RawClient polite = connect();
        assertEquals(100, polite.ask(head + "4\r\n\r\n").status());
        assertEquals(200, polite.ask("open").status());
        assertEquals(413, connect().ask(head + "60001\r\n\r\n").status());
        assertEquals(
                417,
                connect()
                        .ask(head.replace("100-continue", "cake") + "4\r\n\r\n")
                        .status());
    }

    @Test
    void aHeadIsBounded() throws Exception {
        assertEquals(414, connect().ask(RawClient.get("/" + "x".repeat(9_000))).status());
        String header = "X: " + "x".repeat(100) + "\r\n";
        RawClient many = connect().send("GET /health HTTP/1.1\r\n" + header.repeat(200));
        assertEquals(431, many.answer().status());
        assertEquals(200, connect().ask(HEALTH).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001 a TLS hello\r\n\r\n",
                "GET /health\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\u0001b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\u007fb\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "GET /mailboxes/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /mailboxes/%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.0\r\n\r\n",
                "GET /mailboxes/a%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /mailboxes/a%1b[2J HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /mailboxes/a%c2%9b2J HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET mailboxes HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatIsNotAWellFormedRequestIsRefusedAndHarmsNoOther(String bytes) throws Exception {
        RawClient stranger = connect().send(bytes);
        Answer answer = stranger.answer();
        assertTrue(answer.status() == 400 || answer.status() == 505, answer.toString());
        assertTrue(answer.body().chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)), answer.body());
        assertFalse(answer.headers().containsKey("set-cookie"), "a header came in by the path");
        assertEquals("close", answer.headers().get("connection"));
        assertEquals("", stranger.untilClosed());
        assertEquals(200, connect().ask(HEALTH).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u0001/x", "text/plain;a=\u0001", "text", "/"})
    void aDocumentsTypeThatIsNoneIsRefused(String type) throws Exception {
        assertEquals(
                400,
                connect()
                        .ask(RawClient.put("/publications/desk/content", type, "open"))
                        .status());
        verify(client, never()).publish(any());
    }

    @Test
    void theFormsOfAPathThatRfc9112Allows() throws Exception {
        RawClient kept = connect();
        assertEquals(200, kept.ask(RawClient.get("http://localhost/health")).status());
        assertEquals(200, kept.ask(RawClient.get("/health?now=1")).status());
        Answer head = kept.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n" + RawClient.get("/mailboxes"))
                .answerToHead();
        assertEquals(200, head.status());
        assertTrue(Integer.parseInt(head.headers().get("content-length")) > 10, head.toString());
        assertTrue(kept.answer().body().startsWith("{ }"), "the answer to the next");
        Answer old = connect().ask("GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n");
        assertEquals("close", old.headers().get("connection"));
    }

    @Test
    void aRequestTakesAMillisecondOrSo() throws Exception {
        RawClient kept = connect();
        long[] nanos = IntStream.range(0, 101)
                .mapToLong(i -> {
                    long begun = System.nanoTime();
                    try {
                        kept.ask(RawClient.put("/device-states/PJSIP/1", "text/plain", "INUSE"));
                    } catch (IOException failed) {
                        throw new AssertionError(failed);
                    }
                    return System.nanoTime() - begun;
                })
                .sorted()
                .toArray();
        assertTrue(nanos[50] < 20_000_000, "the median of " + Arrays.toString(nanos));
    }

    private static List<PublicationStatus> many(int count) {
        PublicationStatus one = new PublicationStatus(
                "desk",
                Optional.empty(),
                "presence",
                Phase.PUBLISHED,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "x".repeat(150),
                Optional.empty(),
                "");
        return java.util.Collections.nCopies(count, one);
    }

    @Test
    void aLargeAnswerComesWhole() throws Exception {
        when(control.statuses()).thenReturn(completedFuture(many(50_000)));
        RawClient reader = connect();
        Answer answer = reader.ask(RawClient.get("/publications"));
        assertTrue(answer.body().length() > 10_000_000 && answer.body().endsWith("]\n"));
        assertEquals(200, reader.ask(RawClient.get("/mailboxes")).status());
    }

    @Test
    void whatWaitsForSlowReadersIsBounded() throws Exception {
        when(control.statuses()).thenReturn(completedFuture(many(50_000)));
        unsent = 15_000_000;
        RawClient silent = connect().send(RawClient.get("/publications"));
        silent.head();
        RawClient other = connect();
        assertEquals(503, other.ask(RawClient.get("/publications")).status());
        assertEquals(200, other.ask(RawClient.get("/mailboxes")).status(), "a small answer has room");
        silent.close();
        await("there is room again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> other.ask(RawClient.get("/publications")).status() == 200);
    }

    @Test
    void whoDoesNotReadAnAnswerInTimeIsClosed() throws Exception {
        when(control.statuses()).thenReturn(completedFuture(many(50_000)));
        write = Duration.ofSeconds(3);
        unsent = 15_000_000;
        RawClient silent = connect().send(RawClient.get("/publications"));
        String head = silent.head();
        long promised = Long.parseLong(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        await("what it held is given back")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> connect().ask(RawClient.get("/publications")).status() == 200);
        assertTrue(silent.untilClosed().length() < promised, "all of it was waiting");
    }

    @Test
    void closingLetsWhatIsUnderWayEnd() throws Exception {
        CompletableFuture<List<PublicationStatus>> later = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        when(control.statuses()).thenAnswer(call -> {
            asked.countDown();
            return later;
        });
        RawClient idle = connect();
        assertEquals(200, idle.ask(RawClient.get("/mailboxes")).status());
        RawClient waiting = connect().send(HEALTH);
        asked.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        assertEquals("", idle.untilClosed());
        assertFalse(closing.isDone());
        later.complete(List.of());
        Answer answer = waiting.answer();
        assertEquals(200, answer.status());
        assertEquals("close", answer.headers().get("connection"));
        assertEquals("", waiting.untilClosed());
        closing.join();
        assertThrows(IOException.class, () -> new RawClient(server));
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("outpub-http")),
                "its thread");
    }

    @Test
    void closingIsBoundedWhateverIsUnderWay() throws Exception {
        close = SHORT;
        CountDownLatch asked = new CountDownLatch(1);
        when(control.statuses()).thenAnswer(call -> {
            asked.countDown();
            return new CompletableFuture<>();
        });
        RawClient waiting = connect().send(HEALTH);
        asked.await();
        assertTimeoutPreemptively(Duration.ofSeconds(20), server::close);
        assertEquals("", waiting.untilClosed());
        server.close();
    }

    /** What the control interface logs from now on; it goes nowhere else. */
    private static final class LogCapture extends Handler implements AutoCloseable {
        private final Logger log = Logger.getLogger("org.outpub.publish.control");
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        LogCapture() {
            log.addHandler(this);
            log.setUseParentHandlers(false);
        }

        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            log.removeHandler(this);
            log.setUseParentHandlers(true);
        }
    }

    @Test
    void whatFailsInsideIsLoggedOnceAndToldWithoutDetails() throws Exception {
        try (LogCapture log = new LogCapture()) {
            when(client.publish(any())).thenThrow(new AssertionError("secret"));
            Answer answer = connect().ask(RawClient.put("/publications/desk/content", "text/plain", "open"));
            assertEquals(500, answer.status());
            assertFalse(answer.body().contains("secret"), answer.body());
            assertEquals(1, log.records.size());
            LogRecord logged = log.records.get(0);
            assertEquals("'PUT /publications/desk/content' failed", logged.getMessage());
            assertEquals("secret", logged.getThrown().getMessage());
        }
    }

    @Test
    void anAgentThatAnswersAfterTheEndDisturbsNobody() throws Exception {
        close = SHORT;
        CompletableFuture<List<PublicationStatus>> late = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        when(control.statuses()).thenAnswer(call -> {
            asked.countDown();
            return late;
        });
        RawClient waiting = connect().send(HEALTH);
        asked.await();
        server.close();
        assertEquals("", waiting.untilClosed());
        try (LogCapture log = new LogCapture()) {
            late.complete(List.of());
            assertEquals(List.of(), log.records);
        }
    }

    @Test
    void anAddressThatIsTakenIsAnError() throws Exception {
        start();
        assertThrows(IOException.class, () -> ControlServer.bind(server.address(), Optional.empty()));
    }

    @Test
    void whoAsksBeforeAnythingIsServedWaits() throws Exception {
        start();
        InetSocketAddress address = server.address();
        server.close();
        ControlServer.Bound bound = ControlServer.bind(address, Optional.empty());
        RawClient early = connect().send(HEALTH);
        server = bound.serve(control, new Counters(Clock.systemUTC()));
        assertEquals(200, early.answer().status());
    }

    @Test
    void anAddressThatIsNotServedIsGivenBack() throws Exception {
        start();
        InetSocketAddress address = server.address();
        server.close();
        for (int i = 0; i < 3; i++) {
            ControlServer.bind(address, Optional.empty()).close();
        }
    }
}
