package org.outpub.it.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;

/** Answers datagrams, a batch with one system call. Confined to its event loop. */
final class DatagramAnswers extends SimpleChannelInboundHandler<DatagramPacket> {
    /** RFC 5626 3.5.1: no message. */
    private static final int KEEP_ALIVE = 4;

    private final Compositor compositor;
    private final byte[] received = new byte[65_536];

    DatagramAnswers(Compositor compositor) {
        this.compositor = compositor;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        long now = System.nanoTime();
        int length = datagram.content().readableBytes();
        datagram.content().readBytes(received, 0, length);
        if (length <= KEEP_ALIVE) {
            return;
        }
        if (compositor.request.read(received, 0, length) != length) {
            compositor.malformed();
            return;
        }
        AnswerBuffer answer = compositor.answer(now);
        ByteBuf bytes = context.alloc().ioBuffer(answer.length()).writeBytes(answer.bytes, 0, answer.length());
        context.write(new DatagramPacket(bytes, datagram.sender()), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }
}
