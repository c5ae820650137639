package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import org.outpub.api.time.TaskScheduler;
import org.outpub.api.time.Ticker;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.PublishRequest;
import org.outpub.publish.sip.RequestText;
import org.outpub.publish.sip.SipOutcome;

/** An open transport and the requests under way on it. Safe for use by many threads. */
final class UdpTransport implements AutoCloseable {
    private final Transport config;
    private final InetAddress bound;
    private final UdpStack stack;
    private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();
    private final LongAdder strays = new LongAdder();
    private volatile boolean closed;

    UdpTransport(Transport config) throws SipException {
        this.config = config;
        this.bound = InetAddresses.forString(config.address());
        this.stack = UdpStack.open(config.address(), config.port(), new Listener());
    }

    Transport config() {
        return config;
    }

    /** Whether it can reach an address: the family must fit, and a wildcard fits both. */
    boolean reaches(InetAddress target) {
        return bound.isAnyLocalAddress() && bound instanceof Inet6Address
                || (bound instanceof Inet6Address) == (target instanceof Inet6Address);
    }

    void send(
            PublishRequest request,
            InetSocketAddress target,
            String branch,
            String userAgent,
            Ticker ticker,
            TaskScheduler scheduler,
            Consumer<SipOutcome> outcome) {
        String host = sentBy(target);
        String via = "SIP/2.0/UDP " + host + ":" + config.port() + ";rport;branch=" + branch;
        byte[] bytes = RequestText.encode(request, via, userAgent);
        OutgoingRequest outgoing = new OutgoingRequest(bytes, host, config.port(), branch, target);
        PendingRequest started = new PendingRequest(
                request,
                () -> stack.provider().sendRequest(outgoing),
                ticker,
                scheduler,
                () -> pending.remove(branch),
                outcome);
        pending.put(branch, started);
        started.start();
        if (closed) {
            started.fail("transport '" + config.id() + "' was closed");
        }
    }

    /** RFC 3261 §18.1.1: where the response must come to; for a wildcard, the address that leads to the target. */
    private String sentBy(InetSocketAddress target) {
        InetAddress address = bound;
        if (bound.isAnyLocalAddress()) {
            try (DatagramSocket probe = new DatagramSocket()) {
                probe.connect(target);
                address = probe.getLocalAddress();
            } catch (IOException | java.io.UncheckedIOException unreachable) {
                // sending to it will fail, and say why
            }
        }
        String host = InetAddresses.toAddrString(address);
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    /** How many responses came that nobody waits for. */
    long strays() {
        return strays.sum();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(pending.values()).forEach(request -> request.fail("transport '" + config.id() + "' was closed"));
        stack.close();
    }

    /** Posts and returns; nothing may be thrown into the library, where it would end the only worker. */
    private final class Listener implements SipListener {
        @Override
        public void processResponse(ResponseEvent event) {
            try {
                SIPResponse response = (SIPResponse) event.getResponse();
                String branch = response.getTopmostVia() == null
                        ? null
                        : response.getTopmostVia().getBranch();
                PendingRequest waiting = branch == null ? null : pending.get(branch);
                if (waiting == null || !waiting.received(response)) {
                    strays.increment();
                }
            } catch (Throwable broken) {
                strays.increment();
            }
        }

        @Override
        public void processRequest(RequestEvent event) {
            // nothing is served here
        }

        @Override
        public void processTimeout(TimeoutEvent event) {}

        @Override
        public void processIOException(IOExceptionEvent event) {}

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }
}
