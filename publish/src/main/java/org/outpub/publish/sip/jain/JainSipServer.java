package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outpub.api.time.Ticker;
import org.outpub.publish.sip.SipServer;

/**
 * A UDP port that answers requests, non-INVITE ones at least: no provisional answers and no retransmission of answers
 * but to a repeated request (RFC 3261 §17.2.2). Answers go back to where the request came from (RFC 3581 §4), whether
 * or not it asked for that.
 */
public final class JainSipServer implements SipServer {
    private static final System.Logger LOG = System.getLogger(JainSipServer.class.getName());
    /** Timer J: how long a request may be repeated. */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(32).toNanos();

    private static final int MOST_REMEMBERED = 20_000;
    private final RequestHandler handler;
    private final Ticker ticker;
    private final UdpPort port;
    private final Map<Key, Sent> answered = new LinkedHashMap<>(); // oldest first; confined to the port's thread

    private record Key(String branch, String sentBy, String method) {}

    private record Sent(byte[] answer, long at) {
        @Override
        public String toString() {
            return answer.length + " bytes";
        }
    }

    private JainSipServer(InetSocketAddress bind, RequestHandler handler, Ticker ticker) throws IOException {
        this.handler = handler;
        this.ticker = ticker;
        this.port = UdpPort.open(bind, 0, new Requests());
    }

    /**
     * Opens a port.
     *
     * @param bind the address; port 0 for a free one
     * @param handler decides the answers
     * @return the open port
     * @throws IOException with the system's reason if it cannot be bound
     */
    public static SipServer listen(InetSocketAddress bind, RequestHandler handler) throws IOException {
        return listen(bind, handler, Ticker.system());
    }

    /** As {@link #listen(InetSocketAddress, RequestHandler)}, by another clock. */
    static SipServer listen(InetSocketAddress bind, RequestHandler handler, Ticker ticker) throws IOException {
        return new JainSipServer(bind, handler, ticker);
    }

    @Override
    public InetSocketAddress address() {
        return port.address();
    }

    @Override
    public void close() {
        port.close();
    }

    private void requested(SIPRequest request, MessageHead head, InetSocketAddress source) {
        if (request.getMethod().equals("ACK")) {
            return;
        }
        Via via = request.getTopmostVia();
        Key key = new Key(
                String.valueOf(via.getBranch()),
                via.getSentBy().toString().toLowerCase(Locale.ROOT),
                request.getMethod());
        forgetOld();
        Sent known = answered.get(key);
        if (known == null) {
            known = new Sent(AnswerWriter.answer(handler, request, head, source), ticker.nanos());
            answered.put(key, known);
        }
        send(known.answer, source);
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

    private void send(byte[] answer, InetSocketAddress source) {
        try {
            port.send(answer, source);
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.DEBUG, () -> "Cannot answer " + source + ": " + failed.getMessage());
        }
    }

    /** Keeps the port's door out of the public type. */
    private final class Requests implements MessageReceiver {
        @Override
        public void requested(SIPRequest request, MessageHead head, InetSocketAddress source) {
            JainSipServer.this.requested(request, head, source);
        }
    }
}
