package org.outpub.publish.sip.jain;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.outpub.publish.config.ExternalAddress;

/**
 * The host and port of the Via header: where answers are sent that find no other way (RFC 3261 §18.1.1). Safe for use by
 * many threads.
 */
final class SentBy {
    /** Routes change; until one is asked for again, this long. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int MOST_KEPT = 10_000;
    private final Cache<InetAddress, InetAddress> routes = CacheBuilder.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(KEPT)
            .build();

    /**
     * Finds it for one server.
     *
     * @param bound where the transport is bound
     * @param external how servers beyond an address translator reach it
     * @param server where the request goes
     * @return such as {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}; without a port if nobody can connect
     * @throws IOException if there is no route to the server
     */
    String of(InetSocketAddress bound, ExternalAddress external, InetSocketAddress server) throws IOException {
        boolean translated = external.appliesTo(server.getAddress());
        String host = translated && !external.host().isEmpty() ? external.host() : localHost(bound, server);
        int port = translated && external.port() != 0 ? external.port() : bound.getPort();
        return port == 0 ? host : host + ":" + port;
    }

    private String localHost(InetSocketAddress bound, InetSocketAddress server) throws IOException {
        InetAddress local = bound.getAddress().isAnyLocalAddress() ? towards(server) : bound.getAddress();
        String host = InetAddresses.toUriString(local);
        int scope = host.indexOf('%');
        return scope < 0 ? host : host.substring(0, scope) + "]";
    }

    private InetAddress towards(InetSocketAddress server) throws IOException {
        InetAddress known = routes.getIfPresent(server.getAddress());
        if (known != null) {
            return known;
        }
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(server);
            InetAddress local = probe.getLocalAddress();
            routes.put(server.getAddress(), local);
            return local;
        }
    }
}
