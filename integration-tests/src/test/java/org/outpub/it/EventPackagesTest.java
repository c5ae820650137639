package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.publication.EventPublisherHandler;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.PbxState;
import org.outpub.publish.Outpub;
import org.outpub.publish.sources.packages.EntityId;
import org.outpub.publish.sources.packages.EventPackages;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;

/** What a host feeds, seen on the wire. */
class EventPackagesTest {
    @TempDir
    Path folder;

    private final PbxState pbx = new PbxState();
    private ScriptedCompositor esc;
    private ConfigFolder config;
    private Outpub outpub;
    private int ownPort;

    @BeforeEach
    void prepare() throws IOException {
        esc = new ScriptedCompositor();
        config = new ConfigFolder(folder);
    }

    @AfterEach
    void endAndCheck() {
        outpub.unload(Duration.ofSeconds(5));
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private void start() throws Exception {
        config.write();
        outpub = Outpub.builder().configuration(folder).build();
        outpub.load();
        for (EventPublisherHandler handler :
                EventPackages.handlers(pbx, new EntityId("00:1b:63:84:45:e6"), new LongAdder())) {
            assertTrue(outpub.register(handler).get(20, TimeUnit.SECONDS));
        }
    }

    private void publication(String event, String... more) {
        config.section(
                "lamps",
                "type=outbound-publish",
                "server_uri=sip:127.0.0.1:" + esc.port(),
                "event=" + event,
                String.join("\n", more));
    }

    @Test
    void eachExtensionIsPublishedToItsOwnUriAndGoesOnWithChanges() throws Exception {
        publication(
                "dialog",
                "multi_user=yes",
                "@body=application/dialog-info+xml",
                "@context=^phones$",
                "from_uri=sip:pbx.example");
        pbx.extensionState("phones", "2001", DeviceState.RINGING);
        pbx.extensionState("doors", "2002", DeviceState.RINGING);
        start();
        ReceivedPublish initial = esc.next("initial");
        assertEquals(esc.uri("2001"), initial.requestUri());
        assertEquals("dialog", initial.header("Event"));
        assertEquals("application/dialog-info+xml", initial.header("Content-Type"));
        assertEquals("""
                <?xml version="1.0" encoding="UTF-8"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:2001@pbx.example">
                 <dialog id="2001" direction="recipient">
                  <state>early</state>
                 </dialog>
                </dialog-info>
                """, initial.body());
        pbx.extensionState("phones", "2001", DeviceState.NOT_INUSE);
        ReceivedPublish modify = esc.next("modify");
        assertTrue(modify.body().contains(" version=\"1\" "), modify.body());
        pbx.extensionRemoved("phones", "2001");
        assertEquals(esc.uri("2001"), esc.next("remove").requestUri());
    }

    @Test
    void noDeviceOfAStormIsLostAndTheServerHearsEachOnesLastState() throws Exception {
        publication("asterisk-devicestate");
        start();
        int devices = 50;
        for (DeviceState state : List.of(DeviceState.RINGING, DeviceState.INUSE, DeviceState.NOT_INUSE)) {
            for (int i = 0; i < devices; i++) {
                pbx.deviceState("PJSIP/" + i, state);
            }
        }
        Map<String, String> heard = new HashMap<>();
        Set<String> settled = new HashSet<>();
        while (settled.size() < devices) {
            String body = esc.next().body();
            String device = body.replaceAll(".*\"device\":\"([^\"]*)\".*", "$1");
            heard.put(device, body);
            if (body.contains("\"NOT_INUSE\"")) {
                settled.add(device);
            } else {
                settled.remove(device);
            }
        }
        assertEquals(devices, heard.size());
        assertEquals(
                "{\"type\":\"devicestate\",\"device\":\"PJSIP/7\",\"state\":\"NOT_INUSE\",\"cachable\":1,"
                        + "\"eid\":\"00:1b:63:84:45:e6\"}",
                heard.get("PJSIP/7"));
    }

    @Test
    void aServerThatForgotThePublicationHearsOfAllDevicesAgain() throws Exception {
        publication("asterisk-devicestate");
        for (int i = 0; i < 5; i++) {
            pbx.deviceState("PJSIP/" + i, DeviceState.NOT_INUSE);
        }
        start();
        for (int i = 0; i < 5; i++) {
            esc.next();
        }
        AtomicBoolean forgets = new AtomicBoolean(true);
        esc.script(request -> request.has("SIP-If-Match") && forgets.getAndSet(false)
                ? ScriptedCompositor.Reply.of(412, "Gone")
                : esc.grant(request));
        pbx.deviceState("PJSIP/3", DeviceState.RINGING);
        assertTrue(esc.next("modify").body().contains("PJSIP/3"));
        assertTrue(esc.next("initial").body().contains("PJSIP/3"));
        Set<String> again = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            again.add(esc.next().body().replaceAll(".*\"device\":\"([^\"]*)\",\"state\":\"([^\"]*)\".*", "$1 $2"));
        }
        assertEquals(Set.of("PJSIP/0 NOT_INUSE", "PJSIP/1 NOT_INUSE", "PJSIP/2 NOT_INUSE", "PJSIP/4 NOT_INUSE"), again);
    }

