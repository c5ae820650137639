package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.testkit.ScriptedCompositor;

/** The commands as processes of their own. */
class DaemonTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private ConfigFolder config;
    private Path out;
    private Path err;

    @BeforeEach
    void prepare() throws IOException {
        config = new ConfigFolder(Files.createDirectory(folder.resolve("conf")));
        config.content("state.txt", "open");
        out = folder.resolve("out");
        err = folder.resolve("err");
    }

    @AfterEach
    void endWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    private Process outpub(String... arguments) throws IOException {
        Process process = OutpubProcess.command(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(process);
        return process;
    }

    private int exitOf(Process process) throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
        return process.exitValue();
    }

    private String conf() {
        return config.path().toString();
    }

    @Test
    void sigtermRemovesWhatWasPublishedAndExitsWithZero() throws Exception {
        try (ScriptedCompositor esc = new ScriptedCompositor()) {
            config.publication("a", esc.uri("a")).publication("b", esc.uri("b")).write();
            Process daemon = outpub("run", "--config", conf());
            esc.next("initial");
            esc.next("initial");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(err)
                                    .lines()
                                    .filter(line -> line.contains(": published"))
                                    .count()
                            == 2);
            daemon.destroy();
            esc.next("remove");
            esc.next("remove");
            assertEquals(0, exitOf(daemon));
            assertTrue(Files.readString(err).contains("stopped: 2 ended, 0 left behind"), Files.readString(err));
            assertEquals(List.of(), esc.violations());
            assertEquals("", Files.readString(out));
        }
    }

    @Test
    void aSecretNeverReachesTheLog() throws Exception {
        try (ScriptedCompositor esc = new ScriptedCompositor()) {
            esc.script(request -> request.has("Authorization")
                    ? esc.grant(request)
                    : ScriptedCompositor.Reply.of(
                            401, "Unauthorized", "WWW-Authenticate: Digest realm=\"x\", nonce=\"nonce77\""));
            config.section("me", "type=auth", "username=u", "password=hush-hush", "pasword=hush-hush-too");
            config.section("you", "type=auth", "username=u", "password=hush-hush");
            config.publication("a", esc.uri("a"), "outbound_auth=you").write();
            Process daemon = outpub("run", "--debug", "--config", conf());
            esc.next("initial");
            assertTrue(esc.next("initial").has("Authorization"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(err).contains("a: published"));
            daemon.destroy();
            exitOf(daemon);
            String log = Files.readString(err);
            assertTrue(log.contains("auth 'me': unknown option 'pasword'; did you mean 'password'?"), log);
            assertFalse(log.contains("hush"), log);
            assertFalse(log.contains("response=") || log.contains("nonce77"), log);
        }
    }

    @Test
    void sighupReloadsWithoutWatching() throws Exception {
        try (ScriptedCompositor esc = new ScriptedCompositor()) {
            config.publication("a", esc.uri("a")).write();
            Process daemon = outpub("run", "--no-watch", "--config", conf());
            esc.next("initial");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(err).contains("running with"));
            config.publication("b", esc.uri("b")).write();
            new ProcessBuilder("kill", "-HUP", String.valueOf(daemon.pid()))
                    .start()
                    .waitFor();
            assertEquals(esc.uri("b"), esc.next("initial").requestUri());
            daemon.destroy();
            assertEquals(0, exitOf(daemon));
        }
    }

    @Test
    void aBrokenConfigurationAtTheStartIsWaitedForAndPublishedOnceMended() throws Exception {
        try (ScriptedCompositor esc = new ScriptedCompositor()) {
            config.writeRaw("[a\n");
            Process daemon = outpub("run", "--config", conf());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(err).contains("pjsip.conf:1: section header without ']'"));
            config.publication("a", esc.uri("a")).write();
            esc.next("initial");
            daemon.destroy();
            assertEquals(0, exitOf(daemon));
        }
    }

    @Test
    void checkExitsWithZeroOneOrTwo() throws Exception {
        config.publication("a", "sip:a@127.0.0.1").write();
        assertEquals(0, exitOf(outpub("check", "--config", conf())), Files.readString(err));
        assertTrue(Files.readString(out).contains("a            presence  sip:a@127.0.0.1"), Files.readString(out));
        assertTrue(Files.readString(out).endsWith("\nno problems; 1 outbound-publish usable\n"), Files.readString(out));

        config.publication("a", "sip:a@127.0.0.1", "transport=none", "expirtion=5")
                .write();
        assertEquals(1, exitOf(outpub("check", "--config", config.file().toString())));
        assertTrue(
                Files.readString(out)
                        .startsWith(
                                config.file()
                                        + ":8: error: outbound-publish 'a': unknown option 'expirtion'; did you mean 'expiration'?"),
                Files.readString(out));

        assertEquals(2, exitOf(outpub("check", "--config", conf() + "/none")));
        assertTrue(Files.readString(err).contains("none: no such file"), Files.readString(err));
        assertEquals(2, exitOf(outpub("check")));
        assertEquals(2, exitOf(outpub("run", "--config", conf() + "/none")));
    }

    @Test
    void whatIsHarmlessIsNoErrorUnlessItIsAskedToBe() throws Exception {
        config.section("browsers", "type=transport", "protocol=wss", "bind=0.0.0.0");
        config.publication("a", "sip:a@127.0.0.1").write();
        assertEquals(0, exitOf(outpub("check", "--strict", "--config", conf())), Files.readString(out));
        assertTrue(
                Files.readString(out).contains(": notice: transport 'browsers': left out, for protocol=wss"),
                Files.readString(out));

        config.publication("a", "sip:a@127.0.0.1", "outbound_proxy=sip:127.0.0.1")
                .write();
        assertEquals(0, exitOf(outpub("check", "--config", conf())), Files.readString(out));
        assertTrue(Files.readString(out).contains(": warning: outbound-publish 'a': outbound_proxy without ;lr"));
        assertEquals(1, exitOf(outpub("check", "--strict", "--config", conf())));

        config.publication("a", "sip:a@127.0.0.1", "transport=browsers").write();
        assertEquals(1, exitOf(outpub("check", "--config", conf())), Files.readString(out));
    }

    @Test
    void whatTheCommandLineAsksForAndCannotBeHadEndsTheStartWithOneLineAndTwo() throws Exception {
        config.publication("a", "sip:a@127.0.0.1:9").write();
        Path empty = config.content("empty", "");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String inUse = "127.0.0.1:" + taken.getLocalPort();
            Map<List<String>, String> starts = new LinkedHashMap<>();
            starts.put(List.of("--http", inUse), "outpub run: --http: " + inUse + " cannot be had: ");
            starts.put(List.of("--http", "0.0.0.0:0"), "outpub run: --http: 0.0.0.0 can be reached from elsewhere");
            starts.put(List.of("--http", "here"), "outpub run: --http: 'here' is not HOST:PORT");
            starts.put(
                    List.of("--http", "127.0.0.1:0", "--http-token-file", conf() + "/none"),
                    "outpub run: --http-token-file: " + conf() + "/none cannot be read");
            starts.put(
                    List.of("--http", "127.0.0.1:0", "--http-token-file", empty.toString()),
                    "outpub run: --http-token-file: " + empty + " is empty");
            starts.put(List.of("--http-token-file", conf()), "outpub run: --http-token-file has no effect without");
            starts.put(List.of("--state-dir", empty + "/x"), "outpub run: --state-dir: " + empty + "/x cannot be");
            starts.put(List.of("--shutdown-timeout", "-1"), "outpub run: --shutdown-timeout: -1 is not");
            starts.put(List.of("--no-wotch"), "outpub run: there is no '--no-wotch'; did you mean '--no-watch'?");
            for (Map.Entry<List<String>, String> start : starts.entrySet()) {
                List<String> command = new ArrayList<>(List.of("run", "--config", conf()));
                command.addAll(start.getKey());
                assertEquals(
                        2,
                        exitOf(outpub(command.toArray(String[]::new))),
                        start.getKey().toString());
                List<String> said = Files.readAllLines(err);
                assertEquals(1, said.size(), said::toString);
                assertTrue(said.get(0).startsWith(start.getValue()), said::toString);
            }
        }
    }

    @Test
    void everyKindOfBadInputIsToldWithItsPlaceAndWhatWasExpected() throws Exception {
        config.writeRaw(String.join(
                "\n",
                "[a]",
                "type=outbound-publish",
                "event=presence",
                "[b]",
                "type=outbound-publish",
                "server_uri=sip:b@[::1",
                "event=pre sence",
                "outbound_auth=c",
                "[c]",
                "type=auth",
                "username=u",
                "[d]",
                "type=transport",
                "protocol=sctp",
                "bind=1.2.3",
                "[e]",
                "type=outbound-publish",
                "server_uri=sip:e@127.0.0.1",
                "event=presence",
                "outbound_auth=nobody",
                "multi_user=yse",
                "@content_file=x",
                "[f]",
                "type=transport",
                "protocol=tls",
                "bind=127.0.0.1:0",
                "cert_file=none.pem",
                "[g]",
                "type=outbound-publish",
                "server_uri=sip:g@127.0.0.1\\;transport=tcp",
                "event=presence",
                "transport=f",
                ""));
        assertEquals(1, exitOf(outpub("check", "--config", conf())));
        String told = Files.readString(out).replace(config.file().toString(), "F");
        for (String line : List.of(
                "F:1: error: outbound-publish 'a': required option 'server_uri' is missing; expected a SIP URI",
                "F:6: error: outbound-publish 'b': server_uri: 'sip:b@[::1' is not a SIP URI such as",
                "F:7: error: outbound-publish 'b': event: 'pre sence' is not an event package such as presence",
                "F:11: error: auth 'c': there is no secret; expected password, md5_cred or password_digest",
                "F:14: error: transport 'd': protocol: 'sctp' is not udp, tcp or tls",
                "F:15: error: transport 'd': bind: '1.2.3' is not an IP address or a host name with or without a port",
                "F:21: error: outbound-publish 'e': multi_user: 'yse' is not yes or no",
                "F:27: error: transport 'f': cert_file: there is no file "
                        + config.path().resolve("none.pem"),
                "F:32: error: outbound-publish 'g': transport 'f' speaks tls, but sip:g@127.0.0.1;transport=tcp wants tcp")) {
            assertTrue(told.contains(line), line + "\nis not in\n" + told);
        }
    }

    @Test
    void theDemoPublishesAndEndsByItself() throws Exception {
        assertEquals(0, exitOf(outpub("demo", "--seconds", "3")), Files.readString(err));
        String shown = Files.readString(out);
        assertTrue(shown.matches("(?s).* created +presence +sip:alice@127\\.0\\.0\\.1.*"), shown);
        assertTrue(shown.matches("(?s).* removed +dialog .*"), shown);
        assertEquals("", Files.readString(err));
    }
}
