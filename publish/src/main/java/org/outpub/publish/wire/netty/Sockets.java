package org.outpub.publish.wire.netty;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.outpub.publish.config.KeepAlive;

/** Makes the sockets that fit an event loop. What the system does not know of their settings is left alone. */
enum Sockets {
    /** Linux's own: many datagrams in one call. */
    EPOLL,
    /** The platform's. */
    NIO;

    private static final System.Logger LOG = System.getLogger(Sockets.class.getName());
    private static final int SYSTEM_BUFFER = 4 << 20;
    /**
     * Room for one datagram: the longest there is, and one cache line more, so that those of a batch do not begin at the
     * same place of the processor's cache.
     */
    private static final int DATAGRAM = (64 << 10) + 64;

    private static final int DATAGRAMS_IN_A_CALL = 16;
    private static final int BACKLOG = 128;

    static Sockets of(EventLoop eventLoop) {
        if (eventLoop instanceof IoEventLoop known) {
            if (known.isIoType(EpollIoHandler.class)) {
                return EPOLL;
            }
            if (known.isIoType(NioIoHandler.class)) {
                return NIO;
            }
        }
        throw new IllegalArgumentException(
                "the event loop " + eventLoop + " has neither epoll nor NIO sockets; expected one that has");
    }

    /** A UDP socket that is not bound yet. */
    DatagramChannel datagrams(int tos) {
        DatagramChannel channel = this == EPOLL ? new EpollDatagramChannel() : new NioDatagramChannel();
        set(channel, ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        set(channel, ChannelOption.SO_RCVBUF, SYSTEM_BUFFER);
        set(channel, ChannelOption.SO_SNDBUF, SYSTEM_BUFFER);
        if (tos != 0) {
            set(channel, ChannelOption.IP_TOS, tos);
        }
        int datagrams = 1;
        if (this == EPOLL) {
            set(channel, EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM);
            datagrams = DATAGRAMS_IN_A_CALL;
        }
        set(channel, ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(datagrams * DATAGRAM));
        return channel;
    }

    /** A UDP socket that asks one address something. */
    DatagramChannel probe() {
        return this == EPOLL ? new EpollDatagramChannel() : new NioDatagramChannel();
    }

    /** A TCP socket that is not connected yet. */
    SocketChannel stream() {
        return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
    }

    /** A TCP socket that is not bound yet. */
    ServerChannel listener() {
        ServerChannel channel = this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        set(channel, ChannelOption.SO_REUSEADDR, true);
        set(channel, ChannelOption.SO_BACKLOG, BACKLOG);
        return channel;
    }

    void prepare(Channel stream, int tos, KeepAlive keepAlive) {
        set(stream, ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
        set(stream, ChannelOption.TCP_NODELAY, true);
        set(stream, ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        if (tos != 0) {
            set(stream, ChannelOption.IP_TOS, tos);
        }
        if (keepAlive.enabled()) {
            set(stream, ChannelOption.SO_KEEPALIVE, true);
            set(
                    stream,
                    this == EPOLL
                            ? EpollChannelOption.TCP_KEEPIDLE
                            : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                    keepAlive.idleSeconds());
            set(
                    stream,
                    this == EPOLL
                            ? EpollChannelOption.TCP_KEEPINTVL
                            : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                    keepAlive.intervalSeconds());
            set(
                    stream,
                    this == EPOLL
                            ? EpollChannelOption.TCP_KEEPCNT
                            : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
                    keepAlive.probes());
        }
    }

    static <T> void set(Channel channel, ChannelOption<T> option, T value) {
        try {
            channel.config().setOption(option, value);
        } catch (ChannelException | UnsupportedOperationException unsupported) {
            LOG.log(System.Logger.Level.DEBUG, () -> "The system does not take " + option.name() + "=" + value);
        }
    }
}
