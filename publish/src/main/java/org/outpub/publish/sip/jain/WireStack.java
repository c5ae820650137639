package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import javax.sip.PeerUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * The SIP library's stack, cut off behind its parser: messages go to a {@link MessageReceiver} and the library's own
 * transactions and dialogs never see them. Nothing that a message provokes leaves this class as a throwable, since that
 * would end the library's one worker thread.
 */
final class WireStack extends SipStackImpl {
    private static final System.Logger LOG = System.getLogger(WireStack.class.getName());
    private final MessageReceiver receiver;

    WireStack(Properties properties, MessageReceiver receiver) throws PeerUnavailableException {
        super(properties);
        this.receiver = receiver;
        setMessageParserFactory(stack -> new Parser());
    }

    /** Never gives the library anything to go on with. */
    @Override
    public @Nullable ServerResponseInterface newSIPServerResponse(SIPResponse response, MessageChannel channel) {
        guarded(() -> receiver.answered(response, (MessageHead) response.getApplicationData()));
        return null;
    }

    /** Never gives the library anything to go on with. */
    @Override
    public @Nullable ServerRequestInterface newSIPServerRequest(SIPRequest request, MessageChannel channel) {
        InetSocketAddress source =
                new InetSocketAddress(channel.getPeerPacketSourceAddress(), channel.getPeerPacketSourcePort());
        guarded(() -> receiver.requested(request, (MessageHead) request.getApplicationData(), source));
        return null;
    }

    // An Error that ends the worker leaves the port deaf for good.
    private static void guarded(Runnable receipt) {
        try {
            receipt.run();
        } catch (RuntimeException | StackOverflowError | AssertionError broken) {
            LOG.log(System.Logger.Level.ERROR, "A SIP message could not be handled", broken);
        }
    }

    /**
     * The library's parser, which also keeps the head as it was written. Used by one thread. The library reads only what
     * tells messages apart and where they end; the other headers are ours to read, and one that it would choke on must
     * not cost the whole message.
     */
    private final class Parser extends StringMsgParser {
        private static final Set<String> READ_BY_LIBRARY =
                Set.of("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "content-length", "l");

        @Override
        protected void processHeader(String header, SIPMessage message, ParseExceptionListener errors, byte[] bytes)
                throws ParseException {
            int colon = Math.max(0, header.indexOf(':'));
            if (READ_BY_LIBRARY.contains(header.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
                super.processHeader(header, message, errors, bytes);
            }
        }

        @Override
        public @Nullable SIPMessage parseSIPMessage(
                byte[] bytes, boolean readBody, boolean strict, ParseExceptionListener errors) {
            SIPMessage message = parse(bytes, readBody, strict, errors);
            if (message == null || lacksWhatIsMandatory(message)) {
                receiver.refused();
                return null;
            }
            message.setApplicationData(MessageHead.parse(bytes));
            return message;
        }

        private @Nullable SIPMessage parse(
                byte[] bytes, boolean readBody, boolean strict, ParseExceptionListener errors) {
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
}
