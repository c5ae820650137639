package org.outpub.publish.wire.jain;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The library's parser, made safe: nothing that a message provokes leaves it as a throwable, and it reads only what tells
 * messages apart and where they end. The other headers are ours to read, and one that the library would choke on must not
 * cost the whole message. Used by one thread.
 */
final class JainMessages {
    static {
        tellLog();
    }

    private final Fields parser;

    /**
     * A parser.
     *
     * @param read the headers to read, in lower case, compact forms too
     */
    JainMessages(Set<String> read) {
        this.parser = new Fields(read);
    }

    /** A parser of whole messages. */
    static JainMessages whole() {
        return new JainMessages(
                Set.of("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "content-length", "l"));
    }

    /**
     * Where there is no log4j, the library's statics cannot log without one; a log that a stack of the host's has set
     * stays.
     */
    private static void tellLog() {
        if (CommonLogger.legacyLogger != null) {
            return;
        }
        try {
            Class.forName("org.apache.log4j.Logger", false, CommonLogger.class.getClassLoader());
        } catch (ClassNotFoundException noLog4j) {
            CommonLogger.legacyLogger = new StackLog();
        }
    }

    /** Reads a message; null if it cannot be read. */
    @Nullable
    SIPMessage parse(byte[] message, boolean withBody) {
        try {
            return parser.parseSIPMessage(message, withBody, false, null);
        } catch (ParseException | RuntimeException | StackOverflowError malformed) {
            return null;
        }
    }

    /**
     * Reads a request; bytes after its body are cut off.
     *
     * @param message a whole datagram, or cut out of a stream
     * @return null if it cannot be read, lacks what is mandatory (RFC 3261 §8.1.1), or its body is cut short (§18.3)
     */
    @Nullable
    SIPRequest request(byte[] message) {
        if (!(parse(message, true) instanceof SIPRequest request)
                || request.getTopmostVia() == null
                || request.getFrom() == null
                || request.getTo() == null
                || request.getCallId() == null
                || request.getCSeq() == null) {
            return null;
        }
        if (request.getContentLength() == null) {
            return request;
        }
        int announced = request.getContentLength().getContentLength();
        byte[] body = body(request);
        if (announced < body.length) {
            request.setMessageContent(Arrays.copyOf(body, announced));
        }
        return announced > body.length ? null : request;
    }

    static byte[] body(SIPRequest request) {
        return request.getRawContent() == null ? new byte[0] : request.getRawContent();
    }

    private static final class Fields extends StringMsgParser {
        private final Set<String> read;

        Fields(Set<String> read) {
            this.read = read;
        }

        @Override
        protected void processHeader(
                String header, SIPMessage message, @Nullable ParseExceptionListener errors, byte[] bytes)
                throws ParseException {
            int colon = Math.max(0, header.indexOf(':'));
            if (read.contains(header.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
                super.processHeader(header, message, errors, bytes);
            }
        }
    }
}
