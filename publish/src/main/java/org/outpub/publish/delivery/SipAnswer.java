package org.outpub.publish.delivery;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.digest.Challenge;
import org.outpub.publish.delivery.digest.Confirmation;

/**
 * A final response, as far as the agent reads it. Immutable. Numbers that are absent or malformed are empty.
 *
 * @param status 200 to 699
 * @param reason the reason phrase
 * @param entityTag SIP-ETag, byte for byte; null if absent
 * @param expiresSeconds Expires, 0 to 2^32-1
 * @param minExpiresSeconds Min-Expires
 * @param retryAfterSeconds Retry-After, without its comment and parameters
 * @param challenges WWW-Authenticate and Proxy-Authenticate in the order of the message
 * @param allowEvents Allow-Events, for a 489; empty if absent
 * @param contacts where a 3xx sends us, in the order of the message; empty if there are none that can be used
 * @param confirmations Authentication-Info and Proxy-Authentication-Info in the order of the message
 */
public record SipAnswer(
        int status,
        String reason,
        @Nullable String entityTag,
        OptionalLong expiresSeconds,
        OptionalLong minExpiresSeconds,
        OptionalLong retryAfterSeconds,
        List<Challenge> challenges,
        List<String> allowEvents,
        List<Contact> contacts,
        List<Confirmation> confirmations) {
    /** Copies the lists. */
    public SipAnswer {
        challenges = List.copyOf(challenges);
        allowEvents = List.copyOf(allowEvents);
        contacts = List.copyOf(contacts);
        confirmations = List.copyOf(confirmations);
    }

    /**
     * What stands for the answer of a server that asked to be left alone and is not asked again yet.
     *
     * @param seconds for how long, still
     * @return a 503
     */
    static SipAnswer busy(long seconds) {
        return new SipAnswer(
                503,
                "Service Unavailable",
                null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(seconds),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /**
     * Whether it is a 2xx.
     *
     * @return true if so
     */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Prints the status line's end, such as {@code 412 Conditional Request Failed}. */
    @Override
    public String toString() {
        return status + " " + reason;
    }
}
