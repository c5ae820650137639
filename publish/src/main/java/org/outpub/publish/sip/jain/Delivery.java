package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Answered;
import org.outpub.publish.delivery.SipOutcome.TimedOut;
import org.outpub.publish.delivery.SipOutcome.Unreachable;
import org.outpub.publish.delivery.location.Hop;
import org.outpub.publish.delivery.location.HopOrder;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.delivery.location.ServerHealth;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.stream.Peer;

/**
 * One request on its way over the servers that may take it: the next one is tried after a 503, a timeout without any
 * answer, or a failure of the transport (RFC 3263 §4.3), each time as a new transaction. Its steps follow each other,
 * on whichever thread ends the one before.
 */
final class Delivery {
    /** A larger request does not go out as a datagram (RFC 3261 §18.1.1), unless configuration wants it so. */
    private static final int LARGEST_DATAGRAM = 1300;

    private static final int MOST_TRIES = 8;
    private final Gateway gateway;
    private final PublishRequest request;
    private final String domain;
    private final Consumer<SipOutcome> report;
    private final Deque<Server> left = new ArrayDeque<>();
    private SipOutcome last = new Unreachable("no server is left to try");
    private int tries;
    private boolean startedAnew;
    private @Nullable Server streamTried;

    /** What a delivery uses. */
    interface Gateway {
        /** The open transport for a server; null for none. */
        @Nullable
        OpenTransport transportFor(Protocol protocol, InetAddress address, @Nullable String name);

        /** Why there is no transport. */
        String noTransport(Protocol protocol, InetAddress address, @Nullable String name);

        /** Writes a request for a server. */
        PendingRequest encode(PublishRequest request, OpenTransport transport, Peer peer, Consumer<SipOutcome> outcome)
                throws IOException;

        /** What is remembered of servers. */
        ServerHealth health();

        /** The time by which it is remembered. */
        long now();
    }

    /**
     * A request to be delivered.
     *
     * @param gateway what it uses
     * @param request what to send
     * @param domain what was located, for the check of certificates
     * @param report called once with the end
     */
    Delivery(Gateway gateway, PublishRequest request, String domain, Consumer<SipOutcome> report) {
        this.gateway = gateway;
        this.request = request;
        this.domain = domain;
        this.report = report;
    }

    /** Begins. */
    void begin(List<Hop> hops) {
        List<Hop> ordered = HopOrder.of(hops, request.holder(), request.isRefresh(), gateway.health(), gateway.now());
        ordered.forEach(hop -> left.add(hop.server()));
        next();
    }

    private void next() {
        Server server = left.poll();
        if (server == null || tries++ == MOST_TRIES) {
            report.accept(last);
            return;
        }
        OptionalLong quiet = gateway.health().quietSeconds(server, gateway.now());
        if (quiet.isPresent()) {
            // RFC 3261 §21.5.4: nothing is sent to it, by no publication.
            last = new Answered(busy(quiet.getAsLong()), server);
            next();
            return;
        }
        InetAddress address = InetAddresses.forString(server.address());
        OpenTransport transport = gateway.transportFor(server.protocol(), address, request.transport());
        if (transport == null) {
            last = new Unreachable(gateway.noTransport(server.protocol(), address, request.transport()));
            next();
            return;
        }
        tryOne(server, transport, new InetSocketAddress(address, server.port()));
    }

    private static SipAnswer busy(long seconds) {
        Map<String, List<String>> retryAfter = Map.of("retry-after", List.of(String.valueOf(seconds)));
        return AnswerReader.read(503, "Service Unavailable", new MessageHead("", retryAfter));
    }

    private void tryOne(Server server, OpenTransport transport, InetSocketAddress target) {
        Attempt attempt = new Attempt(server, transport);
        try {
            String checked = server.protocol() == Protocol.TLS ? domain : "";
            PendingRequest pending = gateway.encode(request, transport, new Peer(target, checked), attempt::ended);
            if (isTooLarge(server, pending) && startWithStream(server)) {
                return;
            }
            attempt.pending = pending;
            transport.follow(pending);
        } catch (IOException failed) {
            last = new Unreachable("no route to " + target + ": " + failed.getMessage());
            next();
        } catch (IllegalArgumentException malformed) {
            report.accept(new Unreachable(String.valueOf(malformed.getMessage())));
        }
    }

    private boolean isTooLarge(Server server, PendingRequest pending) {
        return server.protocol() == Protocol.UDP
                && request.transport() == null
                && pending.bytes().length > LARGEST_DATAGRAM;
    }

    /** By TCP first; by UDP after all if that fails, or failed lately. */
    private boolean startWithStream(Server server) {
        Server stream = new Server(Protocol.TCP, server.address(), server.port());
        if (stream.equals(streamTried) || gateway.health().downFor(stream, gateway.now()) > 0) {
            return false;
        }
        streamTried = stream;
        tries--;
        left.addFirst(server);
        left.addFirst(stream);
        next();
        return true;
    }

    /** One transaction. */
    private final class Attempt {
        private final Server server;
        private final OpenTransport transport;
        private @Nullable PendingRequest pending;

        Attempt(Server server, OpenTransport transport) {
            this.server = server;
            this.transport = transport;
        }

        void ended(SipOutcome outcome) {
            last = outcome;
            if (outcome instanceof Answered answered) {
                answered(answered.answer());
            } else if (outcome instanceof Unreachable && transport.isClosed() && !startedAnew) {
                // Configuration closed it, and may have opened another one.
                startedAnew = true;
                left.addFirst(server);
                next();
            } else {
                gateway.health().failed(server, gateway.now());
                boolean working = outcome instanceof TimedOut && pending != null && pending.heard();
                if (working) {
                    // RFC 3263 §4.3: who has answered provisionally is not passed over.
                    report.accept(outcome);
                } else {
                    next();
                }
            }
        }

        private void answered(SipAnswer answer) {
            last = new Answered(answer, server);
            if (answer.status() != 503) {
                gateway.health().answered(server);
                report.accept(last);
                return;
            }
            if (answer.retryAfterSeconds().isPresent()) {
                gateway.health().busy(server, answer.retryAfterSeconds().getAsLong(), gateway.now());
            }
            next();
        }
    }
}
