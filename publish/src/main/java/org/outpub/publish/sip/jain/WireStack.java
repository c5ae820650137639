package org.outpub.publish.sip.jain;

import gov.nist.core.net.DefaultNetworkLayer;
import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Properties;
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

    /**
     * A stack.
     *
     * @param properties the library's
     * @param tos the type-of-service octet of its sockets
     * @param receiver takes what comes in
     */
    WireStack(Properties properties, int tos, MessageReceiver receiver) throws PeerUnavailableException {
        super(properties);
        this.receiver = receiver;
        if (tos != 0) {
            networkLayer = marking(tos);
        }
        setMessageParserFactory(stack -> new WireParser(receiver::refused));
    }

    private static NetworkLayer marking(int tos) {
        return (NetworkLayer) Proxy.newProxyInstance(
                NetworkLayer.class.getClassLoader(),
                new Class<?>[] {NetworkLayer.class},
                (proxy, method, arguments) -> {
                    Object made = method.invoke(DefaultNetworkLayer.SINGLETON, arguments);
                    if (made instanceof DatagramSocket socket) {
                        socket.setTrafficClass(tos);
                    }
                    return made;
                });
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
}
