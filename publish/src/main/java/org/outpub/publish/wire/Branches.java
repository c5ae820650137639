package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.WireRequest.Fate;

/**
 * The requests under way, by branch, and the reader of the answers to them. An answer's branch is matched first: what is
 * not ours costs a look at its head. Confined to the loop.
 */
public final class Branches {
    private final RandomGenerator random;

    /**
     * Nothing is under way yet.
     *
     * @param random makes branches; must be unpredictable
     */
    public Branches(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Begins a transaction.
     *
     * @param template of the publication
     * @param request what to send; of the template's head
     * @param server whom to send it to
     * @param domain whose certificate the server must have; empty for none
     * @param sentBy host and port of the Via header
     * @param fate hears what becomes of it
     * @return to be sent
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    public WireRequest open(
            PublishTemplate template, PublishRequest request, Server server, String domain, String sentBy, Fate fate) {
        return new WireRequest(template, request, server, domain, sentBy, Branch.of(0, random), fate);
    }

    /**
     * Ends a transaction: answers to it are dropped from now on.
     *
     * @param request as it was opened; once
     */
    public void close(WireRequest request) {}

    /**
     * A response came.
     *
     * @param message whole, and not read yet; only used during the call
     */
    public void received(ByteBuf message) {}

    /**
     * How many messages came that were no answer to a request under way: malformed, late, repeated, or forged. Safe for
     * use by many threads.
     *
     * @return the count so far
     */
    public long dropped() {
        return 0;
    }
}
