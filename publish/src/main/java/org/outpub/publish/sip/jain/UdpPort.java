package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/**
 * An open UDP port. One thread reads and hands on; what it cannot keep up with waits in the system's buffer, which is
 * bounded. Safe for use by many threads.
 */
final class UdpPort implements Port {
    private static final System.Logger LOG = System.getLogger(UdpPort.class.getName());
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int SYSTEM_BUFFER = 4 << 20;
    private static final int LONGEST_CLOSE_MILLIS = 500;
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final MessageReceiver receiver;
    private final WireParser parser; // confined to the thread
    private final Thread thread;

    private UdpPort(DatagramChannel channel, MessageReceiver receiver) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.receiver = receiver;
        this.parser = new WireParser(receiver::refused);
        this.thread = new Thread(this::receive, "outpub-sip-" + address.getPort());
        this.thread.setDaemon(true);
    }

    /**
     * Opens a port.
     *
     * @param bind the address; port 0 for a free one
     * @param tos the type-of-service octet of what is sent
     * @param receiver takes what comes in
     * @return the open port
     * @throws IOException with the system's reason if it cannot be bound
     */
    static UdpPort open(InetSocketAddress bind, int tos, MessageReceiver receiver) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            prefer(channel, StandardSocketOptions.SO_RCVBUF, SYSTEM_BUFFER);
            prefer(channel, StandardSocketOptions.SO_SNDBUF, SYSTEM_BUFFER);
            if (tos != 0) {
                prefer(channel, StandardSocketOptions.IP_TOS, tos);
            }
            channel.bind(bind);
            UdpPort port = new UdpPort(channel, receiver);
            port.thread.start();
            return port;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    private static <T> void prefer(DatagramChannel channel, SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
        } catch (IOException | UnsupportedOperationException unsupported) {
            LOG.log(System.Logger.Level.DEBUG, () -> "The system does not take " + option.name() + "=" + value);
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        while (channel.isOpen()) {
            try {
                InetSocketAddress source = (InetSocketAddress) channel.receive(buffer.clear());
                byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
                received(datagram, source);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                // An ICMP error of a former datagram ends up here on some systems.
                LOG.log(System.Logger.Level.DEBUG, () -> address + " cannot receive: " + failed.getMessage());
            } catch (RuntimeException | StackOverflowError | AssertionError broken) {
                // An Error that ends the thread would leave the port deaf for good.
                LOG.log(System.Logger.Level.ERROR, "A SIP message could not be handled", broken);
            }
        }
    }

    private void received(byte[] datagram, InetSocketAddress source) {
        SIPMessage message = parser.parseDatagram(datagram);
        if (message instanceof SIPResponse response) {
            receiver.answered(response, (MessageHead) response.getApplicationData());
        } else if (message instanceof SIPRequest request) {
            receiver.requested(request, (MessageHead) request.getApplicationData(), source);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void send(PendingRequest request) throws IOException {
        send(request.bytes(), request.target());
    }

    /**
     * Sends a datagram.
     *
     * @param message a whole SIP message; not changed later
     * @param target where to
     * @throws IOException if the system refuses it, or the port is closed
     */
    void send(byte[] message, InetSocketAddress target) throws IOException {
        try {
            channel.send(ByteBuffer.wrap(message), target);
        } catch (ClosedChannelException closed) {
            throw new IOException(
                    InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort() + " is closed", closed);
        } catch (IllegalArgumentException | UnsupportedOperationException otherFamily) {
            throw new IOException(String.valueOf(otherFamily.getMessage()), otherFamily);
        }
    }

    @Override
    public void forget(PendingRequest request) {}

    /** Closes the port and ends its thread, so that the address is free for another one. */
    @Override
    public void close() {
        try {
            channel.close();
            // The system lets go of the address only once nobody reads from it any more.
            if (Thread.currentThread() != thread) {
                thread.join(LONGEST_CLOSE_MILLIS);
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "A port could not be closed", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
