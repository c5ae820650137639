package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.it.asterisk.ModelAsterisk;
import org.outpub.it.asterisk.ScriptedManager;
import org.outpub.publish.Outpub;
import org.outpub.publish.config.AsteriskServer;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.sources.asterisk.AsteriskSource;
import org.outpub.publish.sources.asterisk.ManagerConf;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** An Asterisk followed over real sockets; the manager interface behaves as recorded. */
class FollowedAsteriskTest {
    private static final Set<String> READ = Set.of("call", "reporting", "system");
    private static final Set<String> WRITE = Set.of("call", "reporting");
    private final PbxState pbx = new PbxState();
    private ModelAsterisk model;
    private ScriptedManager manager;

    @BeforeEach
    void prepare() {
        model = new ModelAsterisk(ModelAsterisk.Version.DEPLOYED, 7).user("outpub", "s3cret", READ, WRITE);
        model.deviceQuietly("PJSIP/alice", "NOT_INUSE");
        model.deviceQuietly("PJSIP/bob", "INUSE");
        model.deviceQuietly("MWI:6001@default", "NOT_INUSE");
        model.hint("100", "hints", "PJSIP/alice");
        model.hint("101", "hints", "PJSIP/bob");
        model.hint("108", "hints", "MWI:6002@default");
        model.mailbox("6001@default", 2, 3);
        manager = new ScriptedManager(model);
    }

    @AfterEach
    void end() throws IOException {
        manager.close();
    }

    private AsteriskServer server() {
        return AsteriskServer.of("pbx", "127.0.0.1", manager.port(), "outpub", "s3cret");
    }

    private static void awaitUpToDate(AsteriskSource source) {
        await("the lists")
                .atMost(Duration.ofSeconds(10))
                .until(() -> source.status().upToDate());
    }

    private void awaitDevice(String device, DeviceState state) {
        await(device + " " + state)
                .atMost(Duration.ofSeconds(10))
                .until(() -> pbx.devices().get(device).equals(Optional.of(state)));
    }

    @Nested
    class byAnEmbedderAlone {
        @Test
        void theWholeStateIsTakenAndFollowed() {
            try (AsteriskSource source = AsteriskSource.start(server(), pbx)) {
                awaitUpToDate(source);
                awaitDevice("PJSIP/bob", DeviceState.INUSE);
                await().until(() -> pbx.extensions().keys().size() == 3
                        && pbx.mailboxes().keys().size() == 2);
                assertEquals(
                        Optional.of(new MessageCounts(2, 3)), pbx.mailboxes().get("6001@default"));
                assertEquals(Optional.of(MessageCounts.NONE), pbx.mailboxes().get("6002@default"));
                assertEquals(
                        Optional.of(ExtensionState.of(DeviceState.INUSE)),
                        pbx.extensions().get(new Extension("hints", "101")));
                manager.with(asterisk -> asterisk.device("PJSIP/alice", "RINGING"));
                awaitDevice("PJSIP/alice", DeviceState.RINGING);
                manager.with(asterisk -> asterisk.device("PJSIP/alice", "INUSE"));
                awaitDevice("PJSIP/alice", DeviceState.INUSE);
                assertEquals("22.10.1", source.status().version());
            }
        }

        @Test
        void aLostConnectionKeepsTheStateAndOnReturnTheDifferenceComes() throws IOException {
            try (AsteriskSource source = AsteriskSource.start(server(), pbx)) {
                awaitUpToDate(source);
                awaitDevice("PJSIP/bob", DeviceState.INUSE);
                manager.shut();
                await().until(() -> !source.status().upToDate());
                assertEquals(Optional.of(DeviceState.INUSE), pbx.devices().get("PJSIP/bob"));
                manager.with(asterisk -> {
                    asterisk.deviceQuietly("PJSIP/bob", "NOT_INUSE");
                    asterisk.start("12:00:00");
                    asterisk.deviceQuietly("PJSIP/bob", "NOT_INUSE");
                    asterisk.boot();
                });
                manager.open();
                source.refresh();
                awaitDevice("PJSIP/bob", DeviceState.NOT_INUSE);
                manager.with(asterisk -> asterisk.device("PJSIP/bob", "RINGING"));
                awaitDevice("PJSIP/bob", DeviceState.RINGING);
            }
        }

        @Test
        void aSecretThatWasChangedIsUsedByTheNextConnection() {
            AtomicReference<String> secret = new AtomicReference<>("wr0ng");
            try (AsteriskSource source = AsteriskSource.start(
                    AsteriskServer.of("pbx", "127.0.0.1", manager.port(), "outpub", "wr0ng"),
                    () -> Optional.of(AsteriskServer.of("pbx", "127.0.0.1", manager.port(), "outpub", secret.get())),
                    pbx)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> source.status().trouble().contains("Authentication failed"));
                secret.set("s3cret");
                source.refresh();
                awaitUpToDate(source);
            }
        }

