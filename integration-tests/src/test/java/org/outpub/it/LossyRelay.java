package org.outpub.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between an agent and a server, and loses some of the datagrams of both. */
final class LossyRelay implements AutoCloseable {
    private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final AtomicInteger lost = new AtomicInteger();
    private volatile SocketAddress agent;

    LossyRelay(int serverPort, double loss, long seed) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        relay(
                front,
                packet -> {
                    agent = packet.getSocketAddress();
                    packet.setSocketAddress(server);
                    back.send(packet);
                },
                loss,
                new Random(seed));
        relay(
                back,
                packet -> {
                    packet.setSocketAddress(agent);
                    front.send(packet);
                },
                loss,
                new Random(seed + 1));
    }

    private interface Way {
        void send(DatagramPacket packet) throws IOException;
    }

    private void relay(DatagramSocket from, Way way, double loss, Random random) {
        Thread thread = new Thread(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            while (!from.isClosed()) {
                try {
                    packet.setLength(65_535);
                    from.receive(packet);
                    if (random.nextDouble() < loss) {
                        lost.incrementAndGet();
                    } else {
                        way.send(packet);
                    }
                } catch (IOException closed) {
                    // the loop's condition tells
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return front.getLocalPort();
    }

    int lost() {
        return lost.get();
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
