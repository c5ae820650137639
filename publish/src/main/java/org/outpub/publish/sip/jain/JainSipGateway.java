package org.outpub.publish.sip.jain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.SipOutcome;
import org.outpub.publish.delivery.SipOutcome.Unreachable;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.delivery.location.ServerHealth;
import org.outpub.publish.delivery.location.ServerSelection.Step;
import org.outpub.publish.sip.AgentRequests;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipGateway;
import org.outpub.publish.sip.SipServer.RequestHandler;
import org.outpub.publish.sip.stream.Peer;
import org.outpub.publish.sip.stream.RefusalProbe;
import org.outpub.publish.sip.stream.StreamLoop;
import org.outpub.publish.sip.stream.StreamPort;
import org.outpub.publish.wire.dns.DnsjavaResolver;
import org.outpub.publish.wire.dns.Locator;
import org.outpub.publish.wire.dns.NameResolver;

/**
 * The way to the wire, by UDP, TCP and TLS. Servers are located by RFC 3263, and the next one is tried where one fails.
 * Safe for use by many threads. An outcome may be reported on the caller's thread, the scheduler's, the executor's or
 * that of a port.
 */
public final class JainSipGateway implements SipGateway {
    private static final System.Logger LOG = System.getLogger(JainSipGateway.class.getName());
    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private final RandomGenerator random; // guarded by itself
    private final PublishEncoder encoder;
    private final Locator locator;
    private final LongAdder dropped = new LongAdder();
    private final ServerHealth health = new ServerHealth();
    private final StreamLoop loop = new StreamLoop();
    private final Transports transports;
    private final Delivery.Gateway deliveries = new Deliveries();
    private volatile boolean closed;

    /**
     * What a gateway is lent.
     *
     * @param scheduler runs the transactions' timers
     * @param ticker the time the timers go by
     * @param clock tells when certificates end
     * @param tls for TLS transports that name no certificates; null for what the platform trusts
     * @param host a stack that serves where no section does; null for none
     * @param random makes branches and draws among servers; a good one, since a branch must be hard to guess
     * @param executor goes on with look-ups and with the slow part of TLS
     * @param resolver asks name servers
     * @param requests decides about requests that come to our ports
     * @param keepAlive how long a connection may be silent before a keep-alive is sent; zero for never
     * @param userAgent value of User-Agent; empty for none
     * @param opened called when a transport was opened at last that could not be opened before; must not block
     */
    public record Surroundings(
            TaskScheduler scheduler,
            Ticker ticker,
            Clock clock,
            @Nullable SSLContext tls,
            @Nullable HostStack host,
            RandomGenerator random,
            Executor executor,
            NameResolver resolver,
            RequestHandler requests,
            Supplier<Duration> keepAlive,
            Supplier<String> userAgent,
            Runnable opened) {}

    /**
     * A gateway without transports; {@link #useTransports} opens them.
     *
     * @param lent what it is lent
     */
    public JainSipGateway(Surroundings lent) {
        this.scheduler = lent.scheduler;
        this.ticker = lent.ticker;
        this.random = lent.random;
        this.encoder = new PublishEncoder(lent.userAgent);
        this.locator = new Locator(lent.resolver, lent.random);
        StreamPort.Surroundings streams =
                new StreamPort.Surroundings(loop, lent.executor, lent.scheduler, lent.ticker, lent.keepAlive);
        this.transports = new Transports(
                new OpenTransport.Surroundings(
                        streams,
                        new RefusalProbe(loop, lent.scheduler),
                        lent.clock,
                        lent.tls,
                        lent.host,
                        dropped,
                        lent.requests),
                lent.opened);
    }

    /**
     * A gateway that asks the system's name servers and offers nothing to those who ask.
     *
     * @param scheduler runs the transactions' timers
     * @param ticker the time the timers go by
     * @param random makes branches
     * @param executor goes on with look-ups
     * @param userAgent value of User-Agent; empty for none
     */
    JainSipGateway(
            TaskScheduler scheduler, Ticker ticker, RandomGenerator random, Executor executor, String userAgent) {
        this(new Surroundings(
                scheduler,
                ticker,
                Clock.systemUTC(),
                null,
                null,
                random,
                executor,
                DnsjavaResolver.ofSystem(executor),
                new AgentRequests(List::of),
                () -> Duration.ZERO,
                () -> userAgent,
                () -> {}));
    }

    /**
     * How many messages came that were no answer to a request under way: malformed, late, repeated after their time, or
     * forged.
     *
     * @return the count since the gateway was made
     */
    public long droppedDatagrams() {
        return dropped.sum();
    }

    /** How many connections there are. */
    int connections() {
        return transports.connections();
    }

    /** Where the open transports are bound, in the order of preference. */
    List<InetSocketAddress> addresses() {
        return transports.addresses();
    }

    @Override
    public List<String> useTransports(Collection<Transport> wanted) {
        return transports.use(wanted);
    }

    @Override
    public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
        Consumer<SipOutcome> report = result -> report(outcome, result);
        String name = request.transport();
        LocationTarget target;
        try {
            Protocol named = name == null ? null : transports.protocolOf(name);
            if (name != null && named == null) {
                throw new NextHop.UnsupportedException("no transport '" + name + "' is open");
            }
            target = NextHop.of(request, named, transports.spoken());
        } catch (NextHop.UnsupportedException unsupported) {
            report.accept(new Unreachable(String.valueOf(unsupported.getMessage())));
            return;
        }
        locator.locate(target, step -> located(request, target, step, report));
    }

    private void located(PublishRequest request, LocationTarget target, Step step, Consumer<SipOutcome> report) {
        if (closed) {
            return;
        }
        if (step instanceof Step.Located located) {
            new Delivery(deliveries, request, target.host(), report).begin(located.hops());
        } else if (step instanceof Step.Nowhere nowhere) {
            report.accept(new Unreachable(nowhere.reason()));
        }
    }

    private void report(Consumer<SipOutcome> outcome, SipOutcome result) {
        if (closed) {
            return;
        }
        try {
            outcome.accept(result);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "The receiver of a request's outcome failed", broken);
        }
    }

    @Override
    public void close() {
        closed = true;
        transports.close();
        loop.close();
    }

    /** What deliveries use. */
    private final class Deliveries implements Delivery.Gateway {
        @Override
        public @Nullable OpenTransport transportFor(Protocol protocol, InetAddress address, @Nullable String name) {
            return transports.find(protocol, address, name);
        }

        @Override
        public String noTransport(Protocol protocol, InetAddress address, @Nullable String name) {
            return transports.reason(protocol, address, name);
        }

        @Override
        public PendingRequest encode(
                PublishRequest request, OpenTransport transport, Peer peer, Consumer<SipOutcome> outcome)
                throws IOException {
            String sentBy = transport.sentBy(peer.address());
            String branch = newBranch();
            byte[] message = encoder.encode(request, transport.protocol(), sentBy, branch);
            PendingRequest.Identity identity = PendingRequest.Identity.of(request, branch, sentBy);
            boolean reliable = transport.protocol().isReliable();
            return new PendingRequest(transport, identity, peer, reliable, message, outcome, scheduler, ticker);
        }

        /** Unique by 128 random bits; the cookie of RFC 3261 §8.1.1.7 first. */
        private String newBranch() {
            synchronized (random) {
                return "z9hG4bK" + Long.toHexString(random.nextLong()) + "x" + Long.toHexString(random.nextLong());
            }
        }

        @Override
        public ServerHealth health() {
            return health;
        }

        @Override
        public long now() {
            return ticker.nanos();
        }
    }
}
