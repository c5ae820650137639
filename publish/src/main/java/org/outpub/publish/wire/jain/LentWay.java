package org.outpub.publish.wire.jain;

import com.google.common.net.InetAddresses;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.outpub.publish.config.ExternalAddress;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Addresses;
import org.outpub.publish.wire.Branches;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.SentBy;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.WireRequest;

/**
 * A listening point of a {@link HostStack}. Its connections are the host's to open, count and close. Used on the loop, but
 * for {@link #take}, which the host's threads call.
 */
public final class LentWay implements Way {
    private final HostStack host;
    private final ListeningPointImpl point;
    private final Protocol protocol;
    private final Surroundings surroundings;
    private final InetSocketAddress bound;
    private final SentBy sentBy;
    private final JainMessages parser = JainMessages.whole();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * What it is lent.
     *
     * @param loop the agent's
     * @param branches take the answers
     * @param addresses of servers
     * @param slowWork opens the host's connections, which may block
     * @param probe finds out whether datagrams are refused, given the address to ask from
     */
    public record Surroundings(
            Loop loop,
            Branches branches,
            Addresses addresses,
            Executor slowWork,
            BiConsumer<InetAddress, WireRequest> probe) {}

    /**
     * A request that is sent as it was written. It has the headers that the library looks at on the way out, and so a
     * host that traces messages sees no credentials.
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

    private LentWay(HostStack host, ListeningPointImpl point, Protocol protocol, Surroundings surroundings) {
        this.host = host;
        this.point = point;
        this.protocol = protocol;
        this.surroundings = surroundings;
        this.bound = new InetSocketAddress(InetAddresses.forString(point.getIPAddress()), point.getPort());
        this.sentBy = new SentBy(bound, ExternalAddress.NONE, surroundings.loop()::nanos);
    }

    /**
     * Whether a host lends a listening point of a kind.
     *
     * @param host the host's stack
     * @param protocol what to speak
     * @return true if so
     */
    public static boolean isLent(HostStack host, Protocol protocol) {
        return host.point(protocol).isPresent();
    }

    /**
     * Uses a listening point.
     *
     * @param host whose it is
     * @param protocol what to speak
     * @param surroundings what it is lent
     * @return empty if the host has none of that kind
     */
    public static Optional<LentWay> open(HostStack host, Protocol protocol, Surroundings surroundings) {
        return host.point(protocol).map(point -> {
            LentWay opened = new LentWay(host, point, protocol, surroundings);
            host.attach(opened);
            return opened;
        });
    }

    /** Takes an answer if it is to a request under way. Safe for use by many threads. */
    boolean take(SIPResponse response) {
        String branch = response.getTopmostVia().getBranch();
        if (branch == null || !underWay.contains(branch)) {
            return false;
        }
        byte[] message = response.encodeAsBytes(point.getTransport());
        InetSocketAddress from = sender(response);
        return onLoop(() -> {
            ByteBuf answer = Unpooled.wrappedBuffer(message);
            surroundings.branches().tap().pass(false, protocol.name(), bound, from, answer);
            surroundings.branches().received(answer);
        });
    }

    /** As the library knows it; our own side where it does not. */
    private InetSocketAddress sender(SIPResponse response) {
        InetAddress remote = response.getRemoteAddress();
        return remote == null ? bound : new InetSocketAddress(remote, response.getRemotePort());
    }

    private boolean onLoop(Runnable task) {
        try {
            surroundings.loop().execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    @Override
    public Protocol protocol() {
        return protocol;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String sentBy(Server server) throws IOException {
        return sentBy.of(surroundings.addresses().of(server));
    }

    @Override
    public void send(WireRequest request) {
        ByteBuf buffer = Unpooled.buffer(request.length());
        request.writeTo(buffer);
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        underWay.add(request.branchText());
        try {
            InetSocketAddress target = surroundings.addresses().of(request.server());
            Written written = written(bytes);
            surroundings.branches().tap().pass(true, protocol.name(), bound, target, buffer);
            if (protocol == Protocol.UDP) {
                write(written, target);
            } else {
                surroundings.slowWork().execute(() -> connectAndWrite(written, target, request));
            }
        } catch (IOException | RuntimeException failed) {
            fail(request, "cannot send to " + request.server() + ": " + failed.getMessage());
        }
    }

    private void connectAndWrite(Written written, InetSocketAddress target, WireRequest request) {
        try {
            write(written, target);
        } catch (IOException | RuntimeException failed) {
            fail(
                    request,
                    "no connection to " + target.getAddress().getHostAddress() + ":" + target.getPort() + ": "
                            + failed.getMessage());
        }
    }

    private void fail(WireRequest request, String reason) {
        onLoop(() -> request.fail(reason));
    }

    private void write(Written written, InetSocketAddress target) throws IOException {
        if (closed) {
            throw new IOException("the host's stack is no longer used");
        }
        point.getMessageProcessor()
                .createMessageChannel(target.getAddress(), target.getPort())
                .sendMessage(written, target.getAddress(), target.getPort());
    }

    private Written written(byte[] bytes) throws IOException {
        SIPRequest parsed = parser.request(bytes);
        if (parsed == null) {
            throw new IOException("the SIP library cannot read the request");
        }
        return new Written(bytes, parsed);
    }

    @Override
    public void askWhySilent(WireRequest request) {
        if (protocol == Protocol.UDP) {
            surroundings.probe().accept(InetAddresses.forString(point.getIPAddress()), request);
        }
    }

    @Override
    public void forget(WireRequest request) {
        request.end();
        underWay.remove(request.branchText());
    }

    /** Uses it no more: answers that come go to the host. */
    public void close() {
        closed = true;
        underWay.clear();
        host.detach(this);
    }
}
