package org.outpub.publish.wire.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import gov.nist.javax.sip.SipStackImpl;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.publish.config.Transport;
import org.outpub.publish.testkit.QuietServerLog;
import org.outpub.publish.wire.RawPeer;
import org.outpub.publish.wire.StreamPeer;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.publish.wire.jain.StackLog;

/** The agent on a stack that a host runs. */
class HostStackTest {
    private final BlockingQueue<ResponseEvent> others = new LinkedBlockingQueue<>();
    private final BlockingQueue<RequestEvent> requests = new LinkedBlockingQueue<>();
    private SipStackImpl stack;
    private SipProvider provider;
    private HostStack lent;
    private WireFixture fixture;

    /** The host's own listener, which asks the agent first. */
    private final class Host implements SipListener {
        @Override
        public void processResponse(ResponseEvent event) {
            if (!lent.take(event)) {
                others.add(event);
            }
        }

        @Override
        public void processRequest(RequestEvent event) {
            requests.add(event);
        }

        @Override
        public void processTimeout(TimeoutEvent event) {}

        @Override
        public void processIOException(IOExceptionEvent event) {}

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }

    @BeforeEach
    void runAStack() throws Exception {
        listenOnAFreePort();
        provider.addSipListener(new Host());
        stack.start();
        lent = HostStack.of(provider);
        fixture = new WireFixture(Sockets.NIO, Duration.ZERO, null, lent);
    }

    /**
     * What is free for datagrams may be taken for connections. A stack that could not listen keeps a point without a
     * socket, on which it stumbles when it is stopped: each try has its own.
     */
    private void listenOnAFreePort() throws Exception {
        for (int tries = 0; ; tries++) {
            stack = new SipStackImpl(properties());
            int port = freePort();
            try {
                provider = stack.createSipProvider(stack.createListeningPoint("127.0.0.1", port, "udp"));
                provider.addListeningPoint(stack.createListeningPoint("127.0.0.1", port, "tcp"));
                return;
            } catch (InvalidArgumentException taken) {
                if (tries == 20) {
                    throw taken;
                }
            }
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "host");
        properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
        properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", QuietServerLog.class.getName());
        return properties;
    }

    private static int freePort() throws Exception {
        try (RawPeer free = new RawPeer("127.0.0.1")) {
            return free.port();
        }
    }

    @AfterEach
    void end() {
        fixture.close();
        stack.stop();
    }

    private int port() {
        return provider.getListeningPoint("udp").getPort();
    }

    @Test
    void requestsLeaveFromTheHostsPortAndTheirAnswersComeBack() throws Exception {
        try (RawPeer peer = new RawPeer("127.0.0.1")) {
            fixture.send(WireFixture.udp(peer.port()));
            String request = peer.receiveText();
            assertEquals(port(), peer.lastSource().getPort());
            assertTrue(request.startsWith("PUBLISH sip:desk@example.org SIP/2.0\r\n"), request);
            assertTrue(RawPeer.row(request, "Via").startsWith("SIP/2.0/UDP 127.0.0.1:" + port() + ";"), request);
            peer.reply(RawPeer.answer(request, "200 OK", "SIP-ETag: lent", "Expires: 60"));
            assertEquals("lent", fixture.entityTag());
            assertTrue(others.isEmpty(), "the host got what was not its own");
        }
    }

    @Test
    void overTcpTooOnOneConnection() throws Exception {
        try (StreamPeer peer = StreamPeer.tcp()) {
            fixture.send(WireFixture.tcp(peer.port()));
            StreamPeer.Connection connection = peer.accept();
            String request = connection.receive();
            assertTrue(RawPeer.row(request, "Via").startsWith("SIP/2.0/TCP 127.0.0.1:" + port() + ";"), request);
            connection.send(RawPeer.answer(request, "200 OK", "SIP-ETag: stream"));
            assertEquals("stream", fixture.entityTag());
            fixture.send(WireFixture.tcp(peer.port()));
            String second = connection.receive();
            connection.send(RawPeer.answer(second, "200 OK", "SIP-ETag: again"));
            assertEquals("again", fixture.entityTag());
        }
    }

