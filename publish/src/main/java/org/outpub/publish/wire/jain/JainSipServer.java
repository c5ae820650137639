package org.outpub.publish.wire.jain;

import gov.nist.javax.sip.header.Via;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outpub.api.time.Ticker;
import org.outpub.publish.wire.RequestHandler;

/**
 * A UDP port that answers requests, non-INVITE ones at least: no provisional answers and no retransmission of answers
 * but to a repeated request (RFC 3261 §17.2.2). Answers go back to where the request came from (RFC 3581 §4), whether
 * or not it asked for that. Has a thread of its own.
 */
public final class JainSipServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(JainSipServer.class.getName());
    /** Timer J: how long a request may be repeated. */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(32).toNanos();

    private static final int MOST_REMEMBERED = 20_000;
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int LONGEST_CLOSE_MILLIS = 500;
    private final RequestAnswers answers; // confined to the thread
    private final Ticker ticker;
    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Map<Key, Sent> answered = new LinkedHashMap<>(); // oldest first; confined to the thread
    private final Thread thread;

    private record Key(String branch, String sentBy, String method) {}

    private record Sent(byte[] answer, long at) {
        @Override
        public String toString() {
            return answer.length + " bytes";
        }
    }

    private JainSipServer(DatagramChannel channel, RequestHandler handler, Ticker ticker) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.answers = new RequestAnswers(handler);
        this.ticker = ticker;
        this.thread = new Thread(this::receive, "outpub-sip-" + address.getPort());
        this.thread.setDaemon(true);
    }

    /**
     * Opens a port.
     *
     * @param bind the address; port 0 for a free one
     * @param handler decides the answers; a retransmission is answered again without another call
     * @return the open port
     * @throws IOException with the system's reason if it cannot be bound
     */
    public static JainSipServer listen(InetSocketAddress bind, RequestHandler handler) throws IOException {
        return listen(bind, handler, Ticker.system());
    }

    /** As {@link #listen(InetSocketAddress, RequestHandler)}, by another clock. */
    static JainSipServer listen(InetSocketAddress bind, RequestHandler handler, Ticker ticker) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(bind);
            JainSipServer server = new JainSipServer(channel, handler, ticker);
            server.thread.start();
            return server;
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
    }

    /**
     * Where it listens.
     *
     * @return the bound address, with the real port
     */
    public InetSocketAddress address() {
        return address;
    }

    /** Stops listening and answering. */
    @Override
    public void close() {
        try {
            channel.close();
            if (Thread.currentThread() != thread) {
                thread.join(LONGEST_CLOSE_MILLIS);
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "A port could not be closed", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        while (channel.isOpen()) {
            try {
                InetSocketAddress source = (InetSocketAddress) channel.receive(buffer.clear());
                received(Arrays.copyOf(buffer.array(), buffer.position()), source);
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

    private void received(byte[] datagram, InetSocketAddress source) throws IOException {
        RequestAnswers.Received received = answers.read(datagram);
        if (received == null || received.isAck()) {
            return;
        }
        Via via = received.request().getTopmostVia();
        Key key = new Key(
                String.valueOf(via.getBranch()),
                via.getSentBy().toString().toLowerCase(Locale.ROOT),
                received.request().getMethod());
        forgetOld();
        Sent known = answered.get(key);
        if (known == null) {
            known = new Sent(answers.answer(received, source), ticker.nanos());
            answered.put(key, known);
        }
        channel.send(ByteBuffer.wrap(known.answer), source);
    }

    private void forgetOld() {
        long now = ticker.nanos();
        var oldest = answered.values().iterator();
        while (oldest.hasNext()) {
            boolean expired = now - oldest.next().at >= REMEMBERED_NANOS;
            if (!expired && answered.size() < MOST_REMEMBERED) {
                return;
            }
            oldest.remove();
        }
    }
}
