package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.KeepAlive;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.stream.SocketOptions;
import org.outpub.publish.sip.stream.StreamConnection;
import org.outpub.publish.sip.stream.StreamPort;
import org.outpub.publish.wire.tls.TlsContext;

/** A port that speaks TCP or TLS: reads what comes over its connections. Safe for use by many threads. */
final class StreamWire implements Port {
    private final StreamPort port;
    private final MessageReceiver receiver;
    private final WireParser parser; // confined to the loop's thread

    /**
     * Opens a port.
     *
     * @param surroundings what it is lent
     * @param bind the address; port 0 for one of the system's choice
     * @param transport its section; null for an unnamed one, to which nobody can connect
     * @param tls null for plain TCP
     * @param receiver takes what comes in
     * @throws IOException with the system's reason if it cannot be bound
     */
    StreamWire(
            StreamPort.Surroundings surroundings,
            InetSocketAddress bind,
            @Nullable Transport transport,
            @Nullable TlsContext tls,
            MessageReceiver receiver)
            throws IOException {
        this.receiver = receiver;
        this.parser = new WireParser(receiver::refused);
        SocketOptions options = transport == null
                ? new SocketOptions(0, KeepAlive.OFF)
                : new SocketOptions(transport.tos(), transport.keepAlive());
        boolean listens = transport != null && (tls == null || tls.hasCertificate());
        this.port = StreamPort.open(surroundings, bind, listens, options, tls, this::received);
    }

    private void received(byte[] bytes, StreamConnection from) {
        SIPMessage message = parser.parse(bytes);
        if (message instanceof SIPResponse response) {
            receiver.answered(response, (MessageHead) response.getApplicationData());
        } else if (message instanceof SIPRequest request) {
            receiver.requested(request, (MessageHead) request.getApplicationData(), from);
        }
    }

    @Override
    public InetSocketAddress address() {
        return port.address();
    }

    @Override
    public int connections() {
        return port.connections();
    }

    @Override
    public void send(PendingRequest request) {
        port.send(request);
    }

    @Override
    public void forget(PendingRequest request) {
        port.forget(request);
    }

    void use(TlsContext renewed) {
        port.use(renewed);
    }

    @Override
    public void close() {
        port.close();
    }
}
