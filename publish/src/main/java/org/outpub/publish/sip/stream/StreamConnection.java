package org.outpub.publish.sip.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.tls.TlsFailure;

/**
 * One connection and the requests that wait on it. Confined to the loop's thread, but for {@link #answer}.
 */
public final class StreamConnection implements StreamLoop.Ready, StreamFramer.Sink, TlsSession.Events {
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);
    /** How many bytes may wait to be written to a server, and to a client. */
    private static final int LONGEST_BACKLOG = 4 << 20;

    private static final int LONGEST_CLIENT_BACKLOG = 256 << 10;

    private static final int READS_IN_A_ROW = 16;
    private static final int BUFFERS_IN_A_WRITE = 64;
    private final StreamPort port;
    private final StreamLoop loop;
    private final SocketChannel channel;
    private final @Nullable Peer peer;
    private final StreamFramer framer = new StreamFramer();
    private final Deque<ByteBuffer> plain = new ArrayDeque<>(); // until it can be encrypted or written
    private final Deque<ByteBuffer> records = new ArrayDeque<>();
    /** Whether each was sent over another connection before. */
    private final Map<Outgoing, Boolean> waiting = new LinkedHashMap<>();

    private final long openedAt;
    private @Nullable SelectionKey key;
    private @Nullable TlsSession tls;
    private long backlog;
    private boolean usable;
    private boolean proven;
    private boolean retired;
    private boolean ended;
    private long lastSentAt;
    private long lastUsedAt;
    private long silentSince;

    StreamConnection(StreamPort port, StreamLoop loop, SocketChannel channel, @Nullable Peer peer, long now) {
        this.port = port;
        this.loop = loop;
        this.channel = channel;
        this.peer = peer;
        this.openedAt = now;
        this.lastSentAt = now;
        this.lastUsedAt = now;
        this.silentSince = now;
    }

    /** Begins, with or without TLS. */
    void begin(int interest, @Nullable SSLEngine engine) throws IOException {
        key = loop.register(channel, interest, this);
        if (engine != null) {
            tls = new TlsSession(engine, port::checkPeer, port.slowWork(), loop::execute, this);
        }
        if (interest == SelectionKey.OP_READ) {
            connected();
        }
    }

    private void connected() throws IOException {
        if (tls == null) {
            established();
            return;
        }
        advance();
    }

    @Override
    public void established() {
        usable = true;
        silentSince = port.now();
        loop.flushLater(this);
    }

    /** Sends a request and lets it wait for its end here. */
    void send(Outgoing request, boolean again) {
        if (ended) {
            port.failed(request, "the connection to " + describePeer() + " is closed");
            return;
        }
        if (waiting.isEmpty()) {
            silentSince = port.now();
        }
        waiting.put(request, again);
        if (!write(request.bytes())) {
            waiting.remove(request);
            port.failed(request, "too much waits to be sent to " + peer);
        }
    }

    /**
     * Sends an answer to where its request came from. May be called by any thread.
     *
     * @param message a whole message; not changed later
     */
    public void answer(byte[] message) {
        loop.execute(() -> {
            if (!write(message)) {
                end("the client does not read what it asks for");
            }
        });
    }

    /**
     * Who is at the far end.
     *
     * @return its address; of this host's own wildcard once the connection is closed
     */
    public InetSocketAddress remote() {
        try {
            SocketAddress remote = channel.getRemoteAddress();
            return remote instanceof InetSocketAddress known ? known : new InetSocketAddress(0);
        } catch (IOException closed) {
            return new InetSocketAddress(0);
        }
    }

    private boolean write(byte[] message) {
        if (backlog + message.length > (peer == null ? LONGEST_CLIENT_BACKLOG : LONGEST_BACKLOG)) {
            return false;
        }
        plain.add(ByteBuffer.wrap(message));
        backlog += message.length;
        lastSentAt = port.now();
        lastUsedAt = lastSentAt;
        loop.flushLater(this);
        return true;
    }

    void forget(Outgoing request) {
        waiting.remove(request);
        lastUsedAt = port.now();
    }

    @Override
    public void ready(SelectionKey event) {
        try {
            if (event.isConnectable()) {
                channel.finishConnect();
                event.interestOps(SelectionKey.OP_READ);
                connected();
            }
            if (event.isValid() && event.isReadable()) {
                read();
            }
            if (event.isValid() && event.isWritable()) {
                flush();
            }
        } catch (IOException failed) {
            end(failed);
        }
    }

    private void read() throws IOException {
        for (int i = 0; i < READS_IN_A_ROW && !ended; i++) {
            ByteBuffer bytes = loop.scratch();
            int count = channel.read(bytes);
            if (count < 0) {
                end("the connection was closed by " + describePeer());
                return;
            }
            if (count == 0) {
                return;
            }
            silentSince = port.now();
            received(bytes.flip());
        }
    }

    private void received(ByteBuffer bytes) throws IOException {
        try {
            if (tls == null) {
                framer.feed(bytes, this);
            } else {
                tls.received(bytes);
            }
        } catch (StreamFramer.FramingException malformed) {
            end(describePeer() + " sent what is no SIP: " + malformed.getMessage());
        }
    }

    @Override
    public void decrypted(ByteBuffer bytes) throws StreamFramer.FramingException {
        framer.feed(bytes, this);
    }

    @Override
    public void message(byte[] message) {
        proven = true;
        lastUsedAt = port.now();
        if (!ended) {
            port.received(message, this);
        }
    }

    @Override
    public void ping() {
        if (!ended && !write(PONG)) {
            end("the client does not read what it asks for");
        }
    }

    @Override
    public void encrypted(ByteBuffer bytes) {
        records.add(bytes);
        loop.flushLater(this);
    }

    @Override
    public void ended() {
        end("the connection was closed by " + describePeer());
    }

    @Override
    public void workDone() {
        try {
            advance();
        } catch (IOException failed) {
            end(failed);
        }
    }

    private void advance() throws IOException {
        TlsSession session = tls;
        if (session == null || ended) {
            return;
        }
        try {
            session.advance();
        } catch (StreamFramer.FramingException malformed) {
            end(describePeer() + " sent what is no SIP: " + malformed.getMessage());
        }
    }

    /** Writes as much as the system takes, and the rest when it takes more. */
    void flush() {
        if (ended || key == null || !channel.isConnected()) {
            return;
        }
        try {
            if (tls != null && usable) {
                for (ByteBuffer next = plain.poll(); next != null; next = plain.poll()) {
                    tls.send(next);
                }
            }
            Deque<ByteBuffer> ready = tls == null ? plain : records;
            boolean all = writeAll(ready);
            if (all && usable) {
                backlog = 0;
            }
            key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (IOException failed) {
            end(failed);
        }
    }

    private boolean writeAll(Deque<ByteBuffer> ready) throws IOException {
        while (!ready.isEmpty()) {
            ByteBuffer[] batch = ready.stream().limit(BUFFERS_IN_A_WRITE).toArray(ByteBuffer[]::new);
            channel.write(batch);
            while (!ready.isEmpty() && !ready.peek().hasRemaining()) {
                ready.remove();
            }
            if (batch[batch.length - 1].hasRemaining()) {
                return false;
            }
        }
        return true;
    }

    private void end(IOException failed) {
        String what = tls != null && !tls.isEstablished() && channel.isConnected() || failed instanceof SSLException
                ? "TLS with " + describePeer() + " failed: " + TlsFailure.reason(failed)
                : "the connection to " + describePeer() + " failed: " + failed.getMessage();
        end(what);
    }

    /** Closes it; what waits on it goes on over another one, or fails. */
    void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        closeQuietly();
        port.ended(this, reason);
    }

    private void closeQuietly() {
        try {
            if (tls != null && channel.isConnected()) {
                tls.close();
                writeAll(records);
            }
        } catch (IOException broken) {
            // it is to be closed anyway
        }
        try {
            channel.close();
        } catch (IOException broken) {
            // it is closed for us
        }
    }

    /** Sends a keep-alive (RFC 5626 §3.5.1) if nothing was sent for some time. */
    void pingAfter(long silentNanos) {
        if (usable && port.now() - lastSentAt >= silentNanos) {
            long used = lastUsedAt;
            write(PING);
            lastUsedAt = used;
        }
    }

    /** Takes no more requests, and closes once none waits. */
    void retire() {
        retired = true;
        if (waiting.isEmpty()) {
            end("it is out of use");
        }
    }

    private String describePeer() {
        return peer == null ? "a client" : peer.toString();
    }

    @Nullable
    Peer peer() {
        return peer;
    }

    Map<Outgoing, Boolean> waiting() {
        return waiting;
    }

    boolean isUsable() {
        return usable;
    }

    boolean isRetired() {
        return retired;
    }

    boolean isIdle() {
        return waiting.isEmpty() && plain.isEmpty();
    }

    /** Whether it worked once and now leaves a request unanswered for so long. */
    boolean isSuspect(long silentNanos) {
        return proven && !waiting.isEmpty() && port.now() - silentSince >= silentNanos;
    }

    long openedAt() {
        return openedAt;
    }

    long lastUsedAt() {
        return lastUsedAt;
    }
}
