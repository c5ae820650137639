package org.outpub.publish.wire;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The other side of the wire: a bare socket. */
public final class RawPeer implements AutoCloseable {
    private final DatagramSocket socket;
    private SocketAddress lastSource;

    public RawPeer(String address) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.setSoTimeout(5000);
        socket.setReceiveBufferSize(1 << 20);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The next datagram that is no keep-alive, and remembers where it came from. */
    public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        do {
            packet.setLength(65535);
            socket.receive(packet);
        } while (packet.getLength() <= 4);
        lastSource = packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    public String receiveText() throws IOException {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    /** Whether nothing comes for a fraction of a second. */
    public boolean hearsNothing() throws IOException {
        socket.setSoTimeout(150);
        try {
            receive();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            socket.setSoTimeout(5000);
        }
    }

    public InetSocketAddress lastSource() {
        return (InetSocketAddress) lastSource;
    }

    public void reply(byte[] bytes) throws IOException {
        send(bytes, lastSource);
    }

    public void reply(String text) throws IOException {
        reply(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes, SocketAddress target) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, target));
    }

    /** A request's row, without its name; exactly one is expected. */
    public static String row(String message, String name) {
        List<String> rows =
                message.lines().filter(line -> line.startsWith(name + ": ")).toList();
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows of " + name + " in\n" + message);
        }
        return rows.get(0).substring(name.length() + 2);
    }

    /** An answer to a request with further rows. */
    public static String answer(String request, String status, String... rows) {
        return "SIP/2.0 " + status + "\r\nVia: " + row(request, "Via") + "\r\nFrom: " + row(request, "From")
                + "\r\nTo: "
                + row(request, "To") + ";tag=esc\r\nCall-ID: " + row(request, "Call-ID") + "\r\nCSeq: "
                + row(request, "CSeq") + "\r\n"
                + Arrays.stream(rows).map(row -> row + "\r\n").reduce("", String::concat) + "Content-Length: 0\r\n\r\n";
    }

    @Override
    public void close() {
        socket.close();
    }
}
