package org.outpub.publish.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Serves the control interface over HTTP on a few threads of its own. Requests and answers are bounded in size; a
 * request that fails harms no other.
 */
public final class ControlServer implements AutoCloseable {
    /** The largest body that is read, in bytes: more does not fit into a PUBLISH over UDP. */
    static final int MAX_BODY = 60_000;

    private static final Logger LOG = System.getLogger(ControlServer.class.getName());
    private static final int THREADS = 2;
    private static final int BACKLOG = 16;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Access access;
    private final Routes routes;

    private ControlServer(HttpServer server, ExecutorService threads, Access access, Routes routes) {
        this.server = server;
        this.threads = threads;
        this.access = access;
        this.routes = routes;
    }

    /** An address that is taken and not served yet; requests wait. */
    public static final class Bound implements AutoCloseable {
        private final HttpServer server;
        private final Optional<String> token;

        private Bound(HttpServer server, Optional<String> token) {
            this.server = server;
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
            return ControlServer.serve(server, token, control, counters);
        }

        /** Lets go of the address; to be called only if it is not served. */
        @Override
        public void close() {
            server.stop(0);
        }
    }

    /**
     * Takes an address.
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
        return new Bound(HttpServer.create(address, BACKLOG), token);
    }

    /**
     * Starts to serve.
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

    private static ControlServer serve(HttpServer server, Optional<String> token, Control control, Counters counters) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "outpub-control");
            thread.setDaemon(true);
            return thread;
        });
        ControlServer serving = new ControlServer(server, threads, new Access(token), new Routes(control, counters));
        server.setExecutor(threads);
        server.createContext("/", serving::handle);
        server.start();
        return serving;
    }

    /**
     * Where it serves.
     *
     * @return with the port that was taken
     */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Reply reply = reply(exchange);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            boolean bodiless = exchange.getRequestMethod().equals("HEAD") || reply.body().length == 0;
            exchange.sendResponseHeaders(reply.status(), bodiless ? -1 : reply.body().length);
            if (!bodiless) {
                exchange.getResponseBody().write(reply.body());
            }
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "whoever asked has gone", gone);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        Optional<Reply> refusal = access.refusal(exchange);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        byte[] body = read(exchange.getRequestBody());
        if (body.length > MAX_BODY) {
            return Reply.error(413, "a body may have " + MAX_BODY + " bytes");
        }
        try {
            String method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
            Optional<String> type =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"));
            return routes.answer(
                    new Request(method, segments(exchange.getRequestURI().getRawPath()), type, body));
        } catch (RuntimeException failed) {
            LOG.log(Level.ERROR, "a request of the control interface failed", failed);
            return Reply.error(500, "failed; the log says why");
        }
    }

    private static byte[] read(InputStream body) throws IOException {
        return body.readNBytes(MAX_BODY + 1);
    }

    /** Plus signs are no blanks in a path. */
    private static List<String> segments(String rawPath) {
        Stream<String> parts = Arrays.stream(rawPath.substring(1).split("/", -1));
        return parts.map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** Stops at once; requests that are under way are not answered. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
