package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.InboundStatus;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;

/** Servers that publish their devices and mailboxes to each other, as Asterisk servers do. */
class SitesTest {
    @TempDir
    Path folder;

    private Site a;
    private Site b;

    /** A server with a peer. */
    private static final class Site {
        private final String name;
        private final Path folder;
        private final int port;
        private PbxState pbx = new PbxState();
        private String password = "shared";
        private String more = "";
        private Outpub outpub;

        Site(String name, Path folder) throws IOException {
            this.name = name;
            this.folder = Files.createDirectory(folder.resolve(name));
            try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                this.port = free.getLocalPort();
            }
        }

        String publications(Site peer, String eid) {
            return """
                [tell-devices]
                type=outbound-publish
                server_uri=sip:%1$s@127.0.0.1:%2$d
                from_uri=sip:%1$s@127.0.0.1
                event=asterisk-devicestate
                outbound_auth=proof
                @eid=%3$s

                [tell-mailboxes]
                type=outbound-publish
                server_uri=sip:%1$s@127.0.0.1:%2$d
                from_uri=sip:%1$s@127.0.0.1
                event=asterisk-mwi
                outbound_auth=proof
                @eid=%3$s
                """.formatted(name, peer.port, eid);
        }

        /** As documented, with the same names for sections of several types. */
        void write(Site peer, String eid) throws IOException {
            String text = """
                [udp]
                type=transport
                protocol=udp
                bind=127.0.0.1:%1$d

                [proof]
                type=auth
                username=sites
                password=%2$s

                [%3$s]
                type=endpoint
                context=default
                disallow=all
                auth=proof

                [%3$s]
                type=inbound-publication
                endpoint=%3$s
                event_asterisk-devicestate=%3$s
                event_asterisk-mwi=%3$s

                [%3$s]
                type=asterisk-publication
                device_state=yes
                mailbox_state=yes
                devicestate_publish=tell-devices
                mailboxstate_publish=tell-mailboxes
                """.formatted(port, password, peer.name);
            Path next = Files.writeString(folder.resolve("next"), text + publications(peer, eid) + more);
            Files.move(next, folder.resolve("pjsip.conf"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }

        void start() {
            outpub = Outpub.builder().configuration(folder).pbxState(pbx).build();
            outpub.load();
        }

        InboundStatus status() {
            return outpub.inbound().get(0);
        }

        void end() {
            if (outpub != null) {
                outpub.unload(Duration.ofSeconds(2));
                outpub = null;
            }
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        a = new Site("site-a", folder);
        b = new Site("site-b", folder);
        write();
    }

    private void write() throws IOException {
        a.write(b, "02:00:00:00:00:0a");
        b.write(a, "02:00:00:00:00:0b");
    }

    @AfterEach
    void end() {
        a.end();
        b.end();
    }

    private static void awaitDevice(Site site, String device, DeviceState... state) {
        await(device + " at " + site.name)
                .atMost(Duration.ofSeconds(60))
                .until(() -> site.pbx
                        .devices()
                        .get(device)
                        .equals(Arrays.stream(state).findFirst()));
    }

    @Test
    void eachSeesWhatTheOtherKnowsAndPublishesItsOwnAlone() {
        a.pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        a.pbx.mailbox("1000@default", 1, 2);
        b.pbx.deviceState("PJSIP/2000", DeviceState.RINGING);
        a.start();
        b.start();
        awaitDevice(a, "PJSIP/2000", DeviceState.RINGING);
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
        await().until(() -> b.pbx.mailboxes().get("1000@default").equals(Optional.of(new MessageCounts(1, 2))));
        b.pbx.deviceState("PJSIP/1000", DeviceState.RINGING);
        awaitDevice(b, "PJSIP/1000", DeviceState.RINGINUSE);
        awaitDevice(a, "PJSIP/1000", DeviceState.RINGINUSE);
        b.pbx.deviceRemoved("PJSIP/1000");
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
        awaitDevice(a, "PJSIP/1000", DeviceState.INUSE);
        a.pbx.deviceRemoved("PJSIP/1000");
        awaitDevice(b, "PJSIP/1000");
        awaitDevice(a, "PJSIP/1000");
        assertEquals(List.of("PJSIP/2000"), b.pbx.ownDevices().keys());
        assertEquals(List.of(), a.pbx.ownDevices().keys());
        assertEquals(2, b.status().publications());
        assertTrue(b.status().from().equals("127.0.0.1") && b.status().trouble().isEmpty(), b.status()::toString);
    }

    @Test
    void whatASiteToldEndsWithItAndIsThereAgainWhenItIs() {
        a.pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        a.start();
        b.start();
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
        a.end();
        awaitDevice(b, "PJSIP/1000");
        a.start();
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
        a.pbx.deviceState("PJSIP/1000", DeviceState.BUSY);
        awaitDevice(b, "PJSIP/1000", DeviceState.BUSY);
    }

    @Test
    void aSiteThatLostEverythingIsToldEverything() {
        for (int i = 0; i < 20; i++) {
            a.pbx.deviceState("PJSIP/" + i, DeviceState.INUSE);
        }
        a.start();
        b.start();
        await().until(() -> b.pbx.devices().keys().size() == 20);
        b.outpub.leave(Duration.ofSeconds(1)); // as after a kill: what it was told is gone
        b.outpub = null;
        b.pbx = new PbxState();
        b.start();
        a.outpub.push("tell-devices"); // as its next refresh would
        await().atMost(Duration.ofSeconds(20))
                .until(() -> b.pbx.devices().keys().size() == 20);
        a.pbx.deviceState("PJSIP/7", DeviceState.BUSY);
        awaitDevice(b, "PJSIP/7", DeviceState.BUSY);
    }

    @Test
    void aSecretThatIsNotTheSameKeepsBothApartUntilItIs() throws IOException {
        b.password = "another";
        write();
        a.pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        a.start();
        b.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> b.status().refused() > 0);
        assertEquals("what it proves is not right", b.status().trouble());
        assertEquals(List.of(), b.pbx.devices().keys());
        b.password = "shared";
        write();
        b.outpub.reload();
        await("the secret that both have").atMost(Duration.ofSeconds(20)).until(() -> {
            a.outpub.pushAll(); // a refusal of credentials is waited out for long
            return b.pbx.devices().get("PJSIP/1000").equals(Optional.of(DeviceState.INUSE));
        });
    }

    @Test
    void theSectionsOfAPeerComeAndGoWhileItRuns() throws IOException {
        a.pbx.deviceState("PJSIP/1000", DeviceState.INUSE);
        a.start();
        b.start();
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
        String whole = Files.readString(b.folder.resolve("pjsip.conf"));
        Files.writeString(b.folder.resolve("pjsip.conf"), whole.replace("type=inbound-publication", "type=aor"));
        b.outpub.reload();
        awaitDevice(b, "PJSIP/1000");
        assertEquals(List.of(), b.outpub.inbound());
        Files.writeString(b.folder.resolve("pjsip.conf"), whole);
        b.outpub.reload();
        await("it is taken in again").until(() -> !b.outpub.inbound().isEmpty());
        a.outpub.push("tell-devices");
        awaitDevice(b, "PJSIP/1000", DeviceState.INUSE);
    }

    @Nested
    class APeerOnABareSocket {
        private static final String DEVICE = "{\"type\":\"devicestate\",\"device\":\"PJSIP/1\",\"state\":\"BUSY\","
                + "\"cachable\":1,\"eid\":\"00:00:00:00:00:01\"}";

        @BeforeEach
        void knowIt() throws IOException {
            b.more = """

                [socket]
                type=endpoint

                [socket]
                type=identify
                endpoint=socket
                match=127.0.0.1/32,nobody.example.invalid

                [socket]
                type=inbound-publication
                endpoint=socket
                event_asterisk-devicestate=socket

                [socket]
                type=asterisk-publication
                device_state=yes

                [tcp]
                type=transport
                protocol=tcp
                bind=127.0.0.1:%d
                """.formatted(b.port);
            write();
            b.start();
        }

        private String publish(String branch, String body, String... rows) {
            String more = rows.length == 0 ? "" : String.join("\r\n", rows) + "\r\n";
            return "PUBLISH sip:socket@127.0.0.1:" + b.port + " SIP/2.0\r\n"
                    + "v: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK" + branch + ";rport\r\n"
                    + "Max-Forwards: 70\r\n"
                    + "f: <sip:socket@127.0.0.1>;tag=1\r\n"
                    + "t: <sip:socket@127.0.0.1>\r\n"
                    + "i: " + branch + "\r\n"
                    + "CSeq: 1 PUBLISH\r\n"
                    + "o: asterisk-devicestate\r\n"
                    + more
                    + "c: application/json\r\n"
                    + "l: " + body.length() + "\r\n\r\n" + body;
        }

        private String ask(DatagramSocket socket, String request) throws IOException {
            byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            for (int tries = 0; ; tries++) {
                socket.send(new DatagramPacket(
                        bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), b.port)));
                try {
                    socket.receive(answer);
                    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
                } catch (SocketTimeoutException silent) {
                    assertTrue(tries < 20, "no answer");
                }
            }
        }

