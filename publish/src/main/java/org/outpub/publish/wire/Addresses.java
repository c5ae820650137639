package org.outpub.publish.wire;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.Server;

/** The socket addresses of servers, each made once. Confined to the loop. */
public final class Addresses {
    private static final int MOST_KEPT = 10_000;
    private final Map<Server, InetSocketAddress> known = new HashMap<>();
    private @Nullable Server last;
    private @Nullable InetSocketAddress lastAddress;

    /** Knows none yet. */
    public Addresses() {}

    /**
     * The address of a server.
     *
     * @param server whose
     * @return resolved
     * @throws IOException if what stands for its address is none, as a {@code maddr} parameter may have it
     */
    @SuppressWarnings("ReferenceEquality") // mostly it is the same object
    public InetSocketAddress of(Server server) throws IOException {
        InetSocketAddress recent = lastAddress;
        if (server == last && recent != null) {
            return recent;
        }
        InetSocketAddress address = known.get(server);
        if (address == null) {
            address = resolved(server);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(server, address);
        }
        last = server;
        lastAddress = address;
        return address;
    }

    private static InetSocketAddress resolved(Server server) throws IOException {
        try {
            return new InetSocketAddress(InetAddresses.forString(server.address()), server.port());
        } catch (IllegalArgumentException noAddress) {
            throw new IOException("'" + server.address() + "' is no address that can be sent to", noAddress);
        }
    }
}
