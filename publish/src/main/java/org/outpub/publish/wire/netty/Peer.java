package org.outpub.publish.wire.netty;

import java.net.InetSocketAddress;

/**
 * The far end of a connection. A connection inside TLS is authenticated for one domain and is used for no other.
 *
 * @param address where it is
 * @param domain what was to be reached before any look-up (RFC 5922 §7.3); empty without TLS
 */
record Peer(InetSocketAddress address, String domain) {
    /** Prints the address and the domain. */
    @Override
    public String toString() {
        String where = IoFailure.text(address);
        return domain.isEmpty() ? where : where + " (" + domain + ")";
    }
}
