package org.outpub.publish.sip.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.ExternalAddress;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.config.Transport;
import org.outpub.publish.sip.SipServer.RequestHandler;
import org.outpub.publish.sip.stream.RefusalProbe;
import org.outpub.publish.sip.stream.StreamConnection;
import org.outpub.publish.sip.stream.StreamPort;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * A transport that is open, and the requests that went out through it. Safe for use by many threads; the table of
 * requests makes an answer of an unknown branch cost one look-up.
 */
final class OpenTransport implements MessageReceiver, PendingRequest.Wire {
    private static final System.Logger LOG = System.getLogger(OpenTransport.class.getName());
    private final Protocol protocol;
    private final Surroundings surroundings;
    private final Port port;
    private final Map<String, PendingRequest> pending = new ConcurrentHashMap<>();
    private final SentBy sentBy = new SentBy();
    private volatile @Nullable Transport transport;
    private volatile @Nullable TlsContext tls;
    private volatile boolean closed;

    /**
     * What a transport is lent.
     *
     * @param streams for TCP and TLS
     * @param probe finds out whether datagrams are refused
     * @param clock tells when certificates end
     * @param tls for transports that name no certificates; null for what the platform trusts
     * @param host a stack that serves where no section does; null for none
     * @param dropped counts what came and was no answer to a request under way
     * @param requests decides about requests that come
     */
    record Surroundings(
            StreamPort.Surroundings streams,
            RefusalProbe probe,
            Clock clock,
            @Nullable SSLContext tls,
            @Nullable HostStack host,
            LongAdder dropped,
            RequestHandler requests) {}

    private OpenTransport(@Nullable Transport transport, Protocol protocol, Surroundings surroundings)
            throws IOException {
        this.transport = transport;
        this.protocol = protocol;
        this.surroundings = surroundings;
        this.tls = protocol == Protocol.TLS
                ? load(transport == null ? TlsOptions.STRICT : transport.tls(), surroundings.tls)
                : null;
        this.port = protocol == Protocol.UDP
                ? UdpPort.open(bind(transport), transport == null ? 0 : transport.tos(), this)
                : new StreamWire(surroundings.streams, bind(transport), transport, tls, this);
    }

    private OpenTransport(HostStack host, ListeningPointImpl point, Protocol protocol, Surroundings surroundings) {
        this.protocol = protocol;
        this.surroundings = surroundings;
        this.port = new LentPort(host, point, surroundings.streams.slowWork(), pending::containsKey, this);
    }

    /**
     * Uses what the host lends, or opens an unnamed transport.
     *
     * @param protocol what it speaks
     * @param surroundings what it is lent
     * @return the open transport
     * @throws IOException with the system's reason
     */
    static OpenTransport unnamed(Protocol protocol, Surroundings surroundings) throws IOException {
        HostStack host = surroundings.host;
        Optional<ListeningPointImpl> point = host == null ? Optional.empty() : host.point(protocol);
        return host != null && point.isPresent()
                ? new OpenTransport(host, point.get(), protocol, surroundings)
                : open(null, protocol, surroundings);
    }

    /**
     * Opens a transport.
     *
     * @param transport null for an unnamed one on a free port of all addresses
     * @param protocol what it speaks
     * @param surroundings what it is lent
     * @return the open transport
     * @throws IOException with the system's reason, or that of a file
     */
    static OpenTransport open(@Nullable Transport transport, Protocol protocol, Surroundings surroundings)
            throws IOException {
        OpenTransport opened = new OpenTransport(transport, protocol, surroundings);
        opened.warnOfExpiry();
        return opened;
    }

