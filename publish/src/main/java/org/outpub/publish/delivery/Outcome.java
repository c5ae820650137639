package org.outpub.publish.delivery;

import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.publish.delivery.location.Server;

/** How a delivery ended. */
public sealed interface Outcome {
    /**
     * A server gave a final answer.
     *
     * @param answer the first one
     * @param server who gave it; null if that is not known
     */
    record Answered(SipAnswer answer, @Nullable Server server) implements Outcome {
        @Override
        public String toString() {
            return answer.toString();
        }
    }

    /**
     * No final answer came in time (RFC 3261 §17.1.2.2). Whether a server acted on the request is unknown.
     *
     * @param reason in words
     */
    record TimedOut(String reason) implements Outcome {
        /** Cleans and shortens the reason, which may hold what others said. */
        public TimedOut {
            reason = Excerpt.line(reason);
        }

        @Override
        public String toString() {
            return reason;
        }
    }

    /**
     * The request could not be sent: no such transport, no such host, no route. As far as is known, no server got it.
     *
     * @param reason in words
     */
    record Unreachable(String reason) implements Outcome {
        /** Cleans and shortens the reason, which may hold what a certificate or a name server said. */
        public Unreachable {
            reason = Excerpt.line(reason);
        }

        @Override
        public String toString() {
            return reason;
        }
    }
}
