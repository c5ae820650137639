package org.outpub.it.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** The bare loop over the JDK's sockets: a system call for each datagram, on the thread that calls. */
final class NioFloor implements Publishing {
    private static final int DEADLINE_MILLIS = 60_000;
    private final FloorRequests requests;
    private final int outstanding;
    private final DatagramChannel channel;
    private final Selector selector;
    private final byte[] scratch = new byte[FloorRequests.LARGEST];
    private final ByteBuffer out = ByteBuffer.allocateDirect(FloorRequests.LARGEST);
    private final ByteBuffer in = ByteBuffer.allocateDirect(FloorRequests.LARGEST);
    private int next;

    NioFloor(int publications, int outstanding, Acceptor.Ports server) throws IOException {
        this.requests = new FloorRequests(publications, server);
        this.outstanding = outstanding;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        channel = DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20)
                .bind(new InetSocketAddress(loopback, 0))
                .connect(new InetSocketAddress(loopback, server.udp()));
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public void publish(int count) throws IOException {
        int sent = 0;
        for (int answered = 0; answered < count; ) {
            while (sent < count && sent - answered < outstanding) {
                send();
                sent++;
            }
            if (selector.select(key -> {}, DEADLINE_MILLIS) == 0) {
                throw new IOException("no answer");
            }
            answered += receive();
        }
    }

    private void send() throws IOException {
        int length = requests.render(next, scratch);
        next = (next + 1) % requests.publications();
        channel.write(out.clear().put(scratch, 0, length).flip());
    }

    private int receive() throws IOException {
        int received = 0;
        int length;
        while ((length = channel.read(in.clear())) > 0) {
            in.flip().get(scratch, 0, length);
            requests.take(scratch, length);
            received++;
        }
        return received;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
