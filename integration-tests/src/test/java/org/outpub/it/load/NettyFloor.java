package org.outpub.it.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The bare loop over Netty: batches of datagrams with one system call, on an event loop. */
final class NettyFloor implements Publishing {
    private static final int DATAGRAMS_AT_ONCE = 64;
    private static final int DEADLINE_SECONDS = 180;
    private final EventLoopGroup loop = Loops.one("floor");
    private final int outstanding;
    private final Exchange exchange;
    private final Channel channel;

    NettyFloor(int publications, int outstanding, Acceptor.Ports server) throws InterruptedException {
        this.outstanding = outstanding;
        this.exchange = new Exchange(new FloorRequests(publications, server));
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Loops.datagramChannel())
                .option(ChannelOption.SO_RCVBUF, 1 << 20)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(FloorRequests.LARGEST * DATAGRAMS_AT_ONCE))
                .localAddress(loopback, 0)
                .remoteAddress(new InetSocketAddress(loopback, server.udp()))
                .handler(exchange);
        Loops.readInBatches(bootstrap, FloorRequests.LARGEST);
        channel = bootstrap.connect().sync().channel();
    }

    @Override
    public void publish(int count) throws Exception {
        Promise<Void> done = channel.eventLoop().newPromise();
        channel.eventLoop().execute(() -> exchange.begin(channel, count, outstanding, done));
        if (!done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("no answer");
        }
        done.sync();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Each answer lets the next request go. Confined to the event loop. */
    private static final class Exchange extends SimpleChannelInboundHandler<DatagramPacket> {
        private final FloorRequests requests;
        private final byte[] scratch = new byte[FloorRequests.LARGEST];
        private int next;
        private int toSend;
        private int toCome;
        private Promise<Void> done;

        Exchange(FloorRequests requests) {
            this.requests = requests;
        }

        void begin(Channel channel, int count, int outstanding, Promise<Void> end) {
            done = end;
            toSend = count;
            toCome = count;
            for (int i = 0; i < Math.min(count, outstanding); i++) {
                channel.write(request(channel), channel.voidPromise());
            }
            channel.flush();
        }

        private ByteBuf request(Channel channel) {
            toSend--;
            int length = requests.render(next, scratch);
            next = (next + 1) % requests.publications();
            return channel.alloc().ioBuffer(length).writeBytes(scratch, 0, length);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket answer) {
            int length = answer.content().readableBytes();
            answer.content().readBytes(scratch, 0, length);
            requests.take(scratch, length);
            if (toSend > 0) {
                context.write(request(context.channel()), context.voidPromise());
            }
            if (--toCome == 0) {
                done.setSuccess(null);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            done.tryFailure(cause);
        }
    }
}
