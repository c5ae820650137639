package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipGateway;
import org.outpub.publish.sip.SipOutcome;
import org.outpub.publish.sip.SipOutcome.Unreachable;

/**
 * The way to the wire over UDP. Servers are numeric hosts, or names with address records; a URI that asks for another
 * transport ends as unreachable. Safe for use by many threads. An outcome may be reported on the caller's thread, the
 * scheduler's, the look-up's or the port's own.
 */
public final class JainSipGateway implements SipGateway {
    private static final System.Logger LOG = System.getLogger(JainSipGateway.class.getName());
    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private final RandomGenerator random; // guarded by itself
    private final Executor lookups;
    private final PublishEncoder encoder;
    private final LongAdder dropped = new LongAdder();
    private volatile List<OpenTransport> open = List.of(); // written with the lock of this held
    private volatile boolean closed;

    /**
     * A gateway without transports; {@link #useTransports} opens them.
     *
     * @param scheduler runs the transactions' timers
     * @param ticker the time the timers go by
     * @param random makes branches; a good one, since a branch must be hard to guess
     * @param lookups runs address look-ups, which block; what it rejects ends as unreachable
     * @param userAgent value of User-Agent; empty for none
     */
    public JainSipGateway(
            TaskScheduler scheduler, Ticker ticker, RandomGenerator random, Executor lookups, String userAgent) {
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.random = random;
        this.lookups = lookups;
        this.encoder = new PublishEncoder(userAgent);
    }

    /**
     * How many datagrams came that were no answer to a request under way: malformed, late, repeated after their time,
     * or forged.
     *
     * @return the count since the gateway was made
     */
    public long droppedDatagrams() {
        return dropped.sum();
    }

    /** Where the open transports are bound, in the order of preference. */
    List<InetSocketAddress> addresses() {
        return open.stream().map(OpenTransport::address).toList();
    }

    @Override
    public synchronized List<String> useTransports(Collection<Transport> transports) {
        if (closed) {
            return List.of("the gateway is closed");
        }
        List<@Nullable Transport> wanted = new ArrayList<>(transports);
        if (wanted.isEmpty()) {
            wanted.add(null);
        }
        List<OpenTransport> before = open;
        List<OpenTransport> kept =
                before.stream().filter(one -> wanted.contains(one.transport())).toList();
        open = kept;
        // First these, since a new one may want the port of an old one.
        before.stream().filter(one -> !kept.contains(one)).forEach(OpenTransport::close);
        return openMissing(wanted, kept);
    }

    private List<String> openMissing(List<@Nullable Transport> wanted, List<OpenTransport> kept) {
        List<String> problems = new ArrayList<>();
        List<OpenTransport> now = new ArrayList<>();
        for (Transport transport : wanted) {
            OpenTransport one = find(kept, transport);
            try {
                now.add(one == null ? OpenTransport.open(transport, dropped) : one);
            } catch (IOException failed) {
                problems.add(describe(transport) + ": " + failed.getMessage());
            }
        }
        open = List.copyOf(now);
        return problems;
    }

    private static @Nullable OpenTransport find(List<OpenTransport> among, @Nullable Transport transport) {
        return among.stream()
                .filter(one -> Objects.equals(one.transport(), transport))
                .findFirst()
                .orElse(null);
    }

    private static String describe(@Nullable Transport transport) {
        return transport == null
                ? "cannot open a UDP port"
                : "transport '" + transport.id() + "' cannot be bound to "
                        + InetAddresses.toUriString(InetAddresses.forString(transport.address())) + ":"
                        + transport.port();
    }

    @Override
    public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
        Consumer<SipOutcome> report = result -> report(outcome, result);
        try {
            NextHop hop = NextHop.of(request);
            if (InetAddresses.isInetAddress(hop.host())) {
                sendTo(List.of(InetAddresses.forString(hop.host())), hop.port(), request, report);
            } else {
                lookups.execute(() -> lookUpAndSend(hop, request, report));
            }
        } catch (NextHop.UnsupportedException unsupported) {
            report.accept(new Unreachable(String.valueOf(unsupported.getMessage())));
        } catch (RejectedExecutionException rejected) {
            report.accept(new Unreachable("too many address look-ups are under way"));
        }
    }

    private void lookUpAndSend(NextHop hop, PublishRequest request, Consumer<SipOutcome> report) {
        List<InetAddress> found;
        try {
            found = List.of(InetAddress.getAllByName(hop.host()));
        } catch (UnknownHostException unknown) {
            report.accept(new Unreachable("no address for host '" + hop.host() + "'"));
            return;
        }
        sendTo(found, hop.port(), request, report);
    }

    private void sendTo(List<InetAddress> addresses, int port, PublishRequest request, Consumer<SipOutcome> report) {
        if (closed) {
            return;
        }
        for (OpenTransport transport : open) {
            if (request.transport() == null || isNamed(transport, request.transport())) {
                for (InetAddress address : addresses) {
                    if (transport.reaches(address)) {
                        sendThrough(transport, new InetSocketAddress(address, port), request, report);
                        return;
                    }
                }
            }
        }
        report.accept(new Unreachable(noTransport(addresses, request.transport())));
    }

    private static boolean isNamed(OpenTransport transport, String id) {
        return transport.transport() != null && transport.transport().id().equals(id);
    }

    private String noTransport(List<InetAddress> addresses, @Nullable String id) {
        if (id != null && open.stream().noneMatch(one -> isNamed(one, id))) {
            return "no transport '" + id + "' is open";
        }
        return open.isEmpty()
                ? "no transport is open"
                : "no transport reaches " + addresses.get(0).getHostAddress();
    }

    private void sendThrough(
            OpenTransport transport, InetSocketAddress target, PublishRequest request, Consumer<SipOutcome> report) {
        PendingRequest pending;
        try {
            String sentBy = transport.sentBy(target);
            String branch = newBranch();
            byte[] message = encoder.encode(request, sentBy, branch);
            PendingRequest.Identity identity = PendingRequest.Identity.of(request, branch, sentBy);
            pending = new PendingRequest(transport, identity, target, message, report, scheduler, ticker);
        } catch (IOException failed) {
            report.accept(new Unreachable("no route to " + target + ": " + failed.getMessage()));
            return;
        } catch (IllegalArgumentException malformed) {
            report.accept(new Unreachable(String.valueOf(malformed.getMessage())));
            return;
        }
        transport.follow(pending);
    }

    /** Unique by 128 random bits; the cookie of RFC 3261 §8.1.1.7 first. */
    private String newBranch() {
        synchronized (random) {
            return "z9hG4bK" + Long.toHexString(random.nextLong()) + "x" + Long.toHexString(random.nextLong());
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
    public synchronized void close() {
        closed = true;
        open.forEach(OpenTransport::abandon);
        open = List.of();
    }
}
