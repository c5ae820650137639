package org.outpub.publish.wire;

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
public final class StreamPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Connection> connections = new ArrayList<>();

    private StreamPeer(ServerSocket listener) throws IOException {
        this.listener = listener;
        listener.setSoTimeout(10_000);
    }

    public static StreamPeer tcp() throws IOException {
        return tcp(0);
    }

    public static StreamPeer tcp(int port) throws IOException {
        return new StreamPeer(new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1")));
    }

    public static StreamPeer tls(SSLContext context) throws IOException {
        return new StreamPeer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
    }

    public ServerSocket listener() {
        return listener;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Connection accept() throws IOException {
        Connection connection = new Connection(listener.accept());
        connections.add(connection);
        return connection;
    }

    /** Whether nobody connects for a fraction of a second. */
    public boolean hearsNothing() throws IOException {
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
    public static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        public Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
        }

        public Socket socket() {
            return socket;
        }

        /** The next message. */
        public String receive() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                head.write(next());
            }
            String text = head.toString(StandardCharsets.UTF_8);
            int length = Integer.parseInt(RawPeer.row(text, "Content-Length"));
            return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        public int next() throws IOException {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed");
            }
            return octet;
        }

        /** Whether the other side closes. */
        public boolean isClosedByPeer() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
