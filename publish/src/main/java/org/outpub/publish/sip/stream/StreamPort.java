package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
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
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.TaskScheduler.Cancellable;
import org.outpub.api.time.Ticker;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * A local address that speaks TCP, or TLS, and its connections: one to each server, opened by the first request and
 * used by all that follow. A connection that ends while requests wait on it is opened again once for each of them; the
 * same bytes go out again, which the server takes for a retransmission. Only the public methods may be called by any
 * thread; all else is confined to the loop's.
 */
public final class StreamPort implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StreamPort.class.getName());
    /** Until then a connection must be open, TLS included. */
    private static final long CONNECT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long HANDSHAKE_NANOS = Duration.ofSeconds(10).toNanos();
    /** A connection that has worked and then leaves a request unanswered for so long is taken for half-open. */
    private static final long SUSPECT_NANOS = Duration.ofSeconds(8).toNanos();

    private static final long IDLE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long CLIENT_IDLE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int MOST_SERVERS = 2000;
    private static final int MOST_CLIENTS = 200;
    private final Surroundings surroundings;
    private final StreamReceiver receiver;
    private final InetSocketAddress local;
    private final @Nullable StreamListener listener;
    private final SocketOptions options;
    private final Map<Peer, StreamConnection> servers = new HashMap<>();
    private final Set<StreamConnection> all = new LinkedHashSet<>();
    private final Map<Outgoing, StreamConnection> waiting = new HashMap<>();
    private volatile @Nullable TlsContext tls;
    private @Nullable Cancellable tick;
    private volatile int count;
    private boolean closed;

    /**
     * What a port is lent.
     *
     * @param loop its thread
     * @param slowWork checks certificates
     * @param scheduler wakes it to look after its connections
     * @param ticker the time it goes by
     * @param keepAlive silence after which a keep-alive is sent; zero for never
     */
    public record Surroundings(
            StreamLoop loop, Executor slowWork, TaskScheduler scheduler, Ticker ticker, Supplier<Duration> keepAlive) {}

    private StreamPort(
            Surroundings surroundings,
            InetSocketAddress bind,
            boolean listens,
            SocketOptions options,
            @Nullable TlsContext tls,
            StreamReceiver receiver)
            throws IOException {
        this.surroundings = surroundings;
        this.receiver = receiver;
        this.options = options;
        this.tls = tls;
        this.listener = listens ? new StreamListener(surroundings.loop, bind) : null;
        this.local = listener == null ? bind : listener.address();
    }

    /**
     * Opens a port.
     *
     * @param surroundings what it is lent
     * @param bind the address; port 0 for one of the system's choice
     * @param listens whether others may connect to it
     * @param options of all its sockets
     * @param tls null for plain TCP
     * @param receiver takes what comes in
     * @return the open port
     * @throws IOException with the system's reason if it cannot be bound
     */
    public static StreamPort open(
            Surroundings surroundings,
            InetSocketAddress bind,
            boolean listens,
            SocketOptions options,
            @Nullable TlsContext tls,
            StreamReceiver receiver)
            throws IOException {
        StreamPort port = new StreamPort(surroundings, bind, listens, options, tls, receiver);
        if (port.listener != null) {
            port.listener.accept(port::accept);
        }
        return port;
    }

    /**
     * Where it is bound.
     *
     * @return the real port; 0 if others cannot connect to it
     */
    public InetSocketAddress address() {
        return local;
    }

    /**
     * How many connections there are.
     *
     * @return to servers and from clients
     */
    public int connections() {
        return count;
    }

    /**
     * Sends a request. It waits for its end: {@link #forget}, or {@link Outgoing#failed}.
     *
     * @param request what goes where
     */
    public void send(Outgoing request) {
        surroundings.loop.execute(() -> deliver(request, false));
    }

    /**
     * Lets a request wait no longer.
     *
     * @param request as it was sent
     */
    public void forget(Outgoing request) {
        surroundings.loop.execute(() -> {
            StreamConnection connection = waiting.remove(request);
            if (connection != null) {
                connection.forget(request);
                if (connection.isRetired() && connection.isIdle()) {
                    connection.end("it is out of use");
                }
            }
        });
    }

    /**
     * Uses other certificates from now on: connections that are open take no more requests.
     *
     * @param renewed in place of the one before
     */
    public void use(TlsContext renewed) {
        tls = renewed;
        surroundings.loop.execute(() -> {
            servers.clear();
            List.copyOf(all).forEach(StreamConnection::retire);
        });
    }

    /** Closes everything; what waits, fails. The address is free on return. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        surroundings.loop.execute(() -> {
            closed = true;
            List.copyOf(all).forEach(connection -> connection.end("the transport was closed"));
        });
    }

    private void deliver(Outgoing request, boolean again) {
        if (closed) {
            request.failed("the transport was closed");
            return;
        }
        StreamConnection connection = servers.get(request.peer());
        if (connection == null) {
            if (servers.size() >= MOST_SERVERS && !closeLeastUsed()) {
                request.failed("connections to " + MOST_SERVERS + " servers are in use already");
                return;
            }
            connection = connect(request);
        }
        if (connection != null) {
            waiting.put(request, connection);
            connection.send(request, again);
        }
    }

    private boolean closeLeastUsed() {
        Optional<StreamConnection> idle = servers.values().stream()
                .filter(StreamConnection::isIdle)
                .min(Comparator.comparingLong(one -> one.lastUsedAt() - now()));
        idle.ifPresent(connection -> connection.end("it is out of use"));
        return idle.isPresent();
    }

    private @Nullable StreamConnection connect(Outgoing request) {
        Peer peer = request.peer();
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            options.applyTo(channel);
            if (!local.getAddress().isAnyLocalAddress()) {
                channel.bind(new InetSocketAddress(local.getAddress(), 0));
            }
            TlsContext context = tls;
            SSLEngine engine = context == null
                    ? null
                    : context.client(peer.domain(), peer.address().getPort());
            boolean atOnce = channel.connect(peer.address());
            StreamConnection connection = new StreamConnection(this, surroundings.loop, channel, peer, now());
            add(connection);
            servers.put(peer, connection);
            connection.begin(atOnce ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, engine);
            keepTicking();
            return connection;
        } catch (IOException | RuntimeException refused) {
            closeQuietly(channel);
            all.remove(servers.remove(peer));
            count = all.size();
            request.failed("no connection to " + peer + ": " + refused.getMessage());
            return null;
        }
    }

    void checkPeer(SSLEngine engine) throws SSLException {
        TlsContext context = tls;
        if (context != null) {
            context.checkPeer(engine);
        }
    }

    private void add(StreamConnection connection) {
        all.add(connection);
        count = all.size();
    }

    private void accept(SocketChannel client) {
        TlsContext context = tls;
        boolean tooMany = all.size() - servers.size() >= MOST_CLIENTS;
        if (closed || tooMany || context != null && !context.hasCertificate()) {
            closeQuietly(client);
            return;
        }
        try {
            client.configureBlocking(false);
            options.applyTo(client);
            StreamConnection connection = new StreamConnection(this, surroundings.loop, client, null, now());
            add(connection);
            connection.begin(SelectionKey.OP_READ, context == null ? null : context.server());
            keepTicking();
        } catch (IOException | RuntimeException refused) {
            closeQuietly(client);
            LOG.log(System.Logger.Level.DEBUG, () -> "A connection was not accepted: " + refused.getMessage());
        }
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException broken) {
            // it is closed for us
        }
    }

    void received(byte[] message, StreamConnection from) {
        receiver.received(message, from);
    }

    void failed(Outgoing request, String reason) {
        waiting.remove(request);
        request.failed(reason);
    }

    /** A connection ended; each request that waited on one that worked goes on over another one, once. */
    void ended(StreamConnection connection, String reason) {
        all.remove(connection);
        count = all.size();
        if (all.isEmpty() && tick != null) {
            tick.cancel();
            tick = null;
        }
        if (connection.peer() != null) {
            servers.remove(connection.peer(), connection);
        }
        LOG.log(System.Logger.Level.DEBUG, () -> local + ": " + reason);
        Map<Outgoing, Boolean> left = new LinkedHashMap<>(connection.waiting());
        connection.waiting().clear();
        left.forEach((request, again) -> {
            waiting.remove(request);
            if (connection.isUsable() && !again && !closed) {
                deliver(request, true);
            } else {
                request.failed(reason);
            }
        });
    }

    private void keepTicking() {
        if (tick == null) {
            tick = surroundings.scheduler.schedule(TICK, () -> surroundings.loop.execute(this::tick));
        }
    }

    private void tick() {
        tick = null;
        new ArrayList<>(all).forEach(this::lookAfter);
        if (!all.isEmpty()) {
            keepTicking();
        }
    }

    private void lookAfter(StreamConnection connection) {
        long age = now() - connection.openedAt();
        Duration silence = surroundings.keepAlive.get();
        boolean pings = !silence.isZero() && connection.peer() != null;
        long idle = connection.peer() == null ? CLIENT_IDLE_NANOS : IDLE_NANOS;
        if (!connection.isUsable() && age >= (tls == null ? CONNECT_NANOS : HANDSHAKE_NANOS)) {
            connection.end("no connection to " + connection.peer() + " within "
                    + Duration.ofNanos(tls == null ? CONNECT_NANOS : HANDSHAKE_NANOS)
                            .toSeconds() + " seconds");
        } else if (connection.isSuspect(SUSPECT_NANOS)) {
            connection.end("the connection to " + connection.peer() + " is silent");
        } else if (connection.isIdle() && !pings && now() - connection.lastUsedAt() >= idle) {
            connection.end("it is out of use");
        } else if (pings) {
            connection.pingAfter(silence.toNanos());
        }
    }

    long now() {
        return surroundings.ticker.nanos();
    }

    Executor slowWork() {
        return surroundings.slowWork;
    }
}
