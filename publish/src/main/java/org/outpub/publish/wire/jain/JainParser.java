package org.outpub.publish.wire.jain;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.wire.FullParser;

/** Reads answers with the library's parser. Used by one thread. */
public final class JainParser implements FullParser {
    private static final byte[] STATUS_LINE = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private final JainMessages messages = new JainMessages(Set.of("via", "v", "from", "f", "call-id", "i", "cseq"));

    /** A parser. */
    public JainParser() {}

    @Override
    public @Nullable AnswerIdentity identify(byte[] head) {
        if (!(messages.parse(withUsualStatusLine(head), false) instanceof SIPResponse response)
                || response.getTopmostVia() == null
                || response.getFrom() == null
                || response.getCallId() == null
                || response.getCSeq() == null) {
            return null;
        }
        Via via = response.getTopmostVia();
        return new AnswerIdentity(
                response.getViaHeaders().size(),
                via.getBranch(),
                via.getSentBy().toString(),
                response.getCallId().getCallId(),
                response.getFromTag(),
                response.getCSeq().getSeqNumber(),
                response.getCSeq().getMethod());
    }

    /** The status is read already, and the library insists on capitals. */
    private static byte[] withUsualStatusLine(byte[] head) {
        int rest = 0;
        while (rest < head.length && (head[rest] == '\r' || head[rest] == '\n')) {
            rest++;
        }
        while (rest < head.length && head[rest++] != '\n') {
            // skips the line
        }
        byte[] changed = new byte[STATUS_LINE.length + head.length - rest];
        System.arraycopy(STATUS_LINE, 0, changed, 0, STATUS_LINE.length);
        System.arraycopy(head, rest, changed, STATUS_LINE.length, head.length - rest);
        return changed;
    }
}
