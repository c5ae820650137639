package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.net.InetSocketAddress;
import org.outpub.publish.sip.stream.StreamConnection;

/** Takes what comes in at a {@link Port}. Called by one thread at a time, which must not be held up. */
interface MessageReceiver {
    /**
     * A well-formed answer came.
     *
     * @param response as parsed; has Via, From, To, Call-ID and CSeq
     * @param head as written
     */
    default void answered(SIPResponse response, MessageHead head) {}

    /**
     * A well-formed request came.
     *
     * @param request as parsed; has Via, From, To, Call-ID and CSeq
     * @param head as written
     * @param source where it came from
     */
    default void requested(SIPRequest request, MessageHead head, InetSocketAddress source) {}

    /**
     * A well-formed request came over a stream.
     *
     * @param request as parsed; has Via, From, To, Call-ID and CSeq
     * @param head as written
     * @param from the connection, over which it is answered
     */
    default void requested(SIPRequest request, MessageHead head, StreamConnection from) {}

    /** Something came that is no SIP message. */
    default void refused() {}
}
