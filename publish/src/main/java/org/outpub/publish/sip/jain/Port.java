package org.outpub.publish.sip.jain;

import java.io.IOException;
import java.net.InetSocketAddress;

/** What a transport has open: a datagram socket, or a listener and its connections. Safe for use by many threads. */
interface Port extends AutoCloseable {
    /** Where it is bound; the port is the real one, and 0 if nobody can send to it. */
    InetSocketAddress address();

    /** How many connections it has. */
    default int connections() {
        return 0;
    }

    /**
     * Sends a request's bytes. What fails later is told to the request.
     *
     * @throws IOException if the system refuses it, or the port is closed
     */
    void send(PendingRequest request) throws IOException;

    /** Does no more for a request, which has ended. */
    void forget(PendingRequest request);

    /** Closes the port and ends its threads. */
    @Override
    void close();
}
