package org.outpub.publish.sip.jain;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The library's parser, made safe: nothing that a message provokes leaves it as a throwable, and each message keeps its
 * head as it was written, as its application data. Used by one thread.
 */
final class WireParser {
    static {
        // The library reaches for log4j unless this is set.
        CommonLogger.legacyLogger = new StackLog();
    }

    private final Fields parser = new Fields();
    private final Runnable refused;

    /**
     * A parser.
     *
     * @param refused told of each message that cannot be read
     */
    WireParser(Runnable refused) {
        this.refused = refused;
    }

    /** Reads a message that was cut out of a stream by its Content-Length; null if it cannot be read. */
    @Nullable
    SIPMessage parse(byte[] bytes) {
        SIPMessage message = parsed(bytes);
        if (message == null || lacksWhatIsMandatory(message)) {
            refused.run();
            return null;
        }
        message.setApplicationData(MessageHead.parse(bytes));
        return message;
    }

    /** As {@link #parse}; bytes after the body are cut off, and a body that is cut short is refused (RFC 3261 §18.3). */
    @Nullable
    SIPMessage parseDatagram(byte[] bytes) {
        SIPMessage message = parse(bytes);
        if (message == null || message.getContentLength() == null) {
            return message;
        }
        int announced = message.getContentLength().getContentLength();
        byte[] body = message.getRawContent() == null ? new byte[0] : message.getRawContent();
        if (announced > body.length) {
            refused.run();
            return null;
        }
        if (announced < body.length) {
            message.setMessageContent(Arrays.copyOf(body, announced));
        }
        return message;
    }

    private @Nullable SIPMessage parsed(byte[] bytes) {
        try {
            return parser.parseSIPMessage(bytes, true, false, null);
        } catch (ParseException | RuntimeException | StackOverflowError malformed) {
            return null;
        }
    }

    /** Otherwise the library would drop it uncounted, or print the whole message to the log. */
    private static boolean lacksWhatIsMandatory(SIPMessage message) {
        if (message.getTopmostVia() == null
                || message.getFrom() == null
                || message.getTo() == null
                || message.getCallId() == null
                || message.getCSeq() == null) {
            return true;
        }
        int status = message instanceof SIPResponse response ? response.getStatusCode() : 200;
        return status < 100 || status > 699;
    }

    /**
     * Reads only what tells messages apart and where they end: the other headers are ours to read, and one that the
     * library would choke on must not cost the whole message.
     */
    private static final class Fields extends StringMsgParser {
        private static final Set<String> READ =
                Set.of("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "content-length", "l");

        @Override
        protected void processHeader(
                String header, SIPMessage message, @Nullable ParseExceptionListener errors, byte[] bytes)
                throws ParseException {
            int colon = Math.max(0, header.indexOf(':'));
            if (READ.contains(header.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
                super.processHeader(header, message, errors, bytes);
            }
        }
    }
}
