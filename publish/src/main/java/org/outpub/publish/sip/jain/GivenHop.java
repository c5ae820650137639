package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.message.SIPRequest;
import java.util.List;
import java.util.ListIterator;
import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request where its sender decided: the hop travels with the request. The library's own router would look
 * names up again for each transmission and block meanwhile. Public because the library makes it by name.
 */
public final class GivenHop implements Router {
    /**
     * For the library.
     *
     * @param stack not used
     * @param outboundProxy not used
     */
    public GivenHop(SipStack stack, @Nullable String outboundProxy) {}

    @Override
    @SuppressWarnings("NullAway") // the library's contract: null for none
    public Hop getOutboundProxy() {
        return null;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the library declares it
    public ListIterator getNextHops(Request request) {
        return List.of(((SIPRequest) request).getApplicationData()).listIterator();
    }

    @Override
    public Hop getNextHop(Request request) throws SipException {
        Object hop = ((SIPRequest) request).getApplicationData();
        if (hop instanceof Hop given) {
            return given;
        }
        throw new SipException("no hop was given for the request");
    }
}
