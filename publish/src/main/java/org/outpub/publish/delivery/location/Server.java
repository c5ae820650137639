package org.outpub.publish.delivery.location;

import org.outpub.publish.config.Protocol;

/**
 * One server, as it is reached. Immutable.
 *
 * @param protocol what to speak
 * @param address an IP literal, IPv6 without brackets
 * @param port 1 to 65535
 */
public record Server(Protocol protocol, String address, int port) {
    /** Prints such as {@code udp:192.0.2.1:5060} or {@code tls:[2001:db8::1]:5061}. */
    @Override
    public String toString() {
        return protocol.word() + ":" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
