package org.outpub.publish.sip;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.SipOutcome;

/** The way to the wire. Safe for use by many threads. */
public interface SipGateway extends AutoCloseable {
    /**
     * Sends a request and follows it to its end: retransmissions, timeout, matching of answers (RFC 3261 §17.1.2).
     * Returns at once.
     *
     * @param request what to send
     * @param outcome called exactly once, on some thread that must not be held up; not called after {@link #close}
     */
    void send(PublishRequest request, Consumer<SipOutcome> outcome);

    /**
     * Opens, keeps and closes transports so that exactly these are open. Requests under way on others end as
     * unreachable. A transport that cannot be opened is told and tried again at the next call.
     *
     * @param transports in the order of preference; if empty, an unnamed one on a port of the system's choice serves
     * @return what could not be opened, each in words that name the transport and the reason
     */
    List<String> useTransports(Collection<Transport> transports);

    /** Closes everything. */
    @Override
    void close();
}