    private static InetSocketAddress bind(@Nullable Transport transport) {
        return transport == null
                ? new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 0)
                : new InetSocketAddress(InetAddresses.forString(transport.address()), transport.port());
    }

    private static TlsContext load(TlsOptions options, @Nullable SSLContext host) throws FilesRefusedException {
        try {
            return TlsContext.load(options, host);
        } catch (IOException refused) {
            throw new FilesRefusedException(refused);
        }
    }

    /** The address is not the trouble. */
    static final class FilesRefusedException extends IOException {
        FilesRefusedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The section it was opened for; null for an unnamed one. */
    @Nullable
    Transport transport() {
        return transport;
    }

    /** The section's name; empty for an unnamed one. */
    String name() {
        Transport now = transport;
        return now == null ? "" : now.id();
    }

    Protocol protocol() {
        return protocol;
    }

    boolean isNamed(String id) {
        Transport now = transport;
        return now != null && now.id().equals(id);
    }

    boolean isClosed() {
        return closed;
    }

    InetSocketAddress address() {
        return port.address();
    }

    /** How many connections it has. */
    int connections() {
        return port.connections();
    }

    /** Whether an address can be reached from here: a wildcard socket speaks both families. */
    boolean reaches(InetAddress target) {
        InetAddress local = port.address().getAddress();
        return local.isAnyLocalAddress() || local instanceof Inet4Address == target instanceof Inet4Address;
    }

    String sentBy(InetSocketAddress target) throws IOException {
        Transport now = transport;
        return sentBy.of(port.address(), now == null ? ExternalAddress.NONE : now.external(), target);
    }

    /**
     * Applies another version of its section, if the socket can stay.
     *
     * @return false if it must be closed and opened anew
     * @throws IOException if a TLS file is wrong; what was before goes on
     */
    boolean apply(@Nullable Transport next) throws IOException {
        Transport now = transport;
        if (Objects.equals(now, next)) {
            return true;
        }
        if (now == null || next == null || !now.sameSocket(next)) {
            return false;
        }
        boolean sameSettings = now.tos() == next.tos() && now.keepAlive().equals(next.keepAlive());
        if (!sameSettings || protocol == Protocol.TLS && !renew(next.tls())) {
            return false;
        }
        transport = next;
        return true;
    }

    private boolean renew(TlsOptions options) throws IOException {
        TlsContext before = Objects.requireNonNull(tls);
        if (before.options().equals(options)) {
            return true;
        }
        TlsContext next = load(options, surroundings.tls);
        if (next.hasCertificate() != before.hasCertificate()) {
            return false;
        }
        use(next);
        return true;
    }

    private void use(TlsContext next) {
        tls = next;
        ((StreamWire) port).use(next);
        warnOfExpiry();
    }

    /** Looks whether certificate files were renewed, and uses them from now on. Reads files. */
    void lookAtFiles() {
        TlsContext now = tls;
        Transport of = transport;
        if (now == null || of == null || !now.isOutdated()) {
            return;
        }
        try {
            use(TlsContext.load(now.options(), surroundings.tls));
            LOG.log(System.Logger.Level.INFO, "transport {0}: uses the certificates that were put in place", of.id());
        } catch (IOException refused) {
            // Perhaps only half of the files is renewed yet.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "transport {0}: keeps the certificates it has: {1}",
                    of.id(),
                    refused.getMessage());
        }
    }

    void warnOfExpiry() {
        TlsContext now = tls;
        Transport of = transport;
        if (now != null && of != null) {
            now.expiryWarnings(surroundings.clock.instant())
                    .forEach(warning -> LOG.log(System.Logger.Level.WARNING, "transport {0}: {1}", of.id(), warning));
        }
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
            surroundings.dropped.increment();
        }
    }

    @Override
    public void requested(SIPRequest request, MessageHead head, InetSocketAddress source) {
        if (!request.getMethod().equals("ACK")) {
            byte[] answer = AnswerWriter.answer(surroundings.requests, request, head, source);
            try {
                ((UdpPort) port).send(answer, source);
            } catch (IOException failed) {
                LOG.log(System.Logger.Level.DEBUG, () -> "Cannot answer " + source + ": " + failed.getMessage());
            }
        }
    }

    @Override
    public void requested(SIPRequest request, MessageHead head, StreamConnection from) {
        if (!request.getMethod().equals("ACK")) {
            from.answer(AnswerWriter.answer(surroundings.requests, request, head, from.remote()));
        }
    }

    @Override
    public void refused() {
        surroundings.dropped.increment();
    }

    @Override
    public void send(PendingRequest request) throws IOException {
        port.send(request);
    }

    @Override
    public void silent(PendingRequest request) {
        if (protocol == Protocol.UDP) {
            InetSocketAddress target = request.target();
            surroundings.probe.ask(
                    address().getAddress(),
                    target,
                    reason -> request.transportFailed(
                            InetAddresses.toUriString(target.getAddress()) + ":" + target.getPort() + ": " + reason));
        }
    }

    @Override
    public void ended(PendingRequest request) {
        pending.remove(request.identity().branch());
        port.forget(request);
    }

    /** Frees its address. Its requests wait for {@link #close}. */
    void closePort() {
        closed = true;
        pending.values().forEach(port::forget);
        port.close();
    }

    /** Closes it; its requests end as unreachable. */
    void close() {
        closePort();
        pending.values().forEach(request -> request.transportFailed(closedReason()));
    }

    /** Closes it; its requests end without a word. */
    void abandon() {
        closed = true;
        pending.values().forEach(PendingRequest::abandon);
        port.close();
    }

    private String closedReason() {
        Transport now = transport;
        return now == null ? "the transport was closed" : "transport '" + now.id() + "' was closed";
    }
}
