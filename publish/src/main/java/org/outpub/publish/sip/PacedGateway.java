package org.outpub.publish.sip;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.SipOutcome;

/**
 * Lets no more than {@value #MOST_UNDER_WAY} requests to one server be under way at a time; those beyond wait, first come,
 * first served. So the pace is the server's own, whatever makes many publications due at once: a start, a server that
 * comes back, a process that was suspended. A server that is slow or gone holds up nobody else. Safe for use by many
 * threads.
 */
public final class PacedGateway implements SipGateway {
    /** Enough that a server 25 ms away gets 10,000 requests a second. */
    static final int MOST_UNDER_WAY = 256;

    private final SipGateway gateway;
    private final Map<String, Line> lines = new HashMap<>(); // guarded by this, as what is in it

    /** The requests to one server. */
    private static final class Line {
        private final Deque<Waiting> waiting = new ArrayDeque<>(0);
        private int underWay;
        /** Whether some thread sends what waits, which it does in a loop: outcomes may come while it sends. */
        private boolean sending;
    }

    private record Waiting(PublishRequest request, Consumer<SipOutcome> outcome) {}

    /**
     * Paces a gateway.
     *
     * @param gateway sends the requests; closed with this
     */
    public PacedGateway(SipGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
        String server = server(request);
        synchronized (this) {
            lines.computeIfAbsent(server, absent -> new Line()).waiting.add(new Waiting(request, outcome));
        }
        sendWaiting(server);
    }

    /** What is to be located: the proxy on the way, else the target. */
    private static String server(PublishRequest request) {
        List<SipUri> routes = request.routes();
        boolean loose = !routes.isEmpty() && routes.get(0).parameter("lr").isPresent();
        SipUri next = loose ? routes.get(0) : request.requestUri();
        return next.host() + ":" + next.port();
    }

    private void sendWaiting(String server) {
        for (Waiting next = take(server, false); next != null; next = take(server, true)) {
            gateway.send(next.request, ending(server, next.outcome));
        }
    }

    private Consumer<SipOutcome> ending(String server, Consumer<SipOutcome> outcome) {
        return result -> {
            try {
                outcome.accept(result);
            } finally {
                ended(server);
            }
        };
    }

    /** The next request that may go out; null if there is none, or another thread is at it already. */
    private synchronized @Nullable Waiting take(String server, boolean mine) {
        Line line = lines.get(server);
        if (line == null || line.sending && !mine) {
            return null;
        }
        Waiting next = line.underWay < MOST_UNDER_WAY ? line.waiting.poll() : null;
        line.sending = next != null;
        if (next != null) {
            line.underWay++;
        } else if (line.underWay == 0) {
            lines.remove(server);
        }
        return next;
    }

    private void ended(String server) {
        synchronized (this) {
            Line line = lines.get(server);
            if (line != null) {
                line.underWay--;
            }
        }
        sendWaiting(server);
    }

    /**
     * How many requests wait until others are answered.
     *
     * @return 0 in quiet times
     */
    public synchronized int waiting() {
        return lines.values().stream().mapToInt(line -> line.waiting.size()).sum();
    }

    @Override
    public List<String> useTransports(Collection<Transport> transports) {
        return gateway.useTransports(transports);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
