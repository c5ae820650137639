package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * A listening point of a {@link HostStack}. Its connections are the host's to open, count and close. Safe for use by many
 * threads.
 */
final class LentPort implements Port {
    private final HostStack host;
    private final ListeningPointImpl point;
    private final Executor blocking;
    private final Predicate<String> ours;
    private final MessageReceiver receiver;
    private volatile boolean closed;

    /**
     * A request that is sent as our encoder wrote it. It has the headers that the library looks at on the way out, and so
     * a host that traces messages sees no credentials.
     */
    private static final class Written extends SIPRequest {
        private static final long serialVersionUID = 1;
        private final transient byte[] bytes;

        Written(byte[] bytes, SIPRequest parsed) {
            this.bytes = bytes;
            setRequestLine(parsed.getRequestLine());
            setVia(parsed.getViaHeaders());
            setFrom(parsed.getFrom());
            setTo(parsed.getTo());
            setCallId(parsed.getCallId());
            setCSeq(parsed.getCSeq());
        }

        @Override
        public byte[] encodeAsBytes(String transport) {
            return bytes;
        }
    }

    /**
     * Uses a listening point.
     *
     * @param host whose it is
     * @param point the listening point
     * @param blocking opens the host's connections, which may block
     * @param ours whether a branch is of a request under way
     * @param receiver takes the answers to those
     */
    LentPort(
            HostStack host,
            ListeningPointImpl point,
            Executor blocking,
            Predicate<String> ours,
            MessageReceiver receiver) {
        this.host = host;
        this.point = point;
        this.blocking = blocking;
        this.ours = ours;
        this.receiver = receiver;
        host.attach(this);
    }

    boolean take(SIPResponse response) {
        String branch = response.getTopmostVia().getBranch();
        if (branch == null || !ours.test(branch)) {
            return false;
        }
        receiver.answered(response, MessageHead.parse(response.encodeAsBytes(point.getTransport())));
        return true;
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddresses.forString(point.getIPAddress()), point.getPort());
    }

    @Override
    public void send(PendingRequest request) throws IOException {
        if (closed) {
            throw new IOException("the host's stack is no longer used");
        }
        if (point.getTransport().equalsIgnoreCase("udp")) {
            write(request);
        } else {
            blocking.execute(() -> {
                try {
                    write(request);
                } catch (IOException failed) {
                    request.transportFailed("no connection to " + request.peer() + ": " + failed.getMessage());
                }
            });
        }
    }

    private void write(PendingRequest request) throws IOException {
        InetSocketAddress target = request.target();
        point.getMessageProcessor()
                .createMessageChannel(target.getAddress(), target.getPort())
                .sendMessage(written(request.bytes()), target.getAddress(), target.getPort());
    }

    private static Written written(byte[] bytes) throws IOException {
        if (new WireParser(() -> {}).parse(bytes) instanceof SIPRequest parsed) {
            return new Written(bytes, parsed);
        }
        throw new IOException("the SIP library cannot read the request");
    }

    @Override
    public void forget(PendingRequest request) {
        // what is written is written
    }

    @Override
    public void close() {
        closed = true;
        host.detach(this);
    }
}
