package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.location.Server;

/**
 * A PUBLISH on its way to one server: what one client transaction sends, the same bytes each time (RFC 3261 §17.1.2).
 * Made by {@link Branches#open}. Confined to the loop.
 */
public final class WireRequest {
    private final PublishTemplate template;
    private final PublishRequest request;
    private final Server server;
    private final String domain;
    private final String sentBy;
    private final Fate fate;
    private final Branch branch;
    private @Nullable Object carrier;
    private boolean ended;

    /** Hears what becomes of a request. Called on the loop; not after {@link Branches#close}. */
    public interface Fate {
        /** A 1xx came: the server works on it. */
        void provisional();

        /**
         * A final answer came.
         *
         * @param answer the first one, and those that repeat it
         */
        void answered(SipAnswer answer);

        /**
         * It could not be sent, or what it was sent by is gone.
         *
         * @param reason in words
         */
        void failed(String reason);
    }

    WireRequest(
            PublishTemplate template,
            PublishRequest request,
            Server server,
            String domain,
            String sentBy,
            Branch branch,
            Fate fate) {
        this.template = template;
        this.request = request;
        this.server = server;
        this.domain = domain;
        this.sentBy = sentBy;
        this.branch = branch;
        this.fate = fate;
    }

    /**
     * What is sent.
     *
     * @return the request
     */
    public PublishRequest request() {
        return request;
    }

    /**
     * Whom it is for.
     *
     * @return the server
     */
    public Server server() {
        return server;
    }

    /**
     * Whose certificate the server must have (RFC 5922).
     *
     * @return the domain that was located; empty if no certificate is asked for
     */
    public String domain() {
        return domain;
    }

    String sentBy() {
        return sentBy;
    }

    Branch branch() {
        return branch;
    }

    Fate fate() {
        return fate;
    }

    /**
     * How long it is.
     *
     * @return bytes
     */
    public int length() {
        return template.length(this);
    }

    /**
     * Writes it.
     *
     * @param out takes {@link #length} bytes
     */
    public void writeTo(ByteBuf out) {
        template.write(this, out);
    }

    /**
     * What the answer to it names.
     *
     * @return the branch of its Via header
     */
    public String branchText() {
        return branch.toString();
    }

    /**
     * It goes out by something. Called by transports.
     *
     * @param what theirs to say; null for nothing
     */
    public void carriedBy(@Nullable Object what) {
        carrier = what;
    }

    /**
     * What it goes out by.
     *
     * @return as it was given last
     */
    public @Nullable Object carrier() {
        return carrier;
    }

    /**
     * It could not be sent, or what it was sent by is gone. Called by transports; says nothing once it has ended.
     *
     * @param reason in words
     */
    public void fail(String reason) {
        if (!ended) {
            fate.failed(reason);
        }
    }

    /** Its end is known: {@link #fail} says nothing any more. */
    public void end() {
        ended = true;
    }

    /**
     * Whether its end is known.
     *
     * @return true after {@link #end}
     */
    public boolean hasEnded() {
        return ended;
    }
}
