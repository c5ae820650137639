package org.outpub.publish.wire.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before TLS and sees when the far end wants to negotiate again (RFC 5246 §7.4.1.1), which TLS 1.3 abolished and
 * HTTP/2 forbids: it costs us more than them, and what was checked of a peer would not be checked of the next. The record
 * headers tell: they are never encrypted (RFC 5246 §6.2.1), and behind its ChangeCipherSpec a peer has one record more of
 * the handshake, its Finished, or in TLS 1.3 the hello that was asked for again. Looks at five bytes of each record.
 * Confined to the loop.
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
    private static final int HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private final Runnable refused;
    /** Bytes of the present record's header that were seen. */
    private int seen;

    private int length;
    private int bodyLeft;
    private boolean changed;
    private boolean finished;
    private boolean over;

    /**
     * For one connection.
     *
     * @param refused called once, when the far end begins again; nothing more is let through
     */
    RenegotiationGuard(Runnable refused) {
        this.refused = refused;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!over) {
            look((ByteBuf) message);
        }
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void look(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex() && !over) {
            if (bodyLeft > 0) {
                int part = Math.min(bodyLeft, bytes.writerIndex() - at);
                bodyLeft -= part;
                at += part;
            } else {
                header(bytes.getUnsignedByte(at++));
            }
        }
    }

    private void header(int octet) {
        if (seen == 0) {
            begins(octet);
            length = 0;
        } else if (seen >= HEADER - 2) {
            length = length << 8 | octet;
        }
        seen++;
        if (seen == HEADER) {
            seen = 0;
            bodyLeft = length;
        }
    }

    private void begins(int type) {
        if (type == CHANGE_CIPHER_SPEC) {
            changed = true;
        } else if (type == HANDSHAKE && changed) {
            over = finished;
            finished = true;
        }
        if (over) {
            refused.run();
        }
    }
}
