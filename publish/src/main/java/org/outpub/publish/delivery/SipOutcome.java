package org.outpub.publish.delivery;

import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.Server;

/** How a request ended. */
public sealed interface SipOutcome {
    /**
     * The server gave a final answer.
     *
     * @param answer the first one
     * @param server who gave it; null if that is not known
     */
    record Answered(SipAnswer answer, @Nullable Server server) implements SipOutcome {
        /**
         * An answer of a server that is not known.
         *
         * @param answer the first one
         */
        public Answered(SipAnswer answer) {
            this(answer, null);
        }
    }

    /**
     * No final answer came before Timer F (RFC 3261 §17.1.2.2). Whether the server acted on the request is unknown.
     *
     * @param reason in words
     */
    record TimedOut(String reason) implements SipOutcome {}

    /**
     * The request could not be sent: no such transport, no such host, no route. As far as is
     * known, the server did not get it.
     *
     * @param reason in words
     */
    record Unreachable(String reason) implements SipOutcome {}
}
