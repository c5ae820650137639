package org.outpub.publish.sip;

/** How a request ended. */
public sealed interface SipOutcome {
    /**
     * The server gave a final answer.
     *
     * @param answer the first one
     */
    record Answered(SipAnswer answer) implements SipOutcome {}

    /**
     * No final answer came before Timer F (RFC 3261 §17.1.2.2). Whether the server acted on the request is unknown.
     *
     * @param reason in words
     */
    record TimedOut(String reason) implements SipOutcome {}

    /**
     * The request could not be sent: no such transport, no such host, no route. The server did not get it.
     *
     * @param reason in words
     */
    record Unreachable(String reason) implements SipOutcome {}
}
