package org.outpub.it.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import org.outpub.api.publication.PublicationBody;

/** Sends initial publications on the thread that calls; nobody reads the answers. Confined to one thread. */
final class BareSocket implements AutoCloseable {
    private static final String HEAD = """
            PUBLISH sip:bare@127.0.0.1 SIP/2.0\r
            Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKbare%d\r
            From: <sip:bare@127.0.0.1>;tag=5f2c7f6f7b41\r
            To: <sip:bare@127.0.0.1>\r
            Call-ID: 8f1f3bd2a3c94e5e9a0f\r
            CSeq: 1 PUBLISH\r
            Event: presence\r
            Expires: 3600\r
            Content-Type: %s\r
            Content-Length: %d\r
            \r
            """;
    private final DatagramChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(FloorRequests.LARGEST);
    private long sent;

    BareSocket(Acceptor.Ports server) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        channel = DatagramChannel.open()
                .bind(new InetSocketAddress(loopback, 0))
                .connect(new InetSocketAddress(loopback, server.udp()));
    }

    void send(PublicationBody state) throws IOException {
        String head = HEAD.formatted(++sent, state.contentType(), state.size());
        out.clear().put(head.getBytes(StandardCharsets.US_ASCII)).put(state.buffer());
        channel.write(out.flip());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
