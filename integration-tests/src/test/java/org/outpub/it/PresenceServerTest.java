package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.module.UnloadReport;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.publish.Outpub;

/** Against a real presence server, seen through the eyes of somebody who watches. */
class PresenceServerTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void needKamailio() {
        if (!Kamailio.missing().isEmpty()) {
            System.out.println(Kamailio.missing());
        }
        assumeTrue(Kamailio.missing().isEmpty(), Kamailio.missing());
    }

    private static String pidf(String uri, String basic, String note) {
        return "<?xml version=\"1.0\"?><presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"" + uri
                + "\"><tuple id=\"t1\"><status><basic>" + basic + "</basic></status><note>" + note
                + "</note></tuple></presence>";
    }

    private ConfigFolder write(Kamailio server, String... more) throws IOException {
        ConfigFolder config = new ConfigFolder(folder);
        config.content("alice.xml", pidf(server.uri("alice"), "open", "at my desk"));
        config.section("provider", "type=auth", "username=pub", "password=s3cret", "realm=presence.test");
        config.section(
                "alice",
                "type=outbound-publish",
                "server_uri=" + server.uri("alice"),
                "event=presence",
                "@content_type=application/pidf+xml",
                "@content_file=alice.xml",
                String.join("\n", more));
        config.write();
        return config;
    }

    @Test
    void aWatcherSeesTheDocumentItsChangeAndItsEnd() throws Exception {
        try (Kamailio server = Kamailio.start(folder, Kamailio.Mode.OPEN)) {
            ConfigFolder config = write(server);
            try (Outpub outpub = Outpub.builder().configuration(folder).build();
                    PresenceWatcher watcher =
                            new PresenceWatcher(server.port(), "alice", "presence", "application/pidf+xml")) {
                outpub.load();
                watcher.awaitLast("the document", document -> document.contains("at my desk"));
                config.content("alice.xml", pidf(server.uri("alice"), "open", "on the phone"));
                watcher.awaitLast("the changed document", document -> document.contains("on the phone"));
                Files.delete(folder.resolve("alice.xml"));
                watcher.awaitLast("an end", document -> !document.contains("<basic>open"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void streamsCarryPublicationsToo(String protocol) throws Exception {
        try (Kamailio server = Kamailio.startWithTls(folder)) {
            ConfigFolder config = write(server);
            int port = protocol.equals("tls") ? server.tlsPort() : server.port();
            config.section(
                    "stream",
                    "type=transport",
                    "protocol=" + protocol,
                    "bind=127.0.0.1:0",
                    "ca_list_file=cert.pem",
                    "verify_server=yes");
            config.section(
                    "alice",
                    "type=outbound-publish",
                    "server_uri=sip:alice@127.0.0.1:" + port + "\\;transport=" + protocol,
                    "event=presence",
                    "expiration=60",
                    "@content_type=application/pidf+xml",
                    "@content_file=alice.xml");
            config.write();
            Outpub outpub = Outpub.builder().configuration(folder).build();
            try {
                outpub.load();
                String tag = awaitTagOtherThan(outpub, "");
                config.content("alice.xml", pidf(server.uri("alice"), "open", "on the phone"));
                awaitTagOtherThan(outpub, tag);
            } finally {
                assertEquals(List.of(), outpub.unload(Duration.ofSeconds(5)).leftBehind());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kamailio.Mode.class,
            names = {"MD5", "SHA256"})
    void digestIsAnsweredForEveryRequestAlsoAfterTheNonceAged(Kamailio.Mode mode) throws Exception {
        try (Kamailio server = Kamailio.start(folder, mode)) {
            // Nonces live two seconds there; refreshes of this lifetime come after about 2.5 s and meet old ones.
            write(server, "outbound_auth=provider", "expiration=5");
            Outpub outpub = Outpub.builder().configuration(folder).build();
            try {
                outpub.load();
                String first = awaitTagOtherThan(outpub, "");
                String second = awaitTagOtherThan(outpub, first);
                awaitTagOtherThan(outpub, second);
            } finally {
                UnloadReport report = outpub.unload(Duration.ofSeconds(5));
                assertEquals(List.of(), report.leftBehind());
            }
        }
    }

    @Test
    void aServerThatForgotEverythingIsToldAnew() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        int port;
        try (Kamailio server = Kamailio.start(first, Kamailio.Mode.OPEN)) {
            port = server.port();
            write(server, "expiration=6");
            Outpub outpub = Outpub.builder().configuration(folder).build();
            try {
                outpub.load();
                awaitTagOtherThan(outpub, "");
                server.close();
                try (Kamailio again = Kamailio.start(folder.resolve("second"), Kamailio.Mode.OPEN, port);
                        PresenceWatcher watcher =
                                new PresenceWatcher(port, "alice", "presence", "application/pidf+xml")) {
                    watcher.awaitLast("the document", document -> document.contains("at my desk"));
                }
            } finally {
                outpub.unload(Duration.ofSeconds(1));
            }
        }
    }

    private static String awaitTagOtherThan(Outpub outpub, String former) {
        await("an entity-tag other than '" + former + "'")
                .atMost(Duration.ofSeconds(20))
                .until(() -> !tag(outpub).isEmpty() && !tag(outpub).equals(former));
        return tag(outpub);
    }

    private static String tag(Outpub outpub) {
        return outpub.statuses().join().stream()
                .findFirst()
                .flatMap(PublicationStatus::entityTag)
                .orElse("");
    }
}
