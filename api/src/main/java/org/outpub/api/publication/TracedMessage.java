package org.outpub.api.publication;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A SIP message as it was on the wire, but for what proves that somebody knows a password. Immutable, unless somebody
 * changes the array.
 *
 * @param number rises from message to message
 * @param at when it was handed to the system or came from it, by the wall clock
 * @param sent whether it went out
 * @param transport such as {@code UDP}
 * @param local our address
 * @param remote the other one
 * @param callId of its Call-ID header; empty if it has none
 * @param bytes of the message
 */
public record TracedMessage(
        long number,
        Instant at,
        boolean sent,
        String transport,
        InetSocketAddress local,
        InetSocketAddress remote,
        String callId,
        byte[] bytes) {
    /** Prints where it went; not what is in it. */
    @Override
    public String toString() {
        return number + (sent ? " to " : " from ") + remote + ", " + bytes.length + " bytes";
    }
}
