package org.outpub.it.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Answers what comes over one connection. Confined to its event loop. */
final class StreamAnswers extends ByteToMessageDecoder {
    private static final int LARGEST_MESSAGE = 65_536;
    private final Compositor compositor;
    private final byte[] received = new byte[LARGEST_MESSAGE];

    StreamAnswers(Compositor compositor) {
        this.compositor = compositor;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        long now = System.nanoTime();
        int available = Math.min(in.readableBytes(), received.length);
        in.getBytes(in.readerIndex(), received, 0, available);
        int start = afterKeepAlive(0, available);
        int end;
        while ((end = next(start, available)) > 0) {
            AnswerBuffer answer = compositor.answer(now);
            context.write(context.alloc().ioBuffer(answer.length()).writeBytes(answer.bytes, 0, answer.length()));
            start = afterKeepAlive(end, available);
        }
        in.skipBytes(start);
        context.flush();
        if (start == 0 && available == received.length) {
            compositor.malformed();
            context.close();
        }
    }

    /** Who breaks a handshake off has its reasons, and tries again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private int afterKeepAlive(int start, int available) {
        int i = start;
        while (i < available && (received[i] == '\r' || received[i] == '\n')) {
            i++;
        }
        return i;
    }

    private int next(int start, int available) {
        return start == available
                ? PublishHead.WHOLE_MESSAGE_MISSING
                : compositor.request.read(received, start, available);
    }
}
