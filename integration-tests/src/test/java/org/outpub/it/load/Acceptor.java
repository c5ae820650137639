package org.outpub.it.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The server that the load harness publishes to, as a process of its own: UDP, TCP and TLS on one event loop. Says its
 * ports in its first line of output; then each line of input is a command, answered by a line ({@link Compositor#command}).
 * It ends with its input.
 */
final class Acceptor implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int DATAGRAMS_AT_ONCE = 64;
    private static final int RECEIVE_BUFFER = 4 << 20;
    private final Compositor compositor = new Compositor();
    private final EventLoopGroup loop = Loops.one("acceptor");

    /** Where it listens, on loopback. */
    record Ports(int udp, int tcp, int tls) {
        static Ports parse(String line) {
            String[] numbers = line.split(" ");
            return new Ports(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
        }

        String line() {
            return udp + " " + tcp + " " + tls;
        }
    }

    /**
     * Runs it.
     *
     * @param arguments a folder with {@code cert.pem} and {@code key.pem}
     */
    public static void main(String[] arguments) throws Exception {
        try (Acceptor acceptor = new Acceptor();
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(acceptor.open(Path.of(arguments[0])).line());
            String command;
            while ((command = commands.readLine()) != null) {
                System.out.println(acceptor.command(command));
            }
        }
    }

    private Ports open(Path certificates) throws Exception {
        SslContext tls = SslContextBuilder.forServer(
                        certificates.resolve("cert.pem").toFile(),
                        certificates.resolve("key.pem").toFile())
                .build();
        return new Ports(port(datagrams()), port(streams(null)), port(streams(tls)));
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private Channel datagrams() throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Loops.datagramChannel())
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(LARGEST_DATAGRAM * DATAGRAMS_AT_ONCE))
                .handler(new DatagramAnswers(compositor));
        Loops.readInBatches(bootstrap, LARGEST_DATAGRAM);
        return bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    private Channel streams(SslContext tls) throws InterruptedException {
        return new ServerBootstrap()
                .group(loop)
                .channel(Loops.serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(onEach(tls))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private ChannelHandler onEach(SslContext tls) {
        return new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new StreamAnswers(compositor));
            }
        };
    }

    private String command(String line) throws Exception {
        return loop.submit(() -> compositor.command(line, System.nanoTime())).get();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
