package org.outpub.publish.wire.jain;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.RequestHandler;
import org.outpub.publish.wire.ServerRequest;
import org.outpub.publish.wire.ServerResponse;

/**
 * Answers requests without remembering them (RFC 3261 §8.2.6, §8.2.7): a repeated request gets the same answer. Used by
 * one thread.
 */
public final class RequestAnswers {
    private static final System.Logger LOG = System.getLogger(RequestAnswers.class.getName());
    private static final List<String> ECHOED = List.of("via", "from", "to", "call-id", "cseq");
    private final JainMessages messages = JainMessages.whole();
    private final RequestHandler handler;

    /**
     * Answers as a handler says.
     *
     * @param handler decides; what it throws is answered with 500
     */
    public RequestAnswers(RequestHandler handler) {
        this.handler = handler;
    }

    /** A request that was understood. */
    record Received(SIPRequest request, RawHead head) {
        boolean isAck() {
            return request.getMethod().equals("ACK");
        }
    }

    /**
     * Answers a request.
     *
     * @param message whole
     * @param source where it came from
     * @return the whole answer; null if the message is no request; nothing to an ACK, which has no answer
     */
    public byte @Nullable [] answer(byte[] message, InetSocketAddress source) {
        Received received = read(message);
        if (received == null) {
            return null;
        }
        return received.isAck() ? new byte[0] : answer(received, source);
    }

    @Nullable
    Received read(byte[] message) {
        SIPRequest request = messages.request(message);
        if (request == null) {
            return null;
        }
        RawHead head = RawHead.parse(message);
        boolean sound = ECHOED.stream().noneMatch(name -> head.all(name).isEmpty());
        return sound ? new Received(request, head) : null;
    }

    byte[] answer(Received received, InetSocketAddress source) {
        RawHead head = received.head;
        ServerResponse response;
        try {
            response = handler.answer(new ServerRequest(
                    received.request.getMethod(),
                    requestUri(head),
                    head.headers(),
                    JainMessages.body(received.request),
                    source));
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError broken) {
            LOG.log(System.Logger.Level.ERROR, "A request could not be answered", broken);
            response = new ServerResponse(500, "Server Internal Error", List.of());
        }
        return encode(response, received.request.getToTag() != null, head, source);
    }

    private static String requestUri(RawHead head) {
        String line = head.startLine();
        int from = line.indexOf(' ') + 1;
        int to = line.indexOf(' ', from);
        return from == 0 ? "" : line.substring(from, to < 0 ? line.length() : to);
    }

    private static byte[] encode(ServerResponse response, boolean tagged, RawHead head, InetSocketAddress source) {
        StringBuilder text = new StringBuilder(512);
        text.append("SIP/2.0 ")
                .append(response.status())
                .append(' ')
                .append(response.reason())
                .append("\r\n");
        List<String> vias = head.all("via");
        for (int i = 0; i < vias.size(); i++) {
            row(text, "Via", i == 0 ? withSource(vias.get(0), source) : vias.get(i));
        }
        row(text, "From", head.first("from").orElse(""));
        String to = head.first("to").orElse("");
        row(text, "To", tagged ? to : to + ";tag=" + Integer.toHexString(head.hashCode()));
        row(text, "Call-ID", head.first("call-id").orElse(""));
        row(text, "CSeq", head.first("cseq").orElse(""));
        response.headers().forEach(header -> row(text, header.name(), header.value()));
        row(text, "Content-Length", "0");
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    /** Fills in an empty rport and adds where the request came from (RFC 3581 §4). */
    private static String withSource(String vias, InetSocketAddress source) {
        int comma = vias.indexOf(',');
        String top = comma < 0 ? vias : vias.substring(0, comma);
        StringBuilder filled = new StringBuilder(vias.length() + 64);
        int at = 0;
        while (at <= top.length()) {
            int next = top.indexOf(';', at);
            int end = next < 0 ? top.length() : next;
            String part = top.substring(at, end);
            filled.append(at == 0 ? "" : ";")
                    .append(part.strip().equalsIgnoreCase("rport") ? "rport=" + source.getPort() : part);
            at = end + 1;
        }
        return filled.append(";received=")
                .append(source.getAddress().getHostAddress())
                .append(comma < 0 ? "" : vias.substring(comma))
                .toString();
    }
}
