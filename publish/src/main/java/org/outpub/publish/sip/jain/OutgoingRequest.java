package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.HopImpl;
import java.net.InetSocketAddress;
import java.text.ParseException;
import javax.sip.InvalidArgumentException;

/**
 * A request that is encoded already. The library sees only what it needs to send it, and sends these very bytes each
 * time, so that retransmissions are identical and URIs stay as configured.
 */
final class OutgoingRequest extends SIPRequest {
    private static final long serialVersionUID = 1;
    private final transient byte[] bytes;

    OutgoingRequest(byte[] bytes, String host, int port, String branch, InetSocketAddress target) {
        this.bytes = bytes;
        try {
            Via via = new Via();
            via.setTransport("UDP");
            via.setHost(host);
            via.setPort(port);
            via.setBranch(branch);
            addHeader(via);
        } catch (ParseException | InvalidArgumentException impossible) {
            throw new IllegalArgumentException("not a Via: " + host + ":" + port, impossible);
        }
        // Without one the library asks its own router.
        setRequestLine(new RequestLine(null, "PUBLISH"));
        setApplicationData(new HopImpl(target.getAddress().getHostAddress(), target.getPort(), "UDP"));
    }

    /** The library asks for it at each transmission, and would build it out of headers that are not there. */
    @Override
    public String getTransactionId() {
        return getTopmostVia().getBranch();
    }

    @Override
    public byte[] encodeAsBytes(String transport) {
        return bytes;
    }
}
