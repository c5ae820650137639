package org.outpub.publish.wire.netty;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.outpub.api.publication.PublicationBody;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.AgentRequests;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.PublishTemplate;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;
import org.outpub.publish.wire.jain.JainParser;

/**
 * What the wire costs above a bare event loop: CPU time and bytes of the loop's thread for each PUBLISH and its answer, 64
 * outstanding, by UDP on loopback. Run by hand; the server is a thread of its own, and not counted.
 */
public final class WireBench {
    private static final int OUTSTANDING = 64;
    private static final int WARM_UP = 200_000;
    private static final int COUNTED = 200_000;
    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] BODY = "x".repeat(332).getBytes(StandardCharsets.UTF_8);

    private WireBench() {}

    /** What one request cost. */
    private record Cost(double nanos, double bytes) {}

    /** Counts requests of one loop. */
    private abstract static class Side {
        final NettyLoop loop;
        private long ended;
        private long startCpu;
        private long startBytes;
        private volatile CountDownLatch done = new CountDownLatch(1);
        private int count;

        Side(boolean nio) {
            loop = nio ? NettyLoop.ownOnNio() : NettyLoop.own();
        }

        abstract void sendOne();

        final void ended() {
            if (++ended == count) {
                done.countDown();
            } else if (ended + OUTSTANDING <= count) {
                sendOne();
            }
        }

        Cost run(int requests) throws Exception {
            done = new CountDownLatch(1);
            loop.eventLoop()
                    .submit(() -> {
                        ended = 0;
                        count = requests;
                        startCpu = THREADS.getCurrentThreadCpuTime();
                        startBytes = THREADS.getThreadAllocatedBytes(
                                Thread.currentThread().getId());
                        for (int i = 0; i < OUTSTANDING; i++) {
                            sendOne();
                        }
                    })
                    .get();
            done.await();
            return loop.eventLoop()
                    .submit(() -> new Cost(
                            (THREADS.getCurrentThreadCpuTime() - startCpu) / (double) requests,
                            (THREADS.getThreadAllocatedBytes(
                                                    Thread.currentThread().getId())
                                            - startBytes)
                                    / (double) requests))
                    .get();
        }
    }

    /** Sends and receives as many bytes, and does nothing with them. */
    private static final class Floor extends Side {
        private final DatagramChannel channel;
        private final InetSocketAddress server;
        private final byte[] message;
        private boolean flushing;

        Floor(boolean nio, InetSocketAddress server, byte[] message) throws Exception {
            super(nio);
            this.server = server;
            this.message = message;
            channel = Sockets.of(loop.eventLoop()).datagrams(0);
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object read) {
                    ((DatagramPacket) read).release();
                    ended();
                }
            });
            EventLoop eventLoop = loop.eventLoop();
            eventLoop.register(channel).sync();
            channel.bind(new InetSocketAddress("127.0.0.1", 0)).sync();
        }

        @Override
        void sendOne() {
            ByteBuf bytes = channel.alloc().directBuffer(message.length).writeBytes(message);
            channel.write(new DatagramPacket(bytes, server), channel.voidPromise());
            if (!flushing) {
                flushing = true;
                loop.eventLoop().execute(() -> {
                    flushing = false;
                    channel.flush();
                });
            }
        }
    }

    /** Branches and a UDP way. */
    private static final class Ours extends Side {
        private final Branches branches =
                new Branches(new SplittableRandom(new SecureRandom().nextLong()), new JainParser());
        private final NettyWire wire;
        private final Server server;
        private final RequestHead head = WireFixture.head("sip:desk@example.org");
        private final PublishTemplate template = PublishTemplate.of(head, "Outpub", null);
        private final PublicationBody body =
                PublicationBody.of("application/pidf+xml", new String(BODY, StandardCharsets.UTF_8));
        private long cseq;

        Ours(boolean nio, InetSocketAddress to) throws Exception {
            super(nio);
            server = WireFixture.udp(to.getPort());
            wire = new NettyWire(new NettyWire.Surroundings(
                    loop.eventLoop(),
                    loop,
                    branches,
                    Runnable::run,
                    Clock.systemUTC(),
                    null,
                    null,
                    new AgentRequests(List::of),
                    () -> Duration.ZERO,
                    () -> {}));
            CompletableFuture<List<String>> told = new CompletableFuture<>();
            loop.execute(() -> wire.useTransports(List.of(), told::complete));
            told.get();
        }

        @Override
        void sendOne() {
            new Sent().send();
        }

        private final class Sent implements WireRequest.Fate {
            private Way way;
            private WireRequest request;

            void send() {
                way = ((Wire.Choice.Through) wire.choose(server, null)).way();
                try {
                    PublishRequest publish =
                            new PublishRequest(head, ++cseq, 3600, "0123456789abcdef", body, List.of());
                    request = branches.open(template, publish, server, "", way.sentBy(server), this);
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
                way.send(request);
            }

            @Override
            public void provisional() {}

            @Override
            public void answered(SipAnswer answer) {
                branches.close(request);
                way.forget(request);
                ended();
            }

            @Override
            public void failed(String reason) {
                throw new AssertionError(reason);
            }
        }
    }

    /** Answers with what a compositor says, as quickly as one thread can. */
    private static void serve(java.nio.channels.DatagramChannel channel) {
        ByteBuffer in = ByteBuffer.allocateDirect(4096);
        ByteBuffer out = ByteBuffer.allocateDirect(4096);
        byte[] request = new byte[4096];
        byte[] status = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] rest = "SIP-ETag: fedcba9876543210\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8);
        try {
            while (true) {
                SocketAddress source = channel.receive(in.clear());
                int length = in.flip().remaining();
                in.get(request, 0, length);
                out.clear().put(status);
                int line = 0;
                for (int i = 0; i < length && request[line] != '\r'; i++) {
                    if (request[i] == '\n') {
                        boolean echoed = "VFTC".indexOf(request[line]) >= 0 && request[line + 3] != 't';
                        if (echoed) {
                            out.put(request, line, i + 1 - line);
                        }
                        line = i + 1;
                    }
                }
                channel.send(out.put(rest).flip(), source);
            }
        } catch (IOException closed) {
            // the end
        }
    }

    /**
     * Measures and prints a table.
     *
     * @param arguments {@code nio} to leave epoll out
     */
    public static void main(String[] arguments) throws Exception {
        boolean nio = List.of(arguments).contains("nio");
        try (java.nio.channels.DatagramChannel channel = java.nio.channels.DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
            channel.bind(new InetSocketAddress("127.0.0.1", 0));
            Thread thread = new Thread(() -> serve(channel), "server");
            thread.setDaemon(true);
            thread.start();
            InetSocketAddress server = (InetSocketAddress) channel.getLocalAddress();
            Ours ours = new Ours(nio, server);
            byte[] message = ("PUBLISH sip:desk@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:50000;rport;branch="
                            + "z9hG4bK00000000000000000000000000000000\r\nMax-Forwards: 70\r\n"
                            + "From: <sip:desk@example.org>;tag=from1\r\nTo: <sip:desk@example.org>\r\n"
                            + "Call-ID: call-1@here\r\nCSeq: 123456 PUBLISH\r\nEvent: presence\r\n"
                            + "User-Agent: Outpub\r\nExpires: 3600\r\nSIP-If-Match: 0123456789abcdef\r\n"
                            + "Content-Type: application/pidf+xml\r\nContent-Length: 332\r\n\r\n"
                            + new String(BODY, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            Floor floor = new Floor(nio, server, message);
            floor.run(WARM_UP);
            ours.run(WARM_UP);
            System.out.println("        CPU ns   bytes   (each request and its answer)");
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Cost least = floor.run(COUNTED);
                Cost cost = ours.run(COUNTED);
                ratios.add(cost.nanos / least.nanos);
                System.out.printf(
                        "floor  %7.0f %7.0f%nwire   %7.0f %7.0f%n", least.nanos, least.bytes, cost.nanos, cost.bytes);
            }
            Collections.sort(ratios);
            System.out.printf("ratio of CPU, median of %d: %.2f%n", ROUNDS, ratios.get(ROUNDS / 2));
        }
    }
}
