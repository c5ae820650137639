package org.outpub.publish.wire.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.Addresses;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.WireRequest;

/**
 * Finds out whether nobody takes datagrams at an address (RFC 3261 §18.4). The system tells of ICMP errors only through
 * a socket that is connected, which one that talks to many servers is not; so a socket of its own sends what servers
 * ignore, and listens for the refusal. Silence says nothing. Bounded. Confined to the loop.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "ReferenceEquality"
}) // an asking is itself only; what fails is told to the channel, which tells us
final class RefusalProbe {
    private static final System.Logger LOG = System.getLogger(RefusalProbe.class.getName());
    private static final Duration LONGEST = Duration.ofSeconds(4);
    private static final int MOST_AT_A_TIME = 64;
    private static final int MOST_ASKERS = 1000;
    /** The keep-alive of RFC 5626 §3.5.1, which is no SIP message. */
    private static final byte[] IGNORED = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final EventLoop eventLoop;
    private final Loop loop;
    private final Sockets sockets;
    private final Addresses addresses;
    private final Map<InetSocketAddress, Asking> underWay = new HashMap<>();

    private record Asking(DatagramChannel channel, List<WireRequest> requests) {}

    RefusalProbe(EventLoop eventLoop, Loop loop, Sockets sockets, Addresses addresses) {
        this.eventLoop = eventLoop;
        this.loop = loop;
        this.sockets = sockets;
        this.addresses = addresses;
    }

    /**
     * Asks whether a request's server refuses datagrams; if so, the request fails.
     *
     * @param local the address to ask from; may be the wildcard
     * @param request was sent and not answered
     */
    void ask(InetAddress local, WireRequest request) {
        try {
            InetSocketAddress target = addresses.of(request.server());
            Asking same = underWay.get(target);
            if (same == null) {
                if (underWay.size() < MOST_AT_A_TIME) {
                    begin(local, target, request);
                }
            } else if (same.requests.size() < MOST_ASKERS) {
                same.requests.add(request);
            }
        } catch (IOException | RuntimeException noHandle) {
            LOG.log(System.Logger.Level.DEBUG, () -> "Nobody can be asked: " + noHandle.getMessage());
        }
    }

    private void begin(InetAddress local, InetSocketAddress target, WireRequest request) {
        DatagramChannel channel = sockets.probe();
        Asking asking = new Asking(channel, new ArrayList<>(List.of(request)));
        underWay.put(target, asking);
        channel.pipeline().addLast(new Listener(target));
        eventLoop.register(channel);
        if (!local.isAnyLocalAddress()) {
            channel.bind(new InetSocketAddress(local, 0)).addListener(bound -> endIfFailed(target, bound.cause()));
        }
        if (underWay.get(target) == asking) {
            ChannelFuture connected = channel.connect(target);
            connected.addListener(done -> endIfFailed(target, done.cause()));
            channel.writeAndFlush(Unpooled.wrappedBuffer(IGNORED))
                    .addListener(written -> endIfFailed(target, written.cause()));
        }
        loop.schedule(loop.nanos() + LONGEST.toNanos(), () -> {
            if (underWay.get(target) == asking) {
                end(target);
            }
        });
    }

    private void endIfFailed(InetSocketAddress target, @Nullable Throwable cause) {
        if (cause != null) {
            failed(target, cause);
        }
    }

    private void failed(InetSocketAddress target, Throwable cause) {
        Asking asking = end(target);
        if (asking != null && (cause instanceof PortUnreachableException || isRefused(cause))) {
            String reason = IoFailure.text(target) + ": nobody takes datagrams there (ICMP port unreachable)";
            loop.execute(() -> asking.requests.forEach(request -> request.fail(reason)));
        }
    }

    private static boolean isRefused(Throwable cause) {
        return IoFailure.reason(cause).equals("Connection refused");
    }

    private @Nullable Asking end(InetSocketAddress target) {
        Asking asking = underWay.remove(target);
        if (asking != null) {
            asking.channel.close();
        }
        return asking;
    }

    void close() {
        underWay.values().forEach(asking -> asking.channel.close());
        underWay.clear();
    }

    private final class Listener extends ChannelInboundHandlerAdapter {
        private final InetSocketAddress target;

        Listener(InetSocketAddress target) {
            this.target = target;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            end(target);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(target, cause);
        }
    }
}
