package org.outpub.publish.sip.stream;

/** Takes what comes in at a {@link StreamPort}. Called on the loop's thread, and must not block. */
@FunctionalInterface
public interface StreamReceiver {
    /**
     * A message came.
     *
     * @param message whole; the receiver's own
     * @param from where answers to it go
     */
    void received(byte[] message, StreamConnection from);
}
