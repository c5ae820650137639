package org.outpub.publish.sip.jain;

import gov.nist.javax.sip.EventScanner;
import gov.nist.javax.sip.EventWrapper;
import gov.nist.javax.sip.SipStackImpl;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.PeerUnavailableException;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;

/**
 * One socket with a stack of its own, so that opening and closing it disturbs no other. The settings were measured: a
 * worker instead of a thread for each datagram is worth a factor of seven.
 */
final class UdpStack implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();
    private final SipStackImpl stack;
    private final SipProvider provider;

    private UdpStack(SipStackImpl stack, SipProvider provider) {
        this.stack = stack;
        this.provider = provider;
    }

    /**
     * Opens a socket.
     *
     * @throws SipException if that fails; the message names the system's reason
     */
    static UdpStack open(String address, int port, SipListener listener) throws SipException {
        StackLog.install();
        SipStackImpl stack = create();
        try {
            ListeningPoint point = stack.createListeningPoint(address, port, ListeningPoint.UDP);
            SipProvider provider = stack.createSipProvider(point);
            provider.addSipListener(listener);
            return new UdpStack(stack, provider);
        } catch (SipException | InvalidArgumentException | TooManyListenersException | RuntimeException failed) {
            end(stack);
            throw new SipException(reason(failed), failed);
        }
    }

    private static SipStackImpl create() throws PeerUnavailableException {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "outpub-" + NUMBER.incrementAndGet());
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        properties.setProperty("javax.sip.ROUTER_PATH", GivenHop.class.getName());
        properties.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
        properties.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
        properties.setProperty("gov.nist.javax.sip.MAX_MESSAGE_SIZE", "65535");
        properties.setProperty("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", "4194304");
        properties.setProperty("gov.nist.javax.sip.SEND_UDP_BUFFER_SIZE", "1048576");
        StackLog.configure(properties);
        return new SipStackImpl(properties);
    }

    /** The system's words, which are the innermost. */
    static String reason(Exception failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }

    SipProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        end(stack);
    }

    /** The scanner's thread is no daemon and outlives {@code stop}: left alone it would keep the process alive. */
    private static void end(SipStackImpl stack) {
        EventScanner scanner = stack.getEventScanner();
        stack.stop();
        scanner.forceStop();
        // It waits for an event and looks at the order to stop only after one; an empty one does.
        scanner.addEvent(new EventWrapper(null, null));
    }
}
