package org.outpub.publish.sip.jain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A server on loopback that speaks TCP or TLS and does what a test says. */
final class StreamPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Connection> connections = new ArrayList<>();

    private StreamPeer(ServerSocket listener) throws IOException {
        this.listener = listener;
        listener.setSoTimeout(10_000);
    }

    static StreamPeer tcp() throws IOException {
        return tcp(0);
    }

    static StreamPeer tcp(int port) throws IOException {
        return new StreamPeer(new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1")));
    }

    static StreamPeer tls(SSLContext context) throws IOException {
        return new StreamPeer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
    }

    ServerSocket listener() {
        return listener;
    }

    int port() {
        return listener.getLocalPort();
    }

    Connection accept() throws IOException {
        Connection connection = new Connection(listener.accept());
        connections.add(connection);
        return connection;
    }

    /** Whether nobody connects for a fraction of a second. */
    boolean hearsNothing() throws IOException {
        listener.setSoTimeout(150);
        try {
            accept();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            listener.setSoTimeout(10_000);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /** One connection. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
        }

        Socket socket() {
            return socket;
        }

        /** The next message. */
        String receive() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                head.write(next());
            }
            String text = head.toString(StandardCharsets.UTF_8);
            int length = Integer.parseInt(RawPeer.row(text, "Content-Length"));
            return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        int next() throws IOException {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed");
            }
            return octet;
        }

        /** Whether the other side closes. */
        boolean isClosedByPeer() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