        private static String row(String answer, String name) {
            return answer.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        @Test
        void isAnsweredOverUdpTheSameWhenItAsksAgain() throws IOException {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout(1000); // then it is sent again, as the port may not be open yet
                String first = ask(socket, publish("1", DEVICE, "Expires: 600"));
                assertTrue(first.startsWith("SIP/2.0 200 OK\r\n"), first);
                assertEquals("600", row(first, "Expires"));
                assertEquals(first, ask(socket, publish("1", DEVICE, "Expires: 600")));
                awaitDevice(b, "PJSIP/1", DeviceState.BUSY);
                String change =
                        publish("2", DEVICE.replace("BUSY", "INUSE"), "SIP-If-Match: " + row(first, "SIP-ETag"));
                String second = ask(socket, change);
                assertEquals(second, ask(socket, change));
                awaitDevice(b, "PJSIP/1", DeviceState.INUSE);
                assertTrue(ask(socket, publish("3", DEVICE, "SIP-If-Match: " + row(first, "SIP-ETag")))
                        .startsWith("SIP/2.0 412 "));
                String removal =
                        ask(socket, publish("4", "", "SIP-If-Match: " + row(second, "SIP-ETag"), "Expires: 0"));
                assertTrue(removal.startsWith("SIP/2.0 200 "), removal);
                awaitDevice(b, "PJSIP/1");
                String options = ask(socket, publish("5", "").replace("PUBLISH", "OPTIONS"));
                assertEquals("OPTIONS, PUBLISH", row(options, "Allow"));
                assertEquals("application/json", row(options, "Accept"));
            }
        }

