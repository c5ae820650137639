package org.outpub.publish.wire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.jain.RequestAnswers;

/**
 * What comes in: answers go to the requests under way, requests are answered at once. Nothing that a message provokes
 * leaves it as a throwable. Confined to the loop.
 */
final class Incoming {
    private static final System.Logger LOG = System.getLogger(Incoming.class.getName());
    private static final int LONGEST_KEEP_ALIVE = 4;
    private final Branches branches;
    private final RequestAnswers answers;

    Incoming(Branches branches, RequestAnswers answers) {
        this.branches = branches;
        this.answers = answers;
    }

    Branches branches() {
        return branches;
    }

    /**
     * Takes a message.
     *
     * @param message whole
     * @param source where it came from
     * @param transport such as {@code UDP}
     * @param channel what it came by
     * @return what to send back there; null for nothing
     */
    byte @Nullable [] take(ByteBuf message, InetSocketAddress source, String transport, Channel channel) {
        try {
            if (branches.tap().isOpen()
                    && !isKeepAlive(message)
                    && channel.localAddress() instanceof InetSocketAddress local) {
                branches.tap().pass(false, transport, local, source, message);
            }
            if (Branches.isResponse(message)) {
                branches.received(message);
                return null;
            }
            return isKeepAlive(message) || !branches.isRequest(message) ? null : answered(message, source);
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError broken) {
            LOG.log(System.Logger.Level.ERROR, "A SIP message could not be handled", broken);
            return null;
        }
    }

    private byte @Nullable [] answered(ByteBuf message, InetSocketAddress source) {
        byte[] answer = answers.answer(ByteBufUtil.getBytes(message), source);
        if (answer == null) {
            branches.dropRequest();
            return null;
        }
        return answer.length == 0 ? null : answer;
    }

    /** RFC 5626 §3.5.1, and what some devices send to keep an address translator open. */
    private static boolean isKeepAlive(ByteBuf message) {
        if (message.readableBytes() > LONGEST_KEEP_ALIVE) {
            return false;
        }
        return message.forEachByte(octet -> octet == '\r' || octet == '\n' || octet == 0) < 0;
    }
}
