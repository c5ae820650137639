package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Transport;

/**
 * A transport that is open, and the requests that went out through it. Safe for use by many threads; the table of
 * requests makes an answer of an unknown branch cost one look-up.
 */
final class OpenTransport implements MessageReceiver, PendingRequest.Wire {
    private final @Nullable Transport transport;
    private final UdpPort port;
    private final LongAdder dropped;
    private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private OpenTransport(@Nullable Transport transport, LongAdder dropped) throws IOException {
        this.transport = transport;
        this.dropped = dropped;
        this.port = UdpPort.open(bind(transport), this);
    }

    /**
     * Opens a transport.
     *
     * @param transport null for an unnamed one on a free port of all addresses
     * @param dropped counts what came and was no answer to a request under way
     * @return the open transport
     * @throws IOException with the system's reason
     */
    static OpenTransport open(@Nullable Transport transport, LongAdder dropped) throws IOException {
        return new OpenTransport(transport, dropped);
    }

    private static InetSocketAddress bind(@Nullable Transport transport) {
        return transport == null
                ? new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 0)
                : new InetSocketAddress(InetAddresses.forString(transport.address()), transport.port());
    }

    /** The section it was opened for; null for the unnamed one. */
    @Nullable
    Transport transport() {
        return transport;
    }

    InetSocketAddress address() {
        return port.address();
    }

    /** Whether an address can be reached from here: a wildcard socket speaks both families. */
    boolean reaches(InetAddress target) {
        InetAddress local = port.address().getAddress();
        return local.isAnyLocalAddress() || local instanceof Inet4Address == target instanceof Inet4Address;
    }

    String sentBy(InetSocketAddress target) throws IOException {
        return port.sentBy(target);
    }

    /** Follows a request to its end. */
    void follow(PendingRequest request) {
        pending.put(request.identity().branch(), request);
        if (closed) {
            request.transportFailed(closedReason());
        } else {
            request.start();
        }
    }

    @Override
    public void answered(SIPResponse response, MessageHead head) {
        String branch = response.getTopmostVia().getBranch();
        PendingRequest request = branch == null ? null : pending.get(branch);
        if (request == null || !request.answered(response, head)) {
            dropped.increment();
        }
    }

    @Override
    public void refused() {
        dropped.increment();
    }

    @Override
    public void send(byte[] message, InetSocketAddress target) throws IOException {
        port.send(message, target);
    }

    @Override
    public void ended(PendingRequest request) {
        pending.remove(request.identity().branch());
    }

    /** Closes it; its requests end as unreachable. */
    void close() {
        endEach(request -> request.transportFailed(closedReason()));
    }

    /** Closes it; its requests end without a word. */
    void abandon() {
        endEach(PendingRequest::abandon);
    }

    private void endEach(Consumer<PendingRequest> end) {
        closed = true;
        port.close();
        pending.values().forEach(end);
    }

    private String closedReason() {
        return transport == null ? "the transport was closed" : "transport '" + transport.id() + "' was closed";
    }
}
