package org.outpub.publish.sip.stream;

/** A request on its way. Its methods are called on the loop's thread and must not block. */
public interface Outgoing {
    /**
     * What goes out.
     *
     * @return a whole message, the same bytes each time
     */
    byte[] bytes();

    /**
     * Where it goes.
     *
     * @return the same peer each time
     */
    Peer peer();

    /**
     * It could not be sent, or the connection that it waited on is gone, and another one too.
     *
     * @param reason in words
     */
    void failed(String reason);
}