    @Test
    void whoTracesSeesRequestsAndAnswersAsOnSocketsOfOurOwn() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        fixture.time.run(() -> fixture.branches
                .tap()
                .open((sent, transport, local, remote, message) -> heard.add((sent ? "to " : "from ") + remote.getPort()
                        + " by " + transport + " of " + local.getPort() + ": "
                        + new String(message, StandardCharsets.UTF_8)
                                .lines()
                                .findFirst()
                                .orElseThrow())));
        try (RawPeer peer = new RawPeer("127.0.0.1")) {
            fixture.send(WireFixture.udp(peer.port()));
            String request = peer.receiveText();
            peer.reply(RawPeer.answer(request, "200 OK", "SIP-ETag: lent", "Expires: 60"));
            assertEquals("lent", fixture.entityTag());
            assertEquals(
                    "to " + peer.port() + " by UDP of " + port() + ": PUBLISH sip:desk@example.org SIP/2.0",
                    heard.poll(10, TimeUnit.SECONDS));
            assertEquals(
                    "from " + peer.port() + " by UDP of " + port() + ": SIP/2.0 200 OK",
                    heard.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aServerThatIsNotThereIsNoticed() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        fixture.send(WireFixture.tcp(port));
        assertTrue(fixture.reason().contains("no connection to 127.0.0.1:"));
    }

    @Test
    void answersAndRequestsOfOthersStayTheHosts() throws Exception {
        try (RawPeer peer = new RawPeer("127.0.0.1")) {
            fixture.send(WireFixture.udp(peer.port()));
            String request = peer.receiveText();
            peer.reply(
                    RawPeer.answer(request, "200 OK", "SIP-ETag: a").replace("branch=z9hG4bK", "branch=z9hG4bKother"));
            assertEquals(200, others.poll(10, TimeUnit.SECONDS).getResponse().getStatusCode());
            peer.reply(request.replace("PUBLISH", "OPTIONS").replace("branch=z9hG4bK", "branch=z9hG4bKtheirs"));
            assertEquals(
                    "OPTIONS", requests.poll(10, TimeUnit.SECONDS).getRequest().getMethod());
            peer.reply(RawPeer.answer(request, "200 OK", "SIP-ETag: mine"));
            assertEquals("mine", fixture.entityTag());
        }
    }

    @Test
    void aTransportSectionGoesBeforeTheHostsStack() throws Exception {
        try (RawPeer peer = new RawPeer("127.0.0.1")) {
            assertEquals(List.of(), fixture.use(new Transport("own", "udp", "127.0.0.1", 0)));
            fixture.send(WireFixture.udp(peer.port()));
            String request = peer.receiveText();
            assertTrue(peer.lastSource().getPort() != port(), request);
            peer.reply(RawPeer.answer(request, "200 OK", "SIP-ETag: own"));
            assertEquals("own", fixture.entityTag());
        }
    }

    @Test
    void whatTheAgentNoLongerUsesGoesToTheHost() throws Exception {
        try (RawPeer peer = new RawPeer("127.0.0.1")) {
            fixture.send(WireFixture.udp(peer.port()));
            String request = peer.receiveText();
            fixture.time.run(fixture.wire::close);
            peer.reply(RawPeer.answer(request, "200 OK", "SIP-ETag: late"));
            assertEquals(200, others.poll(10, TimeUnit.SECONDS).getResponse().getStatusCode());
        }
    }

    @Test
    void anotherMakersStackIsRefused() {
        SipProvider strange = mock(SipProvider.class);
        when(strange.getListeningPoints()).thenReturn(new ListeningPoint[] {mock(ListeningPoint.class)});
        assertThrows(IllegalArgumentException.class, () -> HostStack.of(strange));
    }
}