        @Test
        void aRefusedLoginIsToldWithTheLineAndNoSecret() {
            try (CapturedLog log = new CapturedLog();
                    AsteriskSource source = AsteriskSource.start(
                            AsteriskServer.of("pbx", "127.0.0.1", manager.port(), "outpub", "wr0ng")
                                    .withPlace("manager.conf:12: [outpub]"),
                            pbx)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !source.status().trouble().isEmpty());
                assertTrue(
                        source.status().trouble().contains("Authentication failed"),
                        source.status().trouble());
                assertTrue(
                        source.status().trouble().contains("manager.conf:12"),
                        source.status().trouble());
                assertTrue(!log.text().contains("wr0ng"), log.text());
            }
        }
    }

    @Nested
    class overTls {
        @TempDir
        Path folder;

        private ScriptedManager secure;

        @BeforeEach
        void listen() throws Exception {
            SelfSigned.write(folder, "127.0.0.1");
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
                keys.load(in, "changeit".toCharArray());
            }
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(keys, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            secure = new ScriptedManager(model, context.getServerSocketFactory());
        }

        @AfterEach
        void end() throws IOException {
            secure.close();
        }

        @Test
        void theServerIsCheckedAndFollowed() {
            AsteriskServer server = AsteriskServer.of("pbx", "127.0.0.1", secure.port(), "outpub", "s3cret")
                    .withTls(TlsOptions.toServer(folder.resolve("cert.pem"), true));
            try (AsteriskSource source = AsteriskSource.start(server, pbx)) {
                awaitUpToDate(source);
                secure.with(asterisk -> asterisk.device("PJSIP/alice", "RINGING"));
                awaitDevice("PJSIP/alice", DeviceState.RINGING);
            }
        }

        @Test
        void aServerOfAnotherNameIsNotLoggedInTo() {
            AsteriskServer server = AsteriskServer.of("pbx", "127.0.0.1", secure.port(), "outpub", "s3cret")
                    .withTls(TlsOptions.toServer(null, true));
            try (AsteriskSource source = AsteriskSource.start(server, pbx)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !source.status().trouble().isEmpty());
                assertTrue(
                        source.status().trouble().contains("TLS failed"),
                        source.status().trouble());
                assertEquals(0L, secure.ask(ModelAsterisk::logins));
            }
        }

        @Test
        void itIsSpokenWhereManagerConfOffersIt() throws IOException {
            Files.writeString(folder.resolve("manager.conf"), """
                [general]
                enabled=yes
                tlsenable=yes
                tlsbindaddr=127.0.0.1:%d
                tlscertfile=cert.pem
                [outpub]
                secret=s3cret
                read=call,system
                write=call
                """.formatted(secure.port()));
            ManagerConf conf = ManagerConf.read(
                    folder.resolve("manager.conf"), HostAndPort.fromParts("127.0.0.1", secure.port()), null);
            assertEquals(List.of(), conf.problems());
            try (AsteriskSource source = AsteriskSource.start(Objects.requireNonNull(conf.server()), pbx)) {
                awaitUpToDate(source);
            }
        }
    }

    @Nested
    class byTheDaemonsAgent {
        @TempDir
        Path folder;

        private ScriptedCompositor esc;

        @BeforeEach
        void open() throws IOException {
            esc = new ScriptedCompositor();
        }

        @AfterEach
        void closeAndCheck() {
            esc.close();
            assertEquals(List.of(), esc.violations());
        }

        @Test
        void hintsOfARunningAsteriskBecomePublicationsAndFollowIt() throws Exception {
            Files.writeString(folder.resolve("pjsip.conf"), """
                [asterisk]
                type=asterisk
                server=127.0.0.1:%d
                username=outpub
                secret=s3cret
                [lamps]
                type=outbound-publish
                server_uri=sip:127.0.0.1:%d
                from_uri=sip:pbx.example
                event=dialog
                multi_user=yes
                @body=application/dialog-info+xml
                @exten=^101$
                """.formatted(manager.port(), esc.port()));
            Outpub outpub = Outpub.builder().configuration(folder).pbxState(pbx).build();
            try {
                outpub.load();
                ReceivedPublish initial = esc.next("initial");
                assertTrue(initial.body().contains("<state>confirmed</state>"), initial.body());
                manager.with(asterisk -> asterisk.device("PJSIP/bob", "NOT_INUSE"));
                ReceivedPublish modify = esc.next("modify");
                assertTrue(modify.body().contains("<state>terminated</state>"), modify.body());
                manager.with(asterisk -> asterisk.hintGone("101", "hints"));
                manager.with(asterisk -> asterisk.reloaded("pbx_config"));
                await("two lists that lack it")
                        .atMost(Duration.ofSeconds(15))
                        .until(() -> pbx.extensions()
                                .get(new Extension("hints", "101"))
                                .isEmpty());
                assertEquals(esc.uri("101"), esc.next("remove").requestUri());
            } finally {
                outpub.unload(Duration.ofSeconds(5));
            }
        }
    }
}
