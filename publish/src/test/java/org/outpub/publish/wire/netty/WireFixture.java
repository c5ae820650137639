package org.outpub.publish.wire.netty;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.digest.Credential;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.AgentRequests;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.PublishTemplate;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;
import org.outpub.publish.wire.jain.HostStack;
import org.outpub.publish.wire.jain.JainParser;

/** A wire on loopback in virtual time, what stands in for the agent, and what came back. */
final class WireFixture implements AutoCloseable {
    /** How a request ended. */
    sealed interface End {
        record Answered(SipAnswer answer) implements End {}

        record Failed(String reason) implements End {}
    }

    final NettyLoop netty;
    final VirtualLoop time;
    final Branches branches = new Branches(new Random(7), new JainParser());
    final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
    final BlockingQueue<String> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<WireRequest> provisional = new LinkedBlockingQueue<>();
    final NettyWire wire;
    private int cseq = 16;

    WireFixture(Sockets sockets) {
        this(sockets, Duration.ZERO, null, null);
    }

    WireFixture(Sockets sockets, Duration keepAlive, @Nullable SSLContext tls, @Nullable HostStack host) {
        this(sockets, keepAlive, tls, host, task -> new Thread(task).start());
    }

    WireFixture(
            Sockets sockets,
            Duration keepAlive,
            @Nullable SSLContext tls,
            @Nullable HostStack host,
            Executor slowWork) {
        netty = sockets == Sockets.EPOLL ? NettyLoop.own() : NettyLoop.ownOnNio();
        time = new VirtualLoop(netty.eventLoop());
        wire = new NettyWire(new NettyWire.Surroundings(
                netty.eventLoop(),
                time,
                branches,
                slowWork,
                Clock.fixed(Instant.now(), ZoneOffset.UTC),
                tls,
                host,
                new AgentRequests(() -> List.of("dialog", "presence")),
                () -> keepAlive,
                () -> opened.add("opened")));
        use();
    }

    /** Opens transports and waits for it; what could not be opened. */
    List<String> use(Transport... transports) {
        CompletableFuture<List<String>> told = new CompletableFuture<>();
        time.run(() -> wire.useTransports(List.of(transports), told::complete));
        try {
            return told.get(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    int port() {
        return wire.addresses().get(0).getPort();
    }

    static SipUri uri(String text) {
        try {
            return SipUri.parse(text);
        } catch (InvalidValueException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    static Server udp(int port) {
        return new Server(Protocol.UDP, "127.0.0.1", port);
    }

    static Server tcp(int port) {
        return new Server(Protocol.TCP, "127.0.0.1", port);
    }

    static RequestHead head(String target, SipUri... routes) {
        return new RequestHead(
                uri(target),
                List.of(routes),
                uri(target),
                uri("sip:desk@example.org"),
                "from1",
                uri("sip:desk@example.org"),
                "call-1@here",
                "presence",
                null);
    }

    void send(Server server) {
        send(server, "", null, (String) null);
    }

    void send(Server server, String domain, @Nullable String transport, @Nullable String body) {
        RequestHead head = head("sip:desk@example.org");
        send(
                server,
                domain,
                transport,
                new PublishRequest(
                        head,
                        ++cseq,
                        3600,
                        null,
                        body == null ? null : PublicationBody.of("text/plain", body),
                        List.<Credential>of()));
    }

    /** As {@link #send(Server)}, called on the loop. */
    void sendNow(Server server) {
        sendNow(server, null);
    }

    /** As {@link #send(Server, String, String, String)}, called on the loop. */
    void sendNow(Server server, @Nullable PublicationBody body) {
        PublishRequest request = new PublishRequest(head("sip:desk@example.org"), ++cseq, 3600, null, body, List.of());
        new Attempt().begin(server, "", null, request);
    }

    void send(Server server, String domain, @Nullable String transport, PublishRequest request) {
        time.run(() -> new Attempt().begin(server, domain, transport, request));
    }

    /** One request, as the agent sends it. */
    private final class Attempt implements WireRequest.Fate {
        private @Nullable WireRequest request;
        private @Nullable Way way;

        void begin(Server server, String domain, @Nullable String transport, PublishRequest publish) {
            Wire.Choice choice = wire.choose(server, transport);
            if (choice instanceof Wire.Choice.Nowhere nowhere) {
                ends.add(new End.Failed(nowhere.reason()));
                return;
            }
            way = ((Wire.Choice.Through) choice).way();
            try {
                PublishTemplate template = PublishTemplate.of(publish.head(), "Outpub/1", null);
                request = branches.open(template, publish, server, domain, way.sentBy(server), this);
                last = request;
                lastWay = way;
                way.send(request);
            } catch (IOException | IllegalArgumentException refused) {
                ends.add(new End.Failed(String.valueOf(refused.getMessage())));
            }
        }

        @Override
        public void provisional() {
            provisional.add(request);
        }

        @Override
        public void answered(SipAnswer answer) {
            end(new End.Answered(answer));
        }

        @Override
        public void failed(String reason) {
            end(new End.Failed(reason));
        }

        private void end(End how) {
            branches.close(request);
            way.forget(request);
            ends.add(how);
        }
    }

    private volatile @Nullable WireRequest last;
    private volatile @Nullable Way lastWay;

    /** The last one once more, as a retransmission. */
    void sendLastAgain() {
        time.run(() -> lastWay.send(last));
    }

    void askWhySilent() {
        time.run(() -> lastWay.askWhySilent(last));
    }

    End end() throws InterruptedException {
        End end = ends.poll(10, TimeUnit.SECONDS);
        assertTrue(end != null, "no end came");
        return end;
    }

    SipAnswer answer() throws InterruptedException {
        return assertInstanceOf(End.Answered.class, end()).answer();
    }

    String reason() throws InterruptedException {
        return assertInstanceOf(End.Failed.class, end()).reason();
    }

    String entityTag() throws InterruptedException {
        return answer().entityTag();
    }

    int connections() {
        int[] count = new int[1];
        time.run(() -> count[0] = wire.connections());
        return count[0];
    }

    @Override
    public void close() {
        if (!netty.eventLoop().isShuttingDown()) {
            time.run(wire::close);
            netty.close();
        }
    }
}
