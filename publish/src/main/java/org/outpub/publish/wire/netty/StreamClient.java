package org.outpub.publish.wire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeepAlive;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * A connection to a server that speaks something else than SIP: bytes over TCP, or over TLS on it. What it does not read
 * is bounded; deadlines are its owner's. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel, which tells us
public final class StreamClient extends ChannelInboundHandlerAdapter {
    private static final int LONGEST_BACKLOG = 1 << 20;
    private final Owner owner;
    private final @Nullable TlsContext tls;
    private final Channel channel;
    private boolean ended;

    /** Whom it belongs to; called on the loop. */
    public interface Owner {
        /** It can be used. */
        void opened();

        /**
         * Bytes came.
         *
         * @param bytes the owner's from now on
         */
        void received(byte[] bytes);

        /**
         * It has ended, or never came about; told once, and not after {@link StreamClient#close}.
         *
         * @param reason for people
         */
        void closed(String reason);
    }

    private StreamClient(Channel channel, @Nullable TlsContext tls, Owner owner) {
        this.channel = channel;
        this.tls = tls;
        this.owner = owner;
    }

    /**
     * Begins to connect.
     *
     * @param eventLoop of epoll or NIO
     * @param to where
     * @param tls how TLS is spoken; null for not at all
     * @param domain whom the server's certificate is for
     * @param slowWork does the slow part of TLS
     * @param owner told what happens, and never before this returns
     * @return the connection
     */
    public static StreamClient connect(
            EventLoop eventLoop,
            InetSocketAddress to,
            @Nullable TlsContext tls,
            String domain,
            Executor slowWork,
            Owner owner) {
        Sockets sockets = Sockets.of(eventLoop);
        Channel channel = sockets.stream();
        sockets.prepare(channel, 0, KeepAlive.OFF);
        Sockets.set(
                channel,
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LONGEST_BACKLOG / 2, LONGEST_BACKLOG));
        StreamClient client = new StreamClient(channel, tls, owner);
        if (tls != null) {
            SSLEngine engine = tls.client(domain, to.getPort());
            SslHandler handler = new SslHandler(engine, slowWork);
            handler.setHandshakeTimeoutMillis(0);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(client);
        eventLoop.execute(() -> eventLoop
                .register(channel)
                .addListener(registered -> channel.connect(to).addListener(done -> {
                    if (!done.isSuccess()) {
                        client.end("no connection: " + IoFailure.reason(done.cause()));
                    }
                })));
        return client;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (tls == null && !ended) {
            owner.opened();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (tls == null || ended || !(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        if (!handshake.isSuccess()) {
            end("TLS failed: " + IoFailure.tlsReason(handshake.cause()));
            return;
        }
        try {
            tls.checkPeer(context.pipeline().get(SslHandler.class).engine());
            owner.opened();
        } catch (SSLException refused) {
            end("TLS failed: " + IoFailure.tlsReason(refused));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (!ended) {
                byte[] bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                owner.received(bytes);
            }
        } finally {
            buffer.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed by the far end");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(tls == null ? IoFailure.reason(cause) : IoFailure.tlsReason(cause));
    }

    /**
     * Sends bytes, in the order of the calls.
     *
     * @param bytes nobody changes them afterwards
     */
    public void send(byte[] bytes) {
        if (ended) {
            return;
        }
        if (channel.isWritable()) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        } else {
            end("the far end does not read");
        }
    }

    /** Closes it; nothing is told afterwards. */
    public void close() {
        ended = true;
        channel.close();
    }

    private void end(String reason) {
        if (!ended) {
            ended = true;
            channel.close();
            owner.closed(reason);
        }
    }
}
