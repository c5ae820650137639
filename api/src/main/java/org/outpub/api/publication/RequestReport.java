package org.outpub.api.publication;

import java.time.Duration;
import java.util.Optional;

/**
 * How one PUBLISH request ended. Immutable.
 *
 * @param id the configuration object's id
 * @param user the user of a {@code multi_user} publication; empty otherwise
 * @param event the event package
 * @param operation what it asked for
 * @param again whether it was sent because an earlier one had failed
 * @param result how it ended
 * @param answer the answer or failure in words, such as {@code 200 OK} or {@code no answer within 32 s}
 * @param server which server answered, such as {@code udp:192.0.2.1:5060}; empty if none did
 * @param took from when it was handed to the transport until it ended; what it waited for others to the same server
 *     included
 */
public record RequestReport(
        String id,
        Optional<String> user,
        String event,
        Operation operation,
        boolean again,
        Result result,
        String answer,
        Optional<String> server,
        Duration took) {
    /** How a request ended. */
    public enum Result {
        /** A 2xx: the server has it. */
        CONFIRMED,
        /** A 401 or 407 that credentials answer; the request follows again with them. */
        CHALLENGED,
        /** The request goes on at another place, which a server named. */
        REDIRECTED,
        /** Any other answer. */
        REFUSED,
        /** No answer came in time. */
        TIMED_OUT,
        /** It could not be sent. */
        UNREACHABLE
    }
}
