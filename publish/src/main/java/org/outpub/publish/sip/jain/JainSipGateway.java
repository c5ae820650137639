package org.outpub.publish.sip.jain;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sip.SipException;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;
import org.outpub.publish.config.SipUri;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.SipGateway;
import org.outpub.publish.sip.SipOutcome;

/**
 * The way to the wire by jain-sip over UDP. A name is looked up (A and AAAA records) on the lent executor, once for each
 * request; a numeric host costs nothing. Safe for use by many threads.
 */
public final class JainSipGateway implements SipGateway {
    private static final Logger LOG = System.getLogger(JainSipGateway.class.getName());
    private static final int SIP_PORT = 5060;
    private static final int BIND_TRIES = 5;
    private static final String UNNAMED = "";
    private final TaskScheduler scheduler;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Executor executor;
    private final String userAgent;
    /** Guarded by this. In the order of preference; a few unnamed ones stand in where none is configured. */
    private final Map<String, UdpTransport> open = new LinkedHashMap<>();

    private boolean configured;
    private boolean closed;

    /**
     * A gateway without transports.
     *
     * @param scheduler wakes transactions
     * @param ticker monotonic time
     * @param random for branches; unpredictable
     * @param executor looks names up
     * @param userAgent value of the User-Agent header
     */
    public JainSipGateway(
            TaskScheduler scheduler, Ticker ticker, RandomGenerator random, Executor executor, String userAgent) {
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.random = random;
        this.executor = executor;
        this.userAgent = userAgent;
    }

    @Override
    public void send(PublishRequest request, Consumer<SipOutcome> outcome) {
        executor.execute(() -> {
            try {
                InetSocketAddress target = locate(nextHop(request));
                UdpTransport transport = choose(request.transport(), target.getAddress());
                transport.send(request, target, newBranch(), userAgent, ticker, scheduler, outcome);
            } catch (UnknownHostException unknown) {
                outcome.accept(new SipOutcome.Unreachable("the host '" + unknown.getMessage() + "' is not known"));
            } catch (SipException | RuntimeException failed) {
                outcome.accept(new SipOutcome.Unreachable(String.valueOf(failed.getMessage())));
            }
        });
    }

    /** RFC 3261 §8.1.2: the topmost route, which is a loose one here, or else the Request-URI. */
    private static SipUri nextHop(PublishRequest request) {
        boolean loose = !request.routes().isEmpty()
                && request.routes().get(0).parameter("lr").isPresent();
        return loose ? request.routes().get(0) : request.requestUri();
    }

    private static InetSocketAddress locate(SipUri hop) throws UnknownHostException, SipException {
        String protocol = hop.parameter("transport").orElse("udp");
        if (hop.secure() || !protocol.equalsIgnoreCase("udp")) {
            throw new SipException(
                    hop + " asks for " + (hop.secure() ? "TLS" : protocol.toUpperCase(java.util.Locale.ROOT))
                            + "; this version speaks UDP only");
        }
        String host = hop.parameter("maddr").orElse(hop.host());
        return new InetSocketAddress(InetAddress.getByName(host), hop.port() == 0 ? SIP_PORT : hop.port());
    }

    private String newBranch() {
        return "z9hG4bK" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    private synchronized UdpTransport choose(@org.jspecify.annotations.Nullable String name, InetAddress target)
            throws SipException {
        if (closed) {
            throw new SipException("the agent is stopping");
        }
        if (name != null) {
            UdpTransport named = open.get(name);
            if (named == null) {
                throw new SipException("transport '" + name + "' is not open");
            }
            return named;
        }
        for (UdpTransport transport : open.values()) {
            if (transport.reaches(target)) {
                return transport;
            }
        }
        if (configured) {
            throw new SipException("no open UDP transport reaches " + target.getHostAddress());
        }
        return openUnnamed(target instanceof Inet6Address ? "::" : "0.0.0.0");
    }

    /** The library takes no port 0, so a free one is found first; somebody may take it meanwhile. */
    private UdpTransport openUnnamed(String wildcard) throws SipException {
        SipException last = new SipException("no free UDP port");
        for (int i = 0; i < BIND_TRIES; i++) {
            try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getByName(wildcard))) {
                int port = probe.getLocalPort();
                probe.close();
                UdpTransport transport = new UdpTransport(new Transport(UNNAMED, "udp", wildcard, port));
                open.put(UNNAMED + wildcard, transport);
                return transport;
            } catch (SipException taken) {
                last = taken;
            } catch (IOException unavailable) {
                throw new SipException(String.valueOf(unavailable.getMessage()), unavailable);
            }
        }
        throw last;
    }

    @Override
    public synchronized List<String> useTransports(Collection<Transport> transports) {
        configured = !transports.isEmpty();
        Map<String, UdpTransport> before = new LinkedHashMap<>(open);
        open.clear();
        List<Transport> missing = new ArrayList<>();
        List<UdpTransport> superfluous = new ArrayList<>(before.values());
        for (Transport wanted : transports) {
            UdpTransport there = before.get(wanted.id());
            if (there != null && there.config().equals(wanted)) {
                superfluous.remove(there);
            } else {
                missing.add(wanted);
            }
        }
        // What goes is closed first: what comes may want its port.
        superfluous.forEach(UdpTransport::close);
        List<String> problems = new ArrayList<>();
        for (Transport wanted : transports) {
            UdpTransport there = before.get(wanted.id());
            if (there != null && !missing.contains(wanted)) {
                open.put(wanted.id(), there);
            } else {
                open(wanted, problems);
            }
        }
        return problems;
    }

    private void open(Transport wanted, List<String> problems) {
        try {
            open.put(wanted.id(), new UdpTransport(wanted));
            LOG.log(Level.INFO, "transport ''{0}'' is open on {1}", wanted.id(), address(wanted));
        } catch (SipException failed) {
            problems.add(
                    "transport '" + wanted.id() + "': cannot bind UDP " + address(wanted) + ": " + failed.getMessage()
                            + "; is another program using the address? It is tried again at the next reload");
        }
    }

    private static String address(Transport transport) {
        boolean sixth = transport.address().indexOf(':') >= 0;
        return (sixth ? "[" + transport.address() + "]" : transport.address()) + ":" + transport.port();
    }

    @Override
    public void close() {
        List<UdpTransport> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(UdpTransport::close);
    }
}
