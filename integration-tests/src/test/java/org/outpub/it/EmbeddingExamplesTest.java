package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.SipStackImpl;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.SipStack;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.module.LoadReport;
import org.outpub.api.module.ModuleContext;
import org.outpub.api.module.PluginModule;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublicationListener;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.PublishClient;
import org.outpub.api.publication.RequestReport;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.section.AuthSection;
import org.outpub.publish.section.PublishSection;
import org.outpub.publish.testkit.QuietServerLog;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.publish.wire.jain.StackLog;
import org.outpub.sorcery.SorceryStore;

/** What docs/embedding.md shows works. */
class EmbeddingExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private ScriptedCompositor esc;

    /** What a host has. */
    private static final class Lamps {
        Runnable onChange(Consumer<String> heard) {
            heard.accept("<presence/>");
            return () -> {};
        }
    }

    @BeforeEach
    void open() throws IOException {
        esc = new ScriptedCompositor();
    }

    @AfterEach
    void close() {
        esc.close();
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    @Test
    void everyExampleOnThePageIsInThisFileOrAProgramOfItsOwn() throws IOException {
        Path tests = root().resolve("integration-tests/src/test/java/org/outpub/it");
        String here = squeezed(Files.readString(tests.resolve("EmbeddingExamplesTest.java"))
                + Files.readString(tests.resolve("examples/SpringBootExample.java")));
        List<String> examples = EXAMPLE.matcher(Files.readString(root().resolve("docs/embedding.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(examples.size() >= 6, examples::toString);
        examples.forEach(example -> assertTrue(here.contains(squeezed(example)), example));
    }

    @Test
    void theExampleOfTheReadmeIsInThisFileBesideItsCommentsAndFolder() throws IOException {
        String here = squeezed(Files.readString(
                root().resolve("integration-tests/src/test/java/org/outpub/it/EmbeddingExamplesTest.java")));
        String readme = Files.readString(root().resolve("README.md"));
        Matcher example = EXAMPLE.matcher(readme);
        assertTrue(example.find(), readme);
        String code =
                example.group(1).replace("Path.of(\"/etc/outpub\")", "folder").replaceAll("(?m)//.*$|^ *\u2026$", "");
        assertTrue(here.contains(squeezed(code).replaceAll("}$", "")), code);
    }

    /** What a host has to be cancelled. */
    private interface Subscription {
        void cancel();
    }

    @Test
    void readme() throws Exception {
        write();
        Host pbx = heard -> {
            heard.accept("<presence/>");
            return () -> {};
        };
        try (Outpub outpub = Outpub.builder().configuration(folder).build()) {
            outpub.register(EventPublisherHandler.of("presence", client -> {
                Subscription lamps = pbx.onLampChange(
                        document -> client.publish(PublicationBody.of("application/pidf+xml", document)));
                return lamps::cancel;
            }));
            LoadReport report = outpub.load();
            assertEquals(List.of(), report.objects().problems());
            assertEquals("<presence/>", esc.next("initial").body());
        }
    }

    /** The program that the README's example stands in. */
    private interface Host {
        Subscription onLampChange(Consumer<String> heard);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    private void write() throws IOException {
        ConfigFolder config = new ConfigFolder(folder);
        config.content("state.txt", "open");
        config.publication("desk", esc.uri("desk")).write();
    }

    @Test
    void files() throws Exception {
        write();
        Outpub outpub = Outpub.builder().configuration(folder).build();
        LoadReport report = outpub.load();
        report.objects().problems().forEach(problem -> System.out.println(problem));
        esc.next("initial");
        outpub.close();
        esc.next("remove");
    }

    @Test
    void code() throws Exception {
        String server = esc.uri("desk");
        Lamps lamps = new Lamps();
        Outpub outpub = Outpub.builder().inMemory().build();
        outpub.load();
        List<ConfigProblem> problems = outpub.put(
                "outbound-publish", "desk", Map.of("server_uri", server, "event", "presence", "expiration", "600"));
        assertEquals(List.of(), problems);
        outpub.register(EventPublisherHandler.of(
                "presence",
                client -> lamps.onChange(
                        document -> client.publish(PublicationBody.of("application/pidf+xml", document)))));
        assertEquals("<presence/>", esc.next("initial").body());
        outpub.close();
    }

    @Test
    void sections() throws Exception {
        String server = esc.uri("desk");
        Outpub outpub = Outpub.builder().inMemory().build();
        outpub.load();
        outpub.put(AuthSection.of("provider", "desk").password("secret"));
        outpub.put(PublishSection.of("desk", server, "presence")
                .expiration(Duration.ofMinutes(10))
                .outboundAuth("provider"));
        PublishClient desk = outpub.client("desk").join().orElseThrow();
        desk.publish(PublicationBody.of("text/plain", "open"));
        outpub.await("desk", Phase.PUBLISHED, Duration.ofSeconds(5)).join();
        assertEquals(600, esc.next("initial").expires());
        outpub.close();
    }

    @Test
    void users() throws Exception {
        Outpub outpub = Outpub.builder().inMemory().build();
        outpub.load();
        String server = "sip:127.0.0.1:" + esc.port();
        outpub.put("outbound-publish", "team", Map.of("server_uri", server, "event", "presence", "multi_user", "yes"));
        PublishClient desk = outpub.client("team").join().orElseThrow();
        desk.user("ann").publish(PublicationBody.of("text/plain", "at lunch"));
        desk.user("bob").remove();
        assertEquals(esc.uri("ann"), esc.next("initial").requestUri());
        outpub.close();
    }

    @Test
    void pbx() throws Exception {
        ConfigFolder config = new ConfigFolder(folder);
        config.section(
                        "lamps",
                        "type=outbound-publish",
                        "server_uri=sip:127.0.0.1:" + esc.port(),
                        "event=dialog",
                        "multi_user=yes",
                        "@body=application/dialog-info+xml")
                .write();
        PbxState pbx = new PbxState();
        Outpub outpub = Outpub.builder().configuration(folder).pbxState(pbx).build();
        outpub.load();
        pbx.extensionState("phones", "2001", DeviceState.RINGING);
        assertTrue(esc.next("initial").body().contains("early"));
        outpub.close();
    }

    @Test
    void events() throws Exception {
        write();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PublicationListener listener = new PublicationListener() {
            @Override
            public void changed(PublicationStatus status) {
                System.out.println(status.id() + " is " + status.phase());
            }

            @Override
            public void requestEnded(RequestReport report) {
                System.out.println(report.operation() + " of " + report.id() + ": " + report.answer());
            }
        };
        Outpub outpub = Outpub.builder()
                .configuration(folder)
                .listener(listener)
                .reloads(report -> System.out.println("reloaded: " + report))
                .meters(registry)
                .build();
        outpub.load();
        esc.next("initial");
        outpub.close();
        assertEquals(
                2,
                registry.get("outpub.requests").timers().stream()
                        .mapToLong(Timer::count)
                        .sum());
    }

    /** A host with a stack of its own. */
    private static final class HostListener implements SipListener {
        private final HostStack lent;

        HostListener(HostStack lent) {
            this.lent = lent;
        }

        @Override
        public void processResponse(ResponseEvent event) {
            if (!lent.take(event)) {
                ownAnswer(event);
            }
        }

        private static void ownAnswer(ResponseEvent event) {
            throw new AssertionError(event.getResponse());
        }

        @Override
        public void processRequest(RequestEvent event) {}

        @Override
        public void processTimeout(TimeoutEvent event) {}

        @Override
        public void processIOException(IOExceptionEvent event) {}

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }

    @Test
    void stack() throws Exception {
        write();
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "host");
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", QuietServerLog.class.getName());
        CommonLogger.legacyLogger = new StackLog();
        SipStack stack = new SipStackImpl(properties);
        SipProvider provider = stack.createSipProvider(stack.createListeningPoint("127.0.0.1", freePort(), "udp"));
        HostStack lent = HostStack.of(provider);
        provider.addSipListener(new HostListener(lent));
        Outpub outpub = Outpub.builder().configuration(folder).sipStack(lent).build();
        outpub.load();
        esc.next("initial");
        assertEquals(provider.getListeningPoint("udp").getPort(), esc.clientPort());
        assertEquals(List.of(), outpub.unload(Duration.ofSeconds(5)).leftBehind());
        esc.next("remove");
        stack.stop();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void module() throws Exception {
        write();
        var executor = Executors.newFixedThreadPool(2);
        try (SorceryStore store =
                SorceryStore.builder().folder(folder).executor(executor).build()) {
            PluginModule module =
                    ServiceLoader.load(PluginModule.class).findFirst().orElseThrow();
            LoadReport report = module.load(new ModuleContext(store, executor, Clock.systemUTC(), new SecureRandom()));
            assertEquals(LoadReport.Outcome.SUCCESS, report.outcome());
            esc.next("initial");
            assertEquals(1, module.unload(java.time.Duration.ofSeconds(5)).ended());
        } finally {
            executor.shutdown();
        }
    }
}
