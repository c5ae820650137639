package org.outpub.publish.sip.jain;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.header.ToHeader;
import org.outpub.publish.sip.ServerRequest;
import org.outpub.publish.sip.ServerResponse;
import org.outpub.publish.sip.SipServer;

/**
 * A server over UDP. A request that is sent again is answered again from memory for as long as its client may send it
 * (RFC 3261 §17.2.2, Timer J), without asking the handler twice.
 */
public final class JainSipServer implements SipServer {
    private static final Logger LOG = System.getLogger(JainSipServer.class.getName());
    private static final Duration TIMER_J = Duration.ofSeconds(32);
    private static final int MOST_REMEMBERED = 100_000;
    private final InetSocketAddress address;
    private final UdpStack stack;

    private JainSipServer(InetSocketAddress address, RequestHandler handler) throws SipException {
        this.address = address;
        this.stack = UdpStack.open(address.getAddress().getHostAddress(), address.getPort(), new Listener(handler));
    }

    /**
     * Starts to listen.
     *
     * @param address where; port 0 for any free one
     * @param handler decides the answers
     * @return the server
     * @throws UncheckedIOException if the address cannot be bound
     */
    public static JainSipServer listen(InetSocketAddress address, RequestHandler handler) {
        try {
            return new JainSipServer(address.getPort() == 0 ? free(address) : address, handler);
        } catch (SipException | IOException failed) {
            throw new UncheckedIOException(
                    new IOException("cannot bind UDP " + address + ": " + failed.getMessage(), failed));
        }
    }

    private static InetSocketAddress free(InetSocketAddress address) throws IOException {
        try (DatagramSocket probe = new DatagramSocket(0, address.getAddress())) {
            return new InetSocketAddress(address.getAddress(), probe.getLocalPort());
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        stack.close();
    }

    /** Nothing may be thrown into the library, where it would end the only worker. */
    private final class Listener implements SipListener {
        private final RequestHandler handler;
        private final MessageFactoryImpl messages = new MessageFactoryImpl();
        private final Cache<String, SIPResponse> answered = CacheBuilder.newBuilder()
                .expireAfterWrite(TIMER_J)
                .maximumSize(MOST_REMEMBERED)
                .build();

        Listener(RequestHandler handler) {
            this.handler = handler;
        }

        @Override
        public void processRequest(RequestEvent event) {
            try {
                SIPRequest request = (SIPRequest) event.getRequest();
                if (request.getMethod().equals("ACK")) {
                    return;
                }
                String key = request.getTopmostVia().getBranch()
                        + ' '
                        + request.getTopmostVia().getSentBy()
                        + ' '
                        + request.getMethod();
                SIPResponse response = answered.getIfPresent(key);
                if (response == null) {
                    response = answer(request);
                    answered.put(key, response);
                }
                stack.provider().sendResponse(response);
            } catch (Throwable broken) {
                LOG.log(Level.WARNING, "a request could not be answered", broken);
            }
        }

        private SIPResponse answer(SIPRequest request) throws ParseException {
            byte[] body = request.getRawContent();
            ServerRequest seen = new ServerRequest(
                    request.getMethod(),
                    request.getRequestURI().toString(),
                    Messages.headers(request),
                    body == null ? new byte[0] : body);
            ServerResponse decided;
            try {
                decided = handler.answer(seen);
            } catch (RuntimeException failed) {
                LOG.log(Level.WARNING, "the handler of requests failed", failed);
                decided = new ServerResponse(500, "Server Internal Error", java.util.List.of());
            }
            return encode(request, decided);
        }

        private SIPResponse encode(SIPRequest request, ServerResponse decided) throws ParseException {
            SIPResponse response = (SIPResponse) messages.createResponse(decided.status(), request);
            response.setReasonPhrase(decided.reason());
            ToHeader to = (ToHeader) response.getTo();
            if (to.getTag() == null) {
                to.setTag(Long.toHexString(ThreadLocalRandom.current().nextLong()));
            }
            for (ServerResponse.Header header : decided.headers()) {
                response.addHeader(header.name() + ": " + header.value());
            }
            return response;
        }

        @Override
        public void processResponse(ResponseEvent event) {}

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
