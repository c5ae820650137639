package org.outpub.publish.config;

import java.net.InetAddress;
import java.util.List;

/**
 * How servers beyond an address translator reach a transport: what stands in the Via header of requests to them.
 * Immutable.
 *
 * @param host {@code external_signaling_address} or {@code external_signaling_hostname}: a name or an IP literal, IPv6
 *     in brackets; empty for the local address
 * @param port {@code external_signaling_port}; 0 for the local port
 * @param localNet {@code local_net}: where servers see the local address; empty for nowhere
 */
public record ExternalAddress(String host, int port, List<Network> localNet) {
    /** No translation. */
    public static final ExternalAddress NONE = new ExternalAddress("", 0, List.of());

    /** Copies the list. */
    public ExternalAddress {
        localNet = List.copyOf(localNet);
    }

    /**
     * Whether requests to a server carry it.
     *
     * @param server where the request goes
     * @return false if there is none, or the server is in a local network
     */
    public boolean appliesTo(InetAddress server) {
        return (!host.isEmpty() || port != 0) && !Network.contain(localNet, server);
    }
}
