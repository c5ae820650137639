package org.outpub.publish.wire;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.ExternalAddress;

/**
 * The host and port of a transport's Via header: where answers are sent that find no other way (RFC 3261 §18.1.1).
 * Confined to the loop.
 */
public final class SentBy {
    /** Routes change; until one is asked for again, this long. */
    private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

    private static final int MOST_KEPT = 10_000;
    private final InetSocketAddress bound;
    private final ExternalAddress external;
    private final LongSupplier nanos;
    private final Map<InetAddress, Known> known = new HashMap<>();
    private @Nullable InetAddress last;
    private @Nullable Known lastKnown;

    private record Known(String text, long until) {}

    /**
     * For one transport.
     *
     * @param bound where it is bound
     * @param external how servers beyond an address translator reach it
     * @param nanos the time
     */
    public SentBy(InetSocketAddress bound, ExternalAddress external, LongSupplier nanos) {
        this.bound = bound;
        this.external = external;
        this.nanos = nanos;
    }

    /**
     * Finds it for one server.
     *
     * @param server where the request goes
     * @return such as {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}; without a port if nobody can connect
     * @throws IOException if there is no route to the server
     */
    public String of(InetSocketAddress server) throws IOException {
        InetAddress address = server.getAddress();
        Known found = address.equals(last) ? lastKnown : known.get(address);
        if (found == null || nanos.getAsLong() - found.until >= 0) {
            found = new Known(find(server), nanos.getAsLong() + KEPT_NANOS);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(address, found);
        }
        last = address;
        lastKnown = found;
        return found.text;
    }

    private String find(InetSocketAddress server) throws IOException {
        boolean translated = external.appliesTo(server.getAddress());
        String host = translated && !external.host().isEmpty() ? external.host() : localHost(server);
        int port = translated && external.port() != 0 ? external.port() : bound.getPort();
        return port == 0 ? host : host + ":" + port;
    }

    private String localHost(InetSocketAddress server) throws IOException {
        InetAddress local = bound.getAddress().isAnyLocalAddress() ? towards(server) : bound.getAddress();
        String host = InetAddresses.toUriString(local);
        int scope = host.indexOf('%');
        return scope < 0 ? host : host.substring(0, scope) + "]";
    }

    /** Asks the system for the route; nothing is sent. */
    static InetAddress towards(InetSocketAddress server) throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(server);
            return probe.getLocalAddress();
        } catch (java.io.UncheckedIOException noRoute) {
            throw new IOException(noRoute.getMessage(), noRoute);
        }
    }
}
