package org.outpub.publish.wire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.MessageFramer;
import org.outpub.publish.wire.Tap;
import org.outpub.publish.wire.WireRequest;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * One connection and the requests that wait on it. What is sent before it is usable waits until then; what the far end
 * does not read is bounded in size and in time, as is what it does not finish. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel, which tells us
final class StreamConnection extends ChannelInboundHandlerAdapter implements MessageFramer.Sink {
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);
    /** How many bytes may wait to be written to a server: all that are under way at a time, of the largest there are. */
    private static final int LONGEST_BACKLOG = 16 << 20;
    /** The same to a client. */
    private static final int LONGEST_CLIENT_BACKLOG = 256 << 10;

    private static final long CONNECT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long HANDSHAKE_NANOS = Duration.ofSeconds(10).toNanos();
    /** A connection that has worked and then leaves a request unanswered for so long is taken for half-open. */
    private static final long SUSPECT_NANOS = Duration.ofSeconds(8).toNanos();
    /** So long may the far end take no bytes that wait for it. */
    private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();
    /** So long may a message take from its first to its last byte. */
    private static final long MESSAGE_NANOS = Duration.ofSeconds(30).toNanos();

    private static final long IDLE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long CLIENT_IDLE_NANOS = Duration.ofMinutes(2).toNanos();
    private final StreamWay way;
    private final Channel channel;
    private final @Nullable Peer peer;
    private final @Nullable TlsContext tls;
    private final MessageFramer framer;
    private final ChannelFutureListener written = this::written;
    private final Runnable flush = this::flush;
    /** Whether each was sent over another connection before. */
    private final Map<WireRequest, Boolean> waiting = new LinkedHashMap<>();

    private final long openedAt;
    private int unsentBytes; // of what waits until it is usable
    private int writes; // that the system has not taken
    private boolean connected;
    private boolean usable;
    private boolean proven;
    private boolean retired;
    private boolean ended;
    private boolean flushing;
    private long lastSentAt;
    private long lastUsedAt;
    private long lastTakenAt;
    private long silentSince;
    private long messageSince;

    StreamConnection(StreamWay way, Channel channel, @Nullable Peer peer, @Nullable TlsContext tls) {
        this.way = way;
        this.channel = channel;
        this.peer = peer;
        this.tls = tls;
        this.framer = way.incoming().branches().framer();
        this.openedAt = way.now();
        this.lastSentAt = openedAt;
        this.lastUsedAt = openedAt;
        this.lastTakenAt = openedAt;
        this.silentSince = openedAt;
        this.messageSince = openedAt;
    }

    /** Puts it, and TLS before it, into its channel. */
    void prepare(@Nullable SSLEngine engine) {
        int backlog = peer == null ? LONGEST_CLIENT_BACKLOG : LONGEST_BACKLOG;
        Sockets.set(channel, ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(backlog / 2, backlog));
        if (engine != null) {
            SslHandler handler = new SslHandler(engine, way.slowWork());
            handler.setHandshakeTimeoutMillis(0);
            channel.pipeline().addLast(new RenegotiationGuard(this::refuseRenegotiation), handler);
        }
        channel.pipeline().addLast(this);
    }

    private void refuseRenegotiation() {
        drop("TLS with " + describePeer() + " failed: it wants to negotiate again");
    }

    void connect(InetSocketAddress to, @Nullable InetSocketAddress from) {
        ChannelFuture done = from == null ? channel.connect(to) : channel.connect(to, from);
        done.addListener(future -> {
            if (!future.isSuccess()) {
                end("no connection to " + peer + ": " + IoFailure.reason(future.cause()));
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connected = true;
        if (tls == null) {
            established();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (tls == null || !(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        if (!handshake.isSuccess()) {
            drop("TLS with " + describePeer() + " failed: " + IoFailure.tlsReason(handshake.cause()));
            return;
        }
        try {
            tls.checkPeer(context.pipeline().get(SslHandler.class).engine());
            established();
        } catch (SSLException refused) {
            end("TLS with " + describePeer() + " failed: " + IoFailure.tlsReason(refused));
        }
    }

    private void established() {
        if (ended || usable) {
            return;
        }
        usable = true;
        silentSince = way.now();
        unsentBytes = 0;
        waiting.keySet().forEach(this::write);
    }

    /** Whether the far end has closed it, of which the loop may be about to tell. */
    boolean isGone() {
        boolean gone = ended || usable && !channel.isActive();
        if (gone) {
            end("the connection was closed by " + describePeer());
        }
        return gone;
    }

    /** Sends a request, now or once that is possible, and lets it wait for its end here. */
    void send(WireRequest request, boolean again) {
        int length = request.length();
        if (ended) {
            way.failLater(request, "the connection to " + describePeer() + " is closed");
        } else if (usable ? !channel.isWritable() : unsentBytes + length > LONGEST_BACKLOG) {
            way.failLater(request, "too much waits to be sent to " + peer);
        } else {
            if (waiting.isEmpty()) {
                silentSince = way.now();
            }
            waiting.put(request, again);
            request.carriedBy(this);
            if (usable) {
                write(request);
            } else {
                unsentBytes += length;
            }
        }
    }

    private void write(WireRequest request) {
        ByteBuf bytes = channel.alloc().directBuffer(request.length());
        request.writeTo(bytes);
        show(bytes);
        write(bytes);
        lastUsedAt = lastSentAt;
    }

    /** Answers to where a request came from, or to a ping. */
    private void answer(byte[] message) {
        if (channel.isWritable()) {
            show(Unpooled.wrappedBuffer(message));
            write(Unpooled.wrappedBuffer(message));
        } else {
            drop(describePeer() + " does not read what it asks for");
        }
    }

    private void show(ByteBuf message) {
        Tap tap = way.incoming().branches().tap();
        if (tap.isOpen() && channel.localAddress() instanceof InetSocketAddress local) {
            tap.pass(true, way.protocol().name(), local, remote(), message);
        }
    }

    private void write(ByteBuf bytes) {
        lastSentAt = way.now();
        if (writes++ == 0) {
            lastTakenAt = lastSentAt;
        }
        channel.write(bytes).addListener(written);
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(flush);
        }
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    private void written(ChannelFuture done) {
        writes--;
        lastTakenAt = way.now();
        if (!done.isSuccess()) {
            failed(done.cause());
        }
    }

    void forget(WireRequest request) {
        if (waiting.remove(request) != null) {
            lastUsedAt = way.now();
        }
        if (retired && waiting.isEmpty()) {
            end("it is out of use");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            silentSince = way.now();
            if (!framer.isWithinMessage()) {
                messageSince = silentSince;
            }
            if (!ended) {
                framer.feed(bytes, this);
            }
        } catch (MessageFramer.FramingException malformed) {
            drop(describePeer() + " sent what is no SIP: " + malformed.getMessage());
        } finally {
            bytes.release();
        }
    }

    @Override
    public void message(ByteBuf message) {
        proven = true;
        lastUsedAt = way.now();
        messageSince = lastUsedAt;
        if (ended) {
            return;
        }
        byte[] answer = way.incoming().take(message, remote(), way.protocol().name(), channel);
        if (answer != null && !ended) {
            answer(answer);
        }
    }

    @Override
    public void ping() {
        if (!ended) {
            answer(PONG);
        }
    }

    private InetSocketAddress remote() {
        return channel.remoteAddress() instanceof InetSocketAddress known ? known : new InetSocketAddress(0);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed by " + describePeer());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause);
    }

    private void failed(Throwable cause) {
        boolean handshaking = tls != null && !usable && connected;
        if (handshaking || IoFailure.isTls(cause)) {
            drop("TLS with " + describePeer() + " failed: " + IoFailure.tlsReason(cause));
        } else {
            end("the connection to " + describePeer() + " failed: " + IoFailure.reason(cause));
        }
    }

    /** Closes it for what the far end does, which is counted; that a server cannot be reached is told instead. */
    private void drop(String reason) {
        if (!ended && (peer == null || usable)) {
            way.incoming().branches().dropConnection();
        }
        end(reason);
    }

    /** Closes it; what waits on it goes on over another one, or fails. */
    void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        way.ended(this, reason);
        channel.close();
    }

    /** Takes no more requests, and closes once none waits. */
    void retire() {
        retired = true;
        if (waiting.isEmpty()) {
            end("it is out of use");
        }
    }

    /** Once a second: closes it where it is of no use, keeps it where it is. */
    void lookAfter(Duration keepAlive) {
        long now = way.now();
        boolean pings = !keepAlive.isZero() && peer != null;
        long deadline = tls == null ? CONNECT_NANOS : HANDSHAKE_NANOS;
        if (!usable && now - openedAt >= deadline) {
            drop("no connection to " + describePeer() + " within "
                    + Duration.ofNanos(deadline).toSeconds() + " seconds");
        } else if (writes > 0 && now - lastTakenAt >= STUCK_NANOS) {
            drop(describePeer() + " does not read what it is sent");
        } else if (framer.isWithinMessage() && now - messageSince >= MESSAGE_NANOS) {
            drop(describePeer() + " sent no whole message within "
                    + Duration.ofNanos(MESSAGE_NANOS).toSeconds() + " seconds");
        } else if (proven && !waiting.isEmpty() && now - silentSince >= SUSPECT_NANOS) {
            end("the connection to " + peer + " is silent");
        } else if (isIdle() && !pings && now - lastUsedAt >= (peer == null ? CLIENT_IDLE_NANOS : IDLE_NANOS)) {
            end("it is out of use");
        } else if (pings && usable && now - lastSentAt >= keepAlive.toNanos()) {
            write(Unpooled.wrappedBuffer(PING));
        }
    }

    private String describePeer() {
        return peer == null ? "a client" : peer.toString();
    }

    @Nullable
    Peer peer() {
        return peer;
    }

    Map<WireRequest, Boolean> waiting() {
        return waiting;
    }

    boolean isUsable() {
        return usable;
    }

    boolean isIdle() {
        return waiting.isEmpty() && writes == 0;
    }

    long lastUsedAt() {
        return lastUsedAt;
    }
}
