package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.outpub.publish.sip.ServerRequest;
import org.outpub.publish.sip.ServerResponse;
import org.outpub.publish.sip.SipServer.RequestHandler;

/** Answers requests without remembering them (RFC 3261 §8.2.6, §8.2.7): a repeated request gets the same answer. */
final class AnswerWriter {
    private static final System.Logger LOG = System.getLogger(AnswerWriter.class.getName());

    private AnswerWriter() {}

    /**
     * Asks a handler and writes what it says.
     *
     * @param handler decides; what it throws is answered with 500
     * @param request as parsed
     * @param head as written
     * @param source where the request came from
     * @return the whole answer
     */
    static byte[] answer(RequestHandler handler, SIPRequest request, MessageHead head, InetSocketAddress source) {
        byte[] body = request.getRawContent() == null ? new byte[0] : request.getRawContent();
        ServerResponse response;
        try {
            response = handler.answer(new ServerRequest(request.getMethod(), requestUri(head), head.headers(), body));
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.ERROR, "A request could not be answered", broken);
            response = new ServerResponse(500, "Server Internal Error", List.of());
        }
        return encode(response, request, head, source);
    }

    private static String requestUri(MessageHead head) {
        String[] words = head.startLine().split(" ", 3);
        return words.length > 1 ? words[1] : "";
    }

    private static byte[] encode(
            ServerResponse response, SIPRequest request, MessageHead head, InetSocketAddress source) {
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
        row(text, "To", request.getToTag() == null ? to + ";tag=" + Integer.toHexString(head.hashCode()) : to);
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
        String rest = comma < 0 ? "" : vias.substring(comma);
        InetAddress address = source.getAddress();
        String filled = top.replaceFirst("(?i);\\s*rport(?=\\s*(;|$))", ";rport=" + source.getPort());
        return filled + ";received=" + address.getHostAddress() + rest;
    }
}
