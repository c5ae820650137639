package org.outpub.it.asterisk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** A {@link ModelAsterisk} on a loopback socket. Every call on the model is made with the lock of this held. */
public final class ScriptedManager implements AutoCloseable {
    private final ModelAsterisk model;
    private final ServerSocketFactory sockets;
    private @Nullable ServerSocket listener;
    private final int port;
    private ModelAsterisk.@Nullable Session newest;

    public ScriptedManager(ModelAsterisk model) {
        this(model, ServerSocketFactory.getDefault());
    }

    public ScriptedManager(ModelAsterisk model, ServerSocketFactory sockets) {
        this.model = model;
        this.sockets = sockets;
        this.port = listen(0);
    }

    private int listen(int wanted) {
        try {
            ServerSocket opened = sockets.createServerSocket(wanted, 50, InetAddress.getLoopbackAddress());
            listener = opened;
            Thread acceptor = new Thread(() -> accept(opened), "scripted-manager");
            acceptor.setDaemon(true);
            acceptor.start();
            return opened.getLocalPort();
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    public int port() {
        return port;
    }

    /** Does something with the model. */
    public synchronized void with(Consumer<ModelAsterisk> deed) {
        deed.accept(model);
    }

    /** Asks the model something. */
    public synchronized <T> T ask(Function<ModelAsterisk, T> question) {
        return question.apply(model);
    }

    /** The connection that came last answers nothing any more, and stays open. */
    public synchronized void freeze() {
        newest.freeze();
    }

    /** Nobody can connect any more, until {@link #open}. */
    public void shut() throws IOException {
        listener.close();
        with(ModelAsterisk::kill);
    }

    public void open() {
        listen(port);
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                Socket socket = from.accept();
                Thread reader = new Thread(() -> serve(socket), "scripted-manager-client");
                reader.setDaemon(true);
                reader.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        ModelAsterisk.Session session = null;
        try (socket) {
            OutputStream out = socket.getOutputStream();
            synchronized (this) {
                session = model.connect(line(socket, out));
                newest = session;
            }
            byte[] buffer = new byte[4096];
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                synchronized (this) {
                    session.received(Arrays.copyOf(buffer, read));
                }
            }
        } catch (IOException gone) {
            // the client's or our own end
        } finally {
            if (session != null) {
                synchronized (this) {
                    session.closed();
                }
            }
        }
    }

    private static ModelAsterisk.Line line(Socket socket, OutputStream out) {
        return new ModelAsterisk.Line() {
            @Override
            public void write(byte[] bytes) {
                try {
                    out.write(bytes);
                } catch (IOException gone) {
                    close();
                }
            }

            @Override
            public void close() {
                try {
                    socket.close();
                } catch (IOException gone) {
                    // closed is closed
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
