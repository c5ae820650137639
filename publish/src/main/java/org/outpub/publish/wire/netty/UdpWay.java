package org.outpub.publish.wire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.wire.Tap;
import org.outpub.publish.wire.WireRequest;

/**
 * An open UDP port. Datagrams are read many at a time, up to the longest there is, and written together at the end of
 * the loop's turn. What it cannot keep up with waits in the system's buffer, which is bounded; what the system does not
 * take is lost, as on the way. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel, which tells us
final class UdpWay extends OpenWay {
    private static final System.Logger LOG = System.getLogger(UdpWay.class.getName());
    /** Over IPv4; without its headers (RFC 768). */
    private static final int LARGEST_PAYLOAD = 65_507;
    /** Where a turn is so long that it is written in parts, to bound its memory. */
    private static final int MOST_UNFLUSHED = 128;

    private final DatagramChannel channel;
    private final Ledger ledger;
    private final Runnable flush = this::flush;
    private @Nullable InetSocketAddress bound;
    private int unflushed;
    private boolean flushing;

    UdpWay(@Nullable Transport transport, Lent lent) {
        super(Protocol.UDP, transport, lent);
        channel = lent.sockets().datagrams(transport == null ? 0 : transport.tos());
        ledger = new Ledger(channel, lent.eventLoop());
        channel.pipeline().addLast(new Reader());
    }

    /** Binds it. */
    ChannelFuture open(InetSocketAddress bind) {
        return lent().eventLoop().register(channel).channel().bind(bind);
    }

    /** Takes what comes in, and tells where it is bound from now on. */
    void opened() {
        bound = channel.localAddress();
    }

    @Override
    InetSocketAddress address() {
        return Objects.requireNonNull(bound);
    }

    @Override
    public void send(WireRequest request) {
        int length = request.length();
        if (isClosed()) {
            failLater(request, closedReason());
        } else if (length > LARGEST_PAYLOAD) {
            failLater(
                    request,
                    "cannot send to " + request.server() + ": " + length + " bytes are too many for a datagram");
        } else if (hasRoom()) {
            write(request, length);
        }
    }

    /** A turn that fills the channel's buffer is written on the way; only what the system does not take fills it for good. */
    private boolean hasRoom() {
        if (!channel.isWritable()) {
            flush();
        }
        return channel.isWritable();
    }

    private void write(WireRequest request, int length) {
        request.carriedBy(this);
        InetSocketAddress target;
        try {
            target = lent().addresses().of(request.server());
        } catch (IOException noAddress) {
            failLater(request, "cannot send: " + noAddress.getMessage());
            return;
        }
        ByteBuf datagram = channel.alloc().directBuffer(length);
        request.writeTo(datagram);
        Tap tap = lent().incoming().branches().tap();
        if (tap.isOpen()) {
            tap.pass(true, "UDP", address(), target, datagram);
        }
        ledger.unended.add(request);
        channel.write(new DatagramPacket(datagram, target), ledger);
        flushLater();
    }

    /**
     * Stands for the end of every write. The channel ends writes in their order, so it is told which one failed by how
     * many ended before, and none of them costs an object.
     */
    private final class Ledger extends DefaultChannelPromise {
        private final Deque<WireRequest> unended = new ArrayDeque<>();

        Ledger(Channel channel, EventExecutor executor) {
            super(channel, executor);
        }

        @Override
        public boolean trySuccess(@Nullable Void result) {
            unended.poll();
            return true;
        }

        @Override
        public boolean tryFailure(Throwable cause) {
            WireRequest request = unended.poll();
            if (request != null && !isClosed()) {
                failLater(request, "cannot send to " + request.server() + ": " + IoFailure.reason(cause));
            }
            return true;
        }
    }

    private void flushLater() {
        if (++unflushed >= MOST_UNFLUSHED) {
            flush();
        } else if (!flushing) {
            flushing = true;
            lent().eventLoop().execute(flush);
        }
    }

    private void flush() {
        flushing = false;
        unflushed = 0;
        channel.flush();
    }

    @Override
    public void askWhySilent(WireRequest request) {
        lent().probe().ask(address().getAddress(), request);
    }

    @Override
    void closeChannels() {
        channel.close();
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                byte[] answer = lent().incoming().take(packet.content(), packet.sender(), "UDP", channel);
                if (answer != null && hasRoom()) {
                    Tap tap = lent().incoming().branches().tap();
                    if (tap.isOpen()) {
                        tap.pass(true, "UDP", address(), packet.sender(), Unpooled.wrappedBuffer(answer));
                    }
                    context.write(
                            new DatagramPacket(Unpooled.wrappedBuffer(answer), packet.sender()), context.voidPromise());
                    flushLater();
                }
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (unflushed > 0) {
                flush();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // An ICMP error of a former datagram ends up here on some systems.
            LOG.log(System.Logger.Level.DEBUG, () -> channel + " cannot receive: " + cause);
        }
    }
}
