package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** The socket to which others connect. */
final class StreamListener {
    private static final System.Logger LOG = System.getLogger(StreamListener.class.getName());
    private final ServerSocketChannel channel;
    private final StreamLoop loop;

    /**
     * Binds, and accepts nobody yet.
     *
     * @throws IOException with the system's reason if it cannot be bound
     */
    StreamListener(StreamLoop loop, InetSocketAddress bind) throws IOException {
        this.loop = loop;
        this.channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(bind);
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /** Hands on who connects from now on, on the loop's thread. */
    void accept(Consumer<SocketChannel> clients) {
        loop.execute(() -> {
            try {
                loop.register(channel, SelectionKey.OP_ACCEPT, key -> next(clients));
            } catch (IOException failed) {
                LOG.log(System.Logger.Level.WARNING, "A port accepts no connections: {0}", failed.getMessage());
            }
        });
    }

    private void next(Consumer<SocketChannel> clients) {
        try {
            SocketChannel client = channel.accept();
            if (client != null) {
                clients.accept(client);
            }
        } catch (IOException refused) {
            LOG.log(System.Logger.Level.DEBUG, () -> "A connection was not accepted: " + refused.getMessage());
        }
    }

    /** The address is free on return. */
    void close() {
        loop.closeNow(channel);
    }
}
