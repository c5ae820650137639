package org.outpub.publish.wire.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeepAlive;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.wire.WireRequest;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * A local address that speaks TCP, or TLS, and its connections: one to each server, opened by the first request and
 * used by all that follow. A connection that ends while requests wait on it is opened again once for each of them; the
 * same bytes go out again, which the server takes for a retransmission. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is told to the channel, which tells us
final class StreamWay extends OpenWay {
    private static final System.Logger LOG = System.getLogger(StreamWay.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    /** So long nobody is accepted after the system could not. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int MOST_SERVERS = 2000;
    private static final int MOST_CLIENTS = 200;
    private static final int MOST_WAITING_FOR_FILES = 10_000;
    private final InetSocketAddress bind;
    private final Executor slowWork;
    private final Map<Peer, StreamConnection> servers = new HashMap<>();
    private final Set<StreamConnection> all = new LinkedHashSet<>();
    /** Until the files are read; null once they are. */
    private @Nullable List<WireRequest> waitingForFiles;

    private @Nullable TlsContext tls;
    private @Nullable ServerChannel listener;
    private boolean ticking;

    /**
     * Opens nothing yet.
     *
     * @param transport its section; null for an unnamed one, to which nobody can connect
     * @param tls null without TLS, and for an unnamed one until its files are read
     */
    StreamWay(
            Protocol protocol,
            @Nullable Transport transport,
            InetSocketAddress bind,
            @Nullable TlsContext tls,
            Executor slowWork,
            Lent lent) {
        super(protocol, transport, lent);
        this.bind = bind;
        this.tls = tls;
        this.slowWork = slowWork;
        this.waitingForFiles = protocol == Protocol.TLS && tls == null ? new ArrayList<>() : null;
    }

    /** Whether others may connect to it. */
    boolean listens() {
        return transport() != null && (tls == null || tls.hasCertificate());
    }

    /** Binds it, if it listens. */
    ChannelFuture open() {
        ServerChannel channel = lent().sockets().listener();
        listener = channel;
        channel.pipeline().addLast(new Acceptor());
        return lent().eventLoop().register(channel).channel().bind(bind);
    }

    @Override
    InetSocketAddress address() {
        return listener != null && listener.localAddress() instanceof InetSocketAddress bound ? bound : bind;
    }

    @Override
    int connections() {
        return all.size();
    }

    Incoming incoming() {
        return lent().incoming();
    }

    Executor slowWork() {
        return slowWork;
    }

    long now() {
        return lent().loop().nanos();
    }

    @Nullable
    TlsContext tls() {
        return tls;
    }

    /** Uses certificates from now on: connections that are open take no more requests. */
    void use(TlsContext renewed) {
        tls = renewed;
        servers.clear();
        List.copyOf(all).forEach(StreamConnection::retire);
        List<WireRequest> waited = waitingForFiles;
        waitingForFiles = null;
        if (waited != null) {
            waited.forEach(request -> deliver(request, false));
        }
    }

    /** The files cannot be used. */
    void refuse(String reason) {
        List<WireRequest> waited = waitingForFiles;
        if (waited != null) {
            List.copyOf(waited).forEach(request -> failLater(request, reason));
            waited.clear();
        }
    }

    @Override
    public void send(WireRequest request) {
        if (isClosed()) {
            failLater(request, closedReason());
        } else if (waitingForFiles == null) {
            deliver(request, false);
        } else if (waitingForFiles.size() < MOST_WAITING_FOR_FILES) {
            waitingForFiles.add(request);
        } else {
            failLater(request, "too much waits until certificates are read");
        }
    }

    @Override
    public void askWhySilent(WireRequest request) {
        // a connection tells by itself
    }

    @Override
    public void forget(WireRequest request) {
        super.forget(request);
        if (waitingForFiles != null) {
            waitingForFiles.remove(request);
        }
        StreamConnection connection = connectionOf(request);
        if (connection != null) {
            connection.forget(request);
        }
    }

    private @Nullable StreamConnection connectionOf(WireRequest request) {
        return request.carrier() instanceof StreamConnection connection ? connection : null;
    }

    private void deliver(WireRequest request, boolean again) {
        try {
            Peer peer = new Peer(
                    lent().addresses().of(request.server()), protocol() == Protocol.TLS ? request.domain() : "");
            StreamConnection connection = servers.get(peer);
            if (connection != null && connection.isGone()) {
                connection = null;
            }
            if (connection == null && servers.size() >= MOST_SERVERS && !closeLeastUsed()) {
                failLater(request, "connections to " + MOST_SERVERS + " servers are in use already");
                return;
            }
            boolean isNew = connection == null;
            StreamConnection used = connection == null ? prepare(peer) : connection;
            used.send(request, again);
            if (isNew) {
                InetSocketAddress from =
                        bind.getAddress().isAnyLocalAddress() ? null : new InetSocketAddress(bind.getAddress(), 0);
                used.connect(peer.address(), from);
            }
        } catch (IOException | RuntimeException refused) {
            failLater(request, "no connection to " + request.server() + ": " + refused.getMessage());
        }
    }

    private boolean closeLeastUsed() {
        Optional<StreamConnection> idle = servers.values().stream()
                .filter(StreamConnection::isIdle)
                .min(Comparator.comparingLong(one -> one.lastUsedAt() - now()));
        idle.ifPresent(connection -> connection.end("it is out of use"));
        return idle.isPresent();
    }

    private StreamConnection prepare(Peer peer) {
        Channel channel = lent().sockets().stream();
        prepare(channel);
        TlsContext context = tls;
        StreamConnection connection = new StreamConnection(this, channel, peer, context);
        connection.prepare(
                context == null
                        ? null
                        : context.client(peer.domain(), peer.address().getPort()));
        add(connection);
        servers.put(peer, connection);
        lent().eventLoop().register(channel);
        return connection;
    }

    private void prepare(Channel channel) {
        Transport section = transport();
        lent().sockets()
                .prepare(
                        channel,
                        section == null ? 0 : section.tos(),
                        section == null ? KeepAlive.OFF : section.keepAlive());
    }

    private void add(StreamConnection connection) {
        all.add(connection);
        keepTicking();
    }

    /** A connection ended; each request that waited on one that worked goes on over another one, once. */
    void ended(StreamConnection connection, String reason) {
        all.remove(connection);
        if (connection.peer() != null) {
            servers.remove(connection.peer(), connection);
        }
        LOG.log(System.Logger.Level.DEBUG, () -> bind + ": " + reason);
        Map<WireRequest, Boolean> left = new LinkedHashMap<>(connection.waiting());
        connection.waiting().clear();
        if (left.isEmpty()) {
            return;
        }
        lent().loop()
                .execute(() -> left.forEach((request, again) -> {
                    if (request.carrier() != connection) {
                        return;
                    }
                    request.carriedBy(null);
                    if (connection.isUsable() && !again && !isClosed() && !request.hasEnded()) {
                        deliver(request, true);
                    } else {
                        request.fail(reason);
                    }
                }));
    }

    private void keepTicking() {
        if (!ticking && !all.isEmpty()) {
            ticking = true;
            lent().loop().schedule(now() + TICK.toNanos(), this::tick);
        }
    }

    private void tick() {
        ticking = false;
        Duration keepAlive = lent().keepAlive().get();
        new ArrayList<>(all).forEach(connection -> connection.lookAfter(keepAlive));
        keepTicking();
    }

    @Override
    void closeChannels() {
        if (listener != null) {
            listener.close();
        }
    }

    /** What waits on its connections fails. */
    @Override
    void closeRequests() {
        List.copyOf(all).forEach(connection -> connection.end(closedReason()));
        refuse(closedReason());
    }

    /** Closes all without a word. */
    void abandon() {
        close();
        List.copyOf(all).forEach(connection -> {
            connection.waiting().clear();
            connection.end("the wire is closed");
        });
        waitingForFiles = null;
    }

    /** Takes who connects. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel client = (Channel) message;
            TlsContext now = tls;
            boolean tooMany = all.size() - servers.size() >= MOST_CLIENTS;
            if (isClosed() || tooMany || now != null && !now.hasCertificate()) {
                incoming().branches().dropConnection();
                client.unsafe().closeForcibly();
                return;
            }
            StreamWay.this.prepare(client);
            StreamConnection connection = new StreamConnection(StreamWay.this, client, null, now);
            connection.prepare(now == null ? null : now.server());
            add(connection);
            lent().eventLoop().register(client);
        }

        /** As when there are no file descriptors left. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.log(System.Logger.Level.DEBUG, () -> "A connection was not accepted: " + cause.getMessage());
            Sockets.set(context.channel(), ChannelOption.AUTO_READ, false);
            lent().loop()
                    .schedule(
                            now() + PAUSE.toNanos(),
                            () -> Sockets.set(context.channel(), ChannelOption.AUTO_READ, true));
        }
    }
}