        @Test
        void isAnsweredOverTcp() throws IOException {
            try (Socket socket = await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> new Socket(InetAddress.getLoopbackAddress(), b.port), Socket::isConnected)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(publish("1", DEVICE).replace("/UDP ", "/TCP ").getBytes(StandardCharsets.UTF_8));
                byte[] answer = new byte[14];
                assertEquals(14, socket.getInputStream().readNBytes(answer, 0, 14));
                assertEquals("SIP/2.0 200 OK", new String(answer, StandardCharsets.UTF_8));
                awaitDevice(b, "PJSIP/1", DeviceState.BUSY);
            }
        }
    }

    @Test
    void twoDaemonsShareWhatIsFedToOne() throws Exception {
        Path logA = folder.resolve("a.log");
        Path logB = folder.resolve("b.log");
        List<Process> daemons = new ArrayList<>();
        try {
            HttpClient http = HttpClient.newHttpClient();
            daemons.add(OutpubProcess.run(logA, "run", "--config", a.folder.toString(), "--http", "127.0.0.1:0"));
            URI feed = OutpubProcess.page(logA).resolve("/device-states/PJSIP/1000");
            daemons.add(OutpubProcess.run(logB, "run", "--config", b.folder.toString(), "--http", "127.0.0.1:0"));
            URI seen = OutpubProcess.page(logB).resolve("/device-states/PJSIP/1000");
            for (String state : List.of("RINGING", "INUSE")) {
                http.send(
                        HttpRequest.newBuilder(feed)
                                .PUT(HttpRequest.BodyPublishers.ofString(state))
                                .build(),
                        BodyHandlers.ofString());
                await(state)
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> http.send(HttpRequest.newBuilder(seen).build(), BodyHandlers.ofString())
                                .body()
                                .contains("\"" + state + "\""));
            }
        } finally {
            daemons.forEach(Process::destroy);
            for (Process daemon : daemons) {
                daemon.waitFor();
            }
        }
    }
}
