package org.outpub.publish.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.Transport;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;

/** A wire that keeps what is sent, and fails where a test says so. */
final class FakeWire implements Wire {
    final List<Sent> sent = new ArrayList<>();
    /** Servers that a request cannot be sent to; that is told later. */
    final Set<Server> refusing = new HashSet<>();
    /** Servers without a route. */
    final Set<Server> withoutRoute = new HashSet<>();
    /** At which calls it throws. */
    final Set<Call> broken = EnumSet.noneOf(Call.class);

    Supplier<? extends Throwable> thrown = () -> new IllegalStateException("a broken way");
    boolean closed;
    private final VirtualLoop loop;

    /** The places where foreign code may throw. */
    enum Call {
        CHOOSE,
        SENT_BY,
        SEND,
        SEND_AGAIN,
        ASK_WHY,
        IS_CLOSED,
        FORGET
    }

    /** What went out, when and where to. */
    record Sent(Duration after, Server server, String text) {
        String row(String name) {
            return text.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .findFirst()
                    .orElseThrow();
        }

        String branch() {
            String via = row("Via");
            return via.substring(via.indexOf("branch=") + 7);
        }

        /** An answer to it. */
        ByteBuf answer(String status, String... rows) {
            String text = "SIP/2.0 " + status + "\r\n" + row("Via") + "\r\n" + row("From") + "\r\n" + row("To")
                    + ";tag=esc\r\n" + row("Call-ID") + "\r\n" + row("CSeq") + "\r\n"
                    + String.join(
                            "", List.of(rows).stream().map(one -> one + "\r\n").toList())
                    + "Content-Length: 0\r\n\r\n";
            return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    FakeWire(VirtualLoop loop) {
        this.loop = loop;
    }

    Sent last() {
        return sent.get(sent.size() - 1);
    }

    private void mayBreak(Call call) {
        if (broken.contains(call)) {
            FakeWire.<RuntimeException>raise(thrown.get());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    public void useTransports(Collection<Transport> transports, Consumer<List<String>> told) {
        told.accept(List.of());
    }

    @Override
    public List<Protocol> spoken() {
        return List.of(Protocol.UDP, Protocol.TCP);
    }

    @Override
    public @Nullable Protocol protocolOf(String name) {
        return name.equals("udp-out") ? Protocol.UDP : null;
    }

    @Override
    public Choice choose(Server server, @Nullable String name) {
        mayBreak(Call.CHOOSE);
        return server.protocol() == Protocol.TLS
                ? new Choice.Nowhere("no transport speaks tls")
                : new Choice.Through(new FakeWay(server.protocol()));
    }

    @Override
    public void close() {}

    private final class FakeWay implements Way {
        private final Protocol protocol;
        private boolean used;

        FakeWay(Protocol protocol) {
            this.protocol = protocol;
        }

        @Override
        public Protocol protocol() {
            return protocol;
        }

        @Override
        public boolean isClosed() {
            mayBreak(Call.IS_CLOSED);
            return closed;
        }

        @Override
        public String sentBy(Server server) throws IOException {
            mayBreak(Call.SENT_BY);
            if (withoutRoute.contains(server)) {
                throw new IOException("network is unreachable");
            }
            return "192.0.2.7:5060";
        }

        @Override
        public void send(WireRequest request) {
            mayBreak(used ? Call.SEND_AGAIN : Call.SEND);
            used = true;
            if (refusing.contains(request.server())) {
                loop.execute(() -> request.fail("connection refused"));
                return;
            }
            ByteBuf out = Unpooled.buffer(request.length());
            request.writeTo(out);
            sent.add(new Sent(loop.passed(), request.server(), out.toString(StandardCharsets.UTF_8)));
        }

        @Override
        public void askWhySilent(WireRequest request) {
            mayBreak(Call.ASK_WHY);
        }

        @Override
        public void forget(WireRequest request) {
            mayBreak(Call.FORGET);
        }
    }
}
