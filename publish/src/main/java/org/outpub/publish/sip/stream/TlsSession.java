package org.outpub.publish.sip.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The TLS layer of one connection: records from the peer become plain bytes, plain bytes become records. Its slow work,
 * such as checking certificates, runs elsewhere, and meanwhile it stands still. Confined to the loop's thread.
 */
final class TlsSession {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private final SSLEngine engine;
    private final Executor slowWork;
    private final Consumer<Runnable> loop;
    private final Events events;
    private final PeerCheck check;
    private ByteBuffer incoming = NOTHING; // ready to be read
    private boolean working;
    private boolean established;

    /** What the session asks of its connection. */
    interface Events {
        /** Plain bytes came; to be consumed during the call. */
        void decrypted(ByteBuffer plain) throws StreamFramer.FramingException;

        /** Records to write. */
        void encrypted(ByteBuffer records);

        /** The peer is who he should be, and may be spoken to. */
        void established();

        /** The peer has ended the session. */
        void ended();

        /** Slow work is done: {@link #advance} may go on. */
        void workDone();
    }

    /** Decides whether a peer may be spoken to, once the handshake has ended. */
    interface PeerCheck {
        /**
         * Checks the peer of an engine.
         *
         * @throws SSLException if it may not be spoken to
         */
        void check(SSLEngine engine) throws SSLException;
    }

    TlsSession(SSLEngine engine, PeerCheck check, Executor slowWork, Consumer<Runnable> loop, Events events)
            throws SSLException {
        this.engine = engine;
        this.check = check;
        this.slowWork = slowWork;
        this.loop = loop;
        this.events = events;
        engine.beginHandshake();
    }

    /** Takes records from the peer. */
    void received(ByteBuffer records) throws SSLException, StreamFramer.FramingException {
        ByteBuffer joined = ByteBuffer.allocate(incoming.remaining() + records.remaining());
        incoming = joined.put(incoming).put(records).flip();
        advance();
    }

    /** Goes on until it needs more records, or its slow work to be done. */
    void advance() throws SSLException, StreamFramer.FramingException {
        while (!working) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                startWork();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                if (wrap(NOTHING) == Status.CLOSED) {
                    return;
                }
            } else {
                if (!established && status == HandshakeStatus.NOT_HANDSHAKING) {
                    check.check(engine);
                    established = true;
                    events.established();
                }
                if (!incoming.hasRemaining() || !unwrap()) {
                    return;
                }
            }
        }
    }

    private void startWork() {
        working = true;
        try {
            slowWork.execute(() -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
                loop.accept(() -> {
                    working = false;
                    events.workDone();
                });
            });
        } catch (RejectedExecutionException shuttingDown) {
            working = false;
            events.ended();
        }
    }

    private boolean unwrap() throws SSLException, StreamFramer.FramingException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(incoming, plain);
        plain.flip();
        if (plain.hasRemaining()) {
            events.decrypted(plain);
        }
        if (result.getStatus() == Status.CLOSED) {
            events.ended();
            return false;
        }
        return result.getStatus() == Status.OK;
    }

    /** Encrypts. Called once it is established. */
    void send(ByteBuffer plain) throws SSLException {
        while (plain.hasRemaining()) {
            if (wrap(plain) != Status.OK) {
                throw new SSLException("the session is closed");
            }
        }
    }

    private Status wrap(ByteBuffer plain) throws SSLException {
        ByteBuffer records = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(plain, records);
        if (records.position() > 0) {
            events.encrypted(ByteBuffer.wrap(Arrays.copyOf(records.array(), records.position())));
        }
        return result.getStatus();
    }

    /** Says good-bye, or why the handshake failed, as far as that can be written. */
    void close() {
        engine.closeOutbound();
        try {
            while (!working && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                if (wrap(NOTHING) == Status.CLOSED && engine.isOutboundDone()) {
                    return;
                }
            }
        } catch (SSLException broken) {
            // the peer will notice anyway
        }
    }

    boolean isEstablished() {
        return established;
    }
}
