package org.outpub.publish.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.outpub.api.config.Excerpt;

/**
 * Serves the control interface over HTTP: an event loop of its own for the connections, {@code outpub-http}, and few
 * threads that write answers, {@code outpub-http-work} and {@code outpub-http-reload}, which end when there is nothing to
 * do. All are daemons. Everything is bounded ({@link Bounds}); a request that fails harms no other.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int WORKERS = 2;
    private static final int BACKLOG = 64;
    private static final int KEPT_SECONDS = 10;
    private final Bounds bounds;
    private final EventLoopGroup loop;
    private final ExecutorService workers = threads("outpub-http-work", WORKERS);
    private final ExecutorService reloads = threads("outpub-http-reload", 1);
    private final Connections connections;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ControlServer(
            ServerSocketChannel address,
            Optional<String> token,
            Control control,
            Counters counters,
            Bounds bounds,
            Routes.Patience patience) {
        this.bounds = bounds;
        Routes routes = new Routes(control, counters, patience, workers, reloads);
        this.connections =
                new Connections(bounds, new Access(token), request -> answer(routes, request), counters::refuseHttp);
        ThreadFactory thread = task -> daemon("outpub-http", task);
        this.loop = new MultiThreadIoEventLoopGroup(1, thread, NioIoHandler.newFactory());
        this.listening = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> new NioServerSocketChannel(address))
                // Answers leave at once. Held back until the one before is acknowledged, each took 40 ms.
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(connections)
                .register()
                .syncUninterruptibly()
                .channel();
    }

    /** An address that is taken and not served yet; requests wait. */
    public static final class Bound implements AutoCloseable {
        private final ServerSocketChannel address;
        private final Optional<String> token;

        private Bound(ServerSocketChannel address, Optional<String> token) {
            this.address = address;
            this.token = token;
        }

        /**
         * Starts to serve.
         *
         * @param control the agent
         * @param counters what the agent's listener counts
         * @return ends it
         */
        public ControlServer serve(Control control, Counters counters) {
            return serve(control, counters, Bounds.STANDARD, Routes.Patience.STANDARD);
        }

        ControlServer serve(Control control, Counters counters, Bounds bounds, Routes.Patience patience) {
            return new ControlServer(address, token, control, counters, bounds, patience);
        }

        /**
         * Lets go of the address; to be called only if it is not served.
         *
         * @throws IOException if that fails
         */
        @Override
        public void close() throws IOException {
            address.close();
        }
    }

    /**
     * Takes an address. Needs no thread.
     *
     * @param address where; port 0 for any
     * @param token what requests must show; empty lets those on this machine in without
     * @return to be served or closed
     * @throws IOException if the address cannot be had; the message says why
     * @throws IllegalArgumentException if the address can be reached from elsewhere and there is no token
     */
    public static Bound bind(InetSocketAddress address, Optional<String> token) throws IOException {
        if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    address.getHostString() + " can be reached from elsewhere; that needs a token");
        }
        ServerSocketChannel taken = ServerSocketChannel.open();
        try {
            return new Bound(
                    taken.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address, BACKLOG), token);
        } catch (IOException refused) {
            taken.close();
            throw refused;
        }
    }

    /**
     * Takes an address and starts to serve.
     *
     * @param address where; port 0 for any
     * @param token what requests must show; empty lets those on this machine in without
     * @param control the agent
     * @param counters what the agent's listener counts
     * @return ends it
     * @throws IOException if the address cannot be bound
     * @throws IllegalArgumentException if the address can be reached from elsewhere and there is no token
     */
    public static ControlServer start(
            InetSocketAddress address, Optional<String> token, Control control, Counters counters) throws IOException {
        return bind(address, token).serve(control, counters);
    }

    private static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, KEPT_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> daemon(name, task));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Where it serves.
     *
     * @return with the port that was taken
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    private CompletionStage<Reply> answer(Routes routes, Request request) {
        try {
            return CompletableFuture.supplyAsync(() -> routes.answer(request), workers)
                    .thenCompose(Function.identity())
                    .exceptionally(failed -> failed(request, failed));
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.completedFuture(failed(request, closing));
        }
    }

    /** What went wrong is for the log alone: it may hold what the client must not see. */
    private Reply failed(Request request, Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof RejectedExecutionException && closed.get()) {
            return Reply.error(503, "this daemon is stopping");
        }
        String asked = Excerpt.quoted(request.method() + " /" + String.join("/", request.path()));
        if (cause instanceof TimeoutException) {
            LOG.log(Level.WARNING, "{0}: the agent did not answer in time", asked);
            return Reply.error(503, "the agent did not answer in time; try again");
        }
        LOG.log(Level.ERROR, asked + " failed", cause);
        return Reply.error(500, "failed; the log says why");
    }

    /** Takes no more requests, lets those that are under way end for a second, and closes the rest. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        listening.close().awaitUninterruptibly();
        try {
            loop.execute(connections::close);
            connections
                    .ended()
                    .completeOnTimeout(null, bounds.close().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } finally {
            loop.shutdownGracefully(0, bounds.close().toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(2 * bounds.close().toMillis());
            workers.shutdownNow();
            reloads.shutdownNow();
        }
    }
}
