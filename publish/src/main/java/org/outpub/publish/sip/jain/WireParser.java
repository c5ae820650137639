package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/**
 * The library's parser, which also keeps the head as it was written, as the message's application data. Nothing that a
 * message provokes leaves it as a throwable. Used by one thread.
 */
final class WireParser extends StringMsgParser {
    private final Runnable refused;

    /**
     * A parser.
     *
     * @param refused told of each message that cannot be read
     */
    WireParser(Runnable refused) {
        this.refused = refused;
    }

    @Override
    public @Nullable SIPMessage parseSIPMessage(
            byte[] bytes, boolean readBody, boolean strict, @Nullable ParseExceptionListener errors) {
        SIPMessage message = parse(bytes, readBody, strict, errors);
        if (message == null || lacksWhatIsMandatory(message)) {
            refused.run();
            return null;
        }
        message.setApplicationData(MessageHead.parse(bytes));
        return message;
    }

    private @Nullable SIPMessage parse(
            byte[] bytes, boolean readBody, boolean strict, @Nullable ParseExceptionListener errors) {
        try {
            return super.parseSIPMessage(bytes, readBody, strict, errors);
        } catch (ParseException | RuntimeException | StackOverflowError malformed) {
            return null;
        }
    }

    /** Otherwise the library would drop it uncounted, or print the whole message to the log. */
    private boolean lacksWhatIsMandatory(SIPMessage message) {
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
}
