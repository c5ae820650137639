package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.PluginModule;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.publication.RequestReport.Result;
import org.outpub.publish.Outpub;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.section.PublishSection;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.sorcery.SorceryStore;

/** Outpub inside a host. */
class EmbeddingTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final DataSource NO_DATABASE = (DataSource) Proxy.newProxyInstance(
            EmbeddingTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                throw new SQLException("there is none");
            });

    @TempDir
    Path folder;

    private ScriptedCompositor esc;

    @BeforeEach
    void open() throws IOException {
        esc = new ScriptedCompositor();
    }

    @AfterEach
    void close() {
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private static EventPublisherHandler always(String text) {
        return EventPublisherHandler.of("presence", client -> {
            client.publish(PublicationBody.of("text/plain", text));
            return () -> {};
        });
    }

    private Map<String, String> desk(String... more) {
        Map<String, String> options = new java.util.LinkedHashMap<>();
        options.put("server_uri", esc.uri("desk"));
        options.put("event", "presence");
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    @Test
    void objectsByCodeStartChangeAndStopPublications() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.register(always("open")).join();
            assertEquals(List.of(), outpub.put("outbound-publish", "desk", desk()));
            assertEquals(3600, esc.next("initial").expires());
            await("published")
                    .until(() -> outpub.statuses().join().get(0).entityTag().isPresent());
            assertEquals(List.of(), outpub.put("outbound-publish", "desk", desk("expiration", "600")));
            assertEquals(600, esc.next("refresh").expires());
            assertTrue(outpub.delete("outbound-publish", "desk"));
            esc.next("remove");
            assertFalse(outpub.delete("outbound-publish", "desk"));
        }
    }

    @Test
    void anObjectWithAnErrorIsToldAndChangesNothing() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
            List<ConfigProblem> problems = outpub.put("outbound-publish", "desk", desk("expiration", "soon"));
            assertTrue(problems.get(0).message().contains("expiration: 'soon' is not"), problems::toString);
            assertThrows(IllegalArgumentException.class, () -> outpub.put("outbound-publsh", "desk", desk()));
            assertEquals(List.of(), esc.drain());
        }
    }

    private PublishSection section() {
        return PublishSection.of("desk", esc.uri("desk"), "presence");
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, () -> future.get(5, TimeUnit.SECONDS))
                .getCause();
    }

    @Test
    void aHostAwaitsAPhaseBeforeThereIsAPublicationAndOnItsExecutor() throws Exception {
        ExecutorService own = Executors.newFixedThreadPool(2, work -> new Thread(work, "host"));
        try (Outpub outpub = Outpub.builder().inMemory().executor(own).build()) {
            outpub.load();
            var published = outpub.await("desk", Phase.PUBLISHED, BOUND);
            var thread = published.thenApply(statuses -> Thread.currentThread().getName());
            outpub.register(always("open")).join();
            assertFalse(published.isDone());
            outpub.put(section().expiration(Duration.ofMinutes(10)));
            assertEquals(600, esc.next("initial").expires());
            // First what depends on it: who joins the future itself helps to complete that.
            assertEquals("host", thread.join());
            assertEquals(Phase.PUBLISHED, published.join().get(0).phase());
            for (int round = 0; round < 2; round++) {
                PublishClient desk = outpub.client("desk").join().orElseThrow();
                desk.remove();
                assertEquals(
                        Phase.IDLE,
                        outpub.await("desk", Phase.IDLE, BOUND).join().get(0).phase());
                desk.publish(PublicationBody.of("text/plain", "round " + round));
                assertEquals(
                        1, outpub.await("desk", Phase.PUBLISHED, BOUND).join().size());
            }
        } finally {
            own.shutdown();
        }
        esc.drain();
    }

    @Test
    void aWaitThatIsInVainSaysWhatIsInstead() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            esc.script(request -> ScriptedCompositor.Reply.of(403, "No"));
            outpub.register(always("open")).join();
            outpub.put(section());
            esc.next("initial");
            Throwable late = failureOf(outpub.await("desk", Phase.PUBLISHED, Duration.ofMillis(300)));
            assertEquals(TimeoutException.class, late.getClass());
            assertTrue(
                    late.getMessage().startsWith("after PT0.3S 'desk' is not published: it is retrying: 403 "),
                    late::getMessage);
            Throwable none = failureOf(outpub.await("desc", Phase.PUBLISHED, Duration.ZERO));
            assertEquals("after PT0S 'desc' is not published: there is no such publication", none.getMessage());
        }
    }

    @Test
    void whoAwaitsAnObjectWithUsersAwaitsAllOfThemAndMayAwaitOne() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.put(PublishSection.of("team", "sip:127.0.0.1:" + esc.port(), "presence")
                    .multiUser(true));
            esc.script(request -> request.requestUri().contains("bob@")
                    ? ScriptedCompositor.Reply.of(403, "No")
                    : esc.grant(request));
            PublishClient team = outpub.client("team").join().orElseThrow();
            for (String user : List.of("ann", "bob", "cyd")) {
                team.user(user).publish(PublicationBody.of("text/plain", "here"));
            }
            assertEquals(
                    "team/cyd",
                    outpub.await("team", "cyd", Phase.PUBLISHED, BOUND)
                            .join()
                            .get(0)
                            .name());
            outpub.await("team", "bob", Phase.RETRYING, BOUND).join();
            Throwable late = failureOf(outpub.await("team", Phase.PUBLISHED, Duration.ofMillis(200)));
            assertTrue(
                    late.getMessage().contains("'team' is not published: 'team/bob' is retrying: "), late::getMessage);
            team.user("bob").remove();
            outpub.await("team", Phase.PUBLISHED, BOUND).join();
            assertEquals(2, outpub.workload().in(Phase.PUBLISHED));
        }
        esc.drain();
    }

    @Test
    void whoStillWaitsWhenItIsClosedIsToldSo() {
        Outpub outpub = Outpub.builder().inMemory().build();
        outpub.load();
        var waiting = outpub.await("desk", Phase.PUBLISHED, Duration.ofDays(100_000));
        var given = outpub.await("desk", Phase.PUBLISHED, Duration.ofDays(1));
        given.cancel(false);
        outpub.close();
        assertEquals(IllegalStateException.class, failureOf(waiting).getClass());
        assertThrows(IllegalStateException.class, () -> outpub.await("desk", Phase.PUBLISHED, BOUND));
    }

    @Test
    void aHandlerThatIsRegisteredBeforeTheLoadServesWhatTheLoadBrings() throws Exception {
        ConfigFolder config = new ConfigFolder(folder);
        config.section("desk", "type=outbound-publish", "server_uri=" + esc.uri("desk"), "event=presence")
                .write();
        try (Outpub outpub = Outpub.builder().configuration(folder).build()) {
            assertTrue(outpub.register(always("early")).join());
            assertFalse(outpub.register(always("late")).join());
            outpub.load();
            assertEquals("early", esc.next("initial").body());
        }
    }

    @Test
    void aHandlerThatIsUnregisteredBeforeTheLoadServesNothing() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            EventPublisherHandler early = always("early");
            outpub.register(early).join();
            outpub.unregister(early);
            outpub.load();
            outpub.put("outbound-publish", "desk", desk());
            assertTrue(outpub.register(always("late")).join());
            assertEquals("late", esc.next("initial").body());
        }
    }

    @Test
    void theHostsRegistryMeasuresWhatTheAgentDoes() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ConfigFolder config = new ConfigFolder(folder);
        config.section("desk", "type=outbound-publish", "server_uri=" + esc.uri("desk"), "event=presence")
                .write();
        AtomicInteger asked = new AtomicInteger();
        esc.script(request -> asked.getAndIncrement() == 0
                ? ScriptedCompositor.Reply.of(503, "Busy", "Retry-After: 1")
                : esc.grant(request));
        Outpub outpub = Outpub.builder()
                .configuration(folder)
                .watch(false)
                .meters(registry)
                .build();
        outpub.register(always("open")).join();
        outpub.load();
        esc.next("initial");
        esc.next("initial");
        await("counted")
                .until(() -> registry.get("outpub.publications")
                                .tag("phase", "published")
                                .gauge()
                                .value()
                        == 1);
        assertEquals(1, requests(registry, "refused"));
        assertEquals(1, requests(registry, "confirmed"));
        assertEquals(1, registry.get("outpub.retries").counter().count());
        config.section(
                        "desk",
                        "type=outbound-publish",
                        "server_uri=" + esc.uri("desk"),
                        "event=presence",
                        "expiration=x")
                .write();
        outpub.reload();
        assertEquals(
                1, registry.get("outpub.reloads").tag("changed", "no").counter().count());
        assertEquals(
                1,
                registry.get("outpub.config.problems")
                        .tag("severity", "error")
                        .gauge()
                        .value());
        assertEquals(0, registry.get("outpub.requests.waiting").gauge().value());
        assertEquals(0, registry.get("outpub.changes.waiting").gauge().value());
        outpub.close();
        assertTrue(registry.find("outpub.publications").gauges().isEmpty(), "the gauges hold on to what is gone");
    }

    private static long requests(SimpleMeterRegistry registry, String result) {
        return registry.get("outpub.requests")
                .tag("operation", "initial")
                .tag("result", result)
                .timer()
                .count();
    }

    @Test
    void theHostHearsOfEachRequestAndKnowsWhatThereIsToDo() throws Exception {
        List<RequestReport> heard = new CopyOnWriteArrayList<>();
        PublicationListener listener = new PublicationListener() {
            @Override
            public void changed(PublicationStatus status) {
                // not asked here
            }

            @Override
            public void requestEnded(RequestReport report) {
                heard.add(report);
            }
        };
        try (Outpub outpub = Outpub.builder()
                .inMemory()
                .clock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
                .listener(listener)
                .build()) {
            assertEquals(0, outpub.workload().in(Phase.PUBLISHED));
            outpub.load();
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
            await("published").until(() -> outpub.workload().in(Phase.PUBLISHED) == 1);
            RequestReport report = heard.get(0);
            assertEquals("desk", report.id());
            assertEquals(Operation.INITIAL, report.operation());
            assertEquals(Result.CONFIRMED, report.result());
            assertEquals("udp:127.0.0.1:" + esc.port(), report.server().orElseThrow());
            assertTrue(report.took().compareTo(Duration.ZERO) > 0, report::toString);
            PublicationStatus status = outpub.statuses().join().get(0);
            assertEquals(Instant.EPOCH, status.since());
            assertEquals(report.server(), status.server());
            assertTrue(status.confirmed().isPresent());
            outpub.delete("outbound-publish", "desk");
            esc.next("remove");
            await("gone")
                    .until(() ->
                            outpub.workload().publications().values().stream().allMatch(count -> count == 0));
        }
    }

    @Test
    void whatAHostKeepsWithAPublicationLivesAsLongAsItsObject() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.put("outbound-publish", "team", desk("multi_user", "yes"));
            PublishClient client = outpub.client("team").join().orElseThrow();
            client.datastores().put("seen", 1);
            outpub.put("outbound-publish", "team", desk("multi_user", "yes", "expiration", "600"));
            client = outpub.client("team").join().orElseThrow();
            assertEquals(1, client.user("ann").datastores().get("seen"));
            outpub.delete("outbound-publish", "team");
            outpub.put("outbound-publish", "team", desk("multi_user", "yes"));
            await("another object")
                    .until(() -> outpub.client("team")
                            .join()
                            .orElseThrow()
                            .datastores()
                            .isEmpty());
        }
    }

    @Test
    void whatMovesIsToldAsPublishedAndNotAsEnded() throws Exception {
        List<Phase> phases = new CopyOnWriteArrayList<>();
        try (Outpub outpub = Outpub.builder()
                .inMemory()
                .listener(status -> phases.add(status.phase()))
                .build()) {
            outpub.load();
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
            for (int i = 0; i < 2; i++) {
                outpub.put("outbound-publish", "desk", desk("to_uri", "sip:moved" + i + "@example.org"));
                esc.next("initial");
                esc.next("remove");
            }
            await("only one is left")
                    .until(() -> outpub.workload().publications().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()
                            == 1);
            outpub.await("desk", Phase.PUBLISHED, Duration.ofSeconds(10)).join();
            assertFalse(phases.contains(Phase.ENDED), phases::toString);
            outpub.delete("outbound-publish", "desk");
            esc.next("remove");
            await("it has ended").until(() -> phases.contains(Phase.ENDED));
        }
    }

    @Test
    void aLoadThatFailsLeavesNothingRunningAndOneThatSucceededIsNotRepeated() throws Exception {
        EventLoopGroup ended = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ended.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        try (Outpub outpub = Outpub.builder().inMemory().eventLoop(ended.next()).build()) {
            for (int i = 0; i < 2; i++) {
                assertEquals(LoadReport.Outcome.FAILED, outpub.load().outcome());
                assertThrows(IllegalStateException.class, outpub::reload);
            }
        }
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            assertEquals(LoadReport.Outcome.SUCCESS, outpub.load().outcome());
            assertThrows(IllegalStateException.class, outpub::load);
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
        }
    }

    @Test
    void aListenerThatThrowsKeepsNothingFromBeingPublished() throws Exception {
        PublicationListener broken = new PublicationListener() {
            @Override
            public void changed(PublicationStatus status) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void requestEnded(RequestReport report) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (Outpub outpub = Outpub.builder().inMemory().listener(broken).build()) {
            outpub.load();
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
            await("published").until(() -> outpub.workload().in(Phase.PUBLISHED) == 1);
            outpub.put("outbound-publish", "desk", desk("expiration", "600"));
            assertEquals(600, esc.next("refresh").expires());
        }
    }

    @Test
    void withoutAnyConfigurationItSaysWhatIsMissing() {
        String message = assertThrows(
                        IllegalStateException.class, () -> Outpub.builder().build())
                .getMessage();
        assertEquals("a configuration is needed: call configuration(Path) or inMemory()", message);
    }

    @Test
    void optionsThatExcludeEachOtherAreRefusedByNamingBoth() {
        Cluster cluster = new Cluster(NO_DATABASE, "phones", "one");
        refusedNaming(Outpub.builder().configuration(folder).inMemory(), "configuration(", "inMemory()");
        refusedNaming(Outpub.builder().inMemory().database(NO_DATABASE, "none"), "database(", "inMemory()");
        refusedNaming(Outpub.builder().inMemory().cluster(cluster).stateFolder(folder), "cluster(", "stateFolder(");
    }

    private static void refusedNaming(Outpub.Builder builder, String one, String other) {
        String message = String.valueOf(
                assertThrows(IllegalStateException.class, builder::build).getMessage());
        assertTrue(message.contains(one) && message.contains(other), message);
    }

    @Test
    void afterItWasClosedEveryCallSaysSo() throws Exception {
        Outpub outpub = Outpub.builder().inMemory().build();
        outpub.load();
        outpub.close();
        outpub.close();
        for (Executable call : List.<Executable>of(
                () -> outpub.put("outbound-publish", "desk", desk()),
                () -> outpub.delete("outbound-publish", "desk"),
                () -> outpub.register(always("open")),
                () -> outpub.client("desk"),
                outpub::statuses,
                outpub::reload,
                outpub::load)) {
            String message = String.valueOf(
                    assertThrows(IllegalStateException.class, call).getMessage());
            assertTrue(message.startsWith("it was closed"), message);
        }
    }

    private static PluginModule found() {
        return ServiceLoader.load(PluginModule.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(module -> module.info().name().equals("outbound-publish"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHostFindsTheModuleLoadsItIntoItsOwnStoreAndMayLoadItAgain() throws Exception {
        ConfigFolder config = new ConfigFolder(folder);
        config.content("state.txt", "open");
        config.publication("desk", esc.uri("desk")).write();
        ThreadPoolExecutor executor = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
        try (SorceryStore store =
                SorceryStore.builder().folder(folder).executor(executor).build()) {
            ModuleContext context = new ModuleContext(store, executor, Clock.systemUTC(), new SecureRandom());
            PluginModule module = found();
            for (int i = 0; i < 2; i++) {
                assertEquals(LoadReport.Outcome.SUCCESS, module.load(context).outcome());
                esc.next("initial");
                await("published").until(() -> !module.reload().changedAnything());
                assertEquals(List.of(), module.unload(BOUND).leftBehind());
                esc.next("remove");
            }
            LoadReport second = found().load(context);
            assertEquals(LoadReport.Outcome.DECLINED, second.outcome());
            assertTrue(second.reason().contains("registered"), second.reason());
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void loadingAndUnloadingTwoHundredTimesLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            live();
        }
        long heap = heap();
        int files = openFiles();
        int threads = outpubThreads();
        for (int i = 0; i < 200; i++) {
            live();
        }
        await("its threads are gone").atMost(Duration.ofSeconds(20)).until(() -> outpubThreads() <= threads);
        await("its files are closed").atMost(Duration.ofSeconds(20)).until(() -> openFiles() <= files + 3);
        long grown = heap() - heap;
        assertTrue(grown < 3_000_000, grown + " bytes more are held");
    }

    private void live() throws Exception {
        try (Outpub outpub = Outpub.builder().inMemory().build()) {
            outpub.load();
            outpub.register(always("open")).join();
            outpub.put("outbound-publish", "desk", desk());
            esc.next("initial");
            assertEquals(List.of(), outpub.unload(BOUND).leftBehind());
            esc.next("remove");
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    private static int outpubThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("outpub-"))
                .count();
    }

    @Test
    void twoInstancesDoNotKnowOfEachOther() throws Exception {
        Outpub one = Outpub.builder().inMemory().build();
        try (Outpub other = Outpub.builder().inMemory().build()) {
            one.load();
            other.load();
            one.register(always("one")).join();
            other.register(always("other")).join();
            one.put("outbound-publish", "desk", desk());
            assertEquals("one", esc.next("initial").body());
            Map<String, String> lamp = desk();
            lamp.put("server_uri", esc.uri("lamp"));
            other.put("outbound-publish", "desk", lamp);
            assertEquals("other", esc.next("initial").body());
            one.unload(BOUND);
            assertEquals(esc.uri("desk"), esc.next("remove").requestUri());
            lamp.put("expiration", "60");
            await("published")
                    .until(() -> other.statuses().join().get(0).entityTag().isPresent());
            other.put("outbound-publish", "desk", lamp);
            assertEquals(esc.uri("lamp"), esc.next("refresh").requestUri());
        }
    }
}
