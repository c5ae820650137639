package org.outpub.it.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Connections to a server that can be cut, or held as on a network that swallows everything. */
final class HeldConnections implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Semaphore passing = new Semaphore(1);

    /** To a port of loopback. */
    HeldConnections(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "held-connections");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            start(() -> carry(server, client));
            carry(client, server);
        } catch (IOException away) {
            end(client);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passing.acquireUninterruptibly();
                passing.release();
                out.write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // as meant, or the other side has ended
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends all at once. */
    void cut() {
        Set.copyOf(open).forEach(this::end);
    }

    /** Lets nothing through until {@link #goOn}. */
    void hold() {
        passing.acquireUninterruptibly();
    }

    /** Lets everything through that came meanwhile. */
    void goOn() {
        passing.release();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
