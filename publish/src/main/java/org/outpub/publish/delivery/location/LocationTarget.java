package org.outpub.publish.delivery.location;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;

/**
 * What is to be located (RFC 3263 §4). Immutable.
 *
 * @param host a name, or an IP literal without brackets
 * @param port 0 if not given
 * @param protocol if the URI or the configuration says; null if the name servers may
 * @param secure whether only TLS will do
 * @param spoken what the agent speaks, in its order of preference; not empty
 */
public record LocationTarget(
        String host, int port, @Nullable Protocol protocol, boolean secure, List<Protocol> spoken) {
    /** Copies the list. */
    public LocationTarget {
        spoken = List.copyOf(spoken);
    }

    /**
     * Whether no name server is needed.
     *
     * @return true for an IP literal
     */
    public boolean isNumeric() {
        return InetAddresses.isInetAddress(host);
    }

    /** What to speak where nothing and nobody says (§4.1). */
    Protocol usualProtocol() {
        if (protocol != null) {
            return protocol;
        }
        if (secure) {
            return Protocol.TLS;
        }
        return spoken.contains(Protocol.UDP) ? Protocol.UDP : spoken.get(0);
    }
}
