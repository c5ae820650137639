package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where messages can be seen as they are on the wire. Costs a look at a field while nobody listens. Confined to the loop. */
public final class Tap {
    private @Nullable Ear ear;

    /** Hears every message. Called on the loop; must not throw. */
    public interface Ear {
        /**
         * A message was handed to the system or came from it.
         *
         * @param sent whether it goes out
         * @param transport such as {@code UDP}
         * @param local our address
         * @param remote the other one
         * @param message as it is; the listener's own
         */
        void heard(boolean sent, String transport, InetSocketAddress local, InetSocketAddress remote, byte[] message);
    }

    /**
     * Listens, or stops.
     *
     * @param listener hears everything from now on; null for nobody
     */
    public void open(@Nullable Ear listener) {
        ear = listener;
    }

    /**
     * Whether anybody listens.
     *
     * @return false nearly always
     */
    public boolean isOpen() {
        return ear != null;
    }

    /**
     * A message passes.
     *
     * @param sent whether it goes out
     * @param transport such as {@code UDP}
     * @param local our address; its host may be a wildcard
     * @param remote the other one
     * @param message not changed
     */
    public void pass(
            boolean sent, String transport, InetSocketAddress local, InetSocketAddress remote, ByteBuf message) {
        Ear listening = ear;
        if (listening != null) {
            listening.heard(sent, transport, towards(local, remote), remote, ByteBufUtil.getBytes(message));
        }
    }

    private static InetSocketAddress towards(InetSocketAddress local, InetSocketAddress remote) {
        try {
            return local.getAddress() != null && local.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress(SentBy.towards(remote), local.getPort())
                    : local;
        } catch (IOException noRoute) {
            return local;
        }
    }
}
