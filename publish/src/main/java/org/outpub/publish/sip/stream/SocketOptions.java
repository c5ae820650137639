package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.outpub.publish.config.KeepAlive;

/**
 * How a transport's TCP sockets are set up. What the platform does not know is left alone. Immutable.
 *
 * @param tos the type-of-service octet
 * @param keepAlive probes of silent peers
 */
public record SocketOptions(int tos, KeepAlive keepAlive) {
    void applyTo(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (tos != 0) {
            set(channel, StandardSocketOptions.IP_TOS, tos);
        }
        if (keepAlive.enabled()) {
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.idleSeconds());
            set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.intervalSeconds());
            set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.probes());
        }
    }

    private static <T> void set(SocketChannel channel, SocketOption<T> option, T value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }
}