    @Test
    void aDeviceThatIsGoneDoesNotComeBackWhenTheServerForgetsThePublication() throws Exception {
        publication("asterisk-devicestate", "expiration=2");
        pbx.deviceState("PJSIP/1", DeviceState.NOT_INUSE);
        pbx.deviceState("PJSIP/2", DeviceState.INUSE);
        start();
        esc.next();
        esc.next();
        AtomicBoolean forgets = new AtomicBoolean();
        esc.script(request -> request.has("SIP-If-Match") && request.body().isEmpty() && forgets.getAndSet(false)
                ? ScriptedCompositor.Reply.of(412, "Gone")
                : esc.grant(request));
        pbx.deviceRemoved("PJSIP/2");
        assertTrue(esc.next("modify").body().contains("\"UNKNOWN\""));
        for (int i = 0; i < 2; i++) {
            forgets.set(true);
            esc.next("refresh");
            String anew = esc.next("initial").body();
            assertTrue(anew.contains("PJSIP/1"), anew);
        }
    }

    @Test
    void aPeerThatAsksForARefreshIsAnsweredAndEverythingIsPublishedAgain() throws Exception {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            config.section("here", "type=transport", "protocol=udp", "bind=127.0.0.1:" + free.getLocalPort());
            ownPort = free.getLocalPort();
        }
        publication("asterisk-devicestate");
        pbx.deviceState("PJSIP/1", DeviceState.NOT_INUSE);
        pbx.deviceState("PJSIP/2", DeviceState.INUSE);
        start();
        Set<String> first = Set.of(esc.next().body(), esc.next().body());
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String body = "{\"type\":\"refresh\",\"eid\":\"00:00:00:00:00:01\"}";
            byte[] request = String.join(
                            "\r\n",
                            "PUBLISH sip:outpub@127.0.0.1:" + ownPort + " SIP/2.0",
                            "Via: SIP/2.0/UDP 127.0.0.1:" + peer.getLocalPort() + ";branch=z9hG4bKpeer1;rport",
                            "From: <sip:peer@127.0.0.1>;tag=1",
                            "To: <sip:outpub@127.0.0.1>",
                            "Call-ID: peer-1",
                            "CSeq: 1 PUBLISH",
                            "Max-Forwards: 70",
                            "Event: asterisk-devicestate",
                            "Expires: 60",
                            "Content-Type: application/json",
                            "Content-Length: " + body.length(),
                            "",
                            body)
                    .getBytes(StandardCharsets.UTF_8);
            peer.setSoTimeout(10_000);
            peer.send(new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), ownPort));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            peer.receive(answer);
            String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
            assertTrue(text.startsWith("SIP/2.0 200 ") && text.contains("SIP-ETag: "), text);
        }
        assertEquals(first, Set.of(esc.next().body(), esc.next().body()));
    }

    @Test
    void anEditOfTheFilterWithdrawsAndPublishesExactlyWhatItConcerns() throws Exception {
        publication("presence", "multi_user=yes", "@body=application/pidf+xml", "@exten=^2");
        pbx.extensionState("phones", "2001", DeviceState.INUSE);
        pbx.extensionState("phones", "2002", DeviceState.INUSE);
        pbx.extensionState("phones", "3001", DeviceState.INUSE);
        start();
        assertEquals(
                Set.of(esc.uri("2001"), esc.uri("2002")),
                Set.of(esc.next("initial").requestUri(), esc.next("initial").requestUri()));
        publication("presence", "multi_user=yes", "@body=application/pidf+xml", "@exten=01$");
        config.write();
        ReceivedPublish one = esc.next();
        ReceivedPublish other = esc.next();
        assertEquals(
                Set.of("remove " + esc.uri("2002"), "initial " + esc.uri("3001")),
                Set.of(one.operation() + " " + one.requestUri(), other.operation() + " " + other.requestUri()));
    }

    @Test
    void unusableOptionsAreCuredByAnEdit() throws Exception {
        publication("message-summary");
        pbx.mailbox("1000@default", 1, 2);
        start();
        publication("message-summary", "@mailboxes=1000@default");
        config.write();
        ReceivedPublish initial = esc.next("initial");
        assertEquals("Messages-Waiting: yes\r\nVoice-Message: 1/2 (0/0)\r\n", initial.body());
        assertEquals("application/simple-message-summary", initial.header("Content-Type"));
    }
}
