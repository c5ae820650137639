package org.outpub.publish.sip;

import java.net.InetSocketAddress;

/** A port that answers requests. */
public interface SipServer extends AutoCloseable {
    /**
     * Where it listens.
     *
     * @return the bound address, with the real port
     */
    InetSocketAddress address();

    /** Stops listening and answering. */
    @Override
    void close();

    /** Decides the answers. Called by one thread at a time and must not block. */
    @FunctionalInterface
    interface RequestHandler {
        /**
         * Answers a request. Retransmissions of a request are answered again without another call.
         *
         * @param request what came
         * @return the final answer
         */
        ServerResponse answer(ServerRequest request);
    }
}
