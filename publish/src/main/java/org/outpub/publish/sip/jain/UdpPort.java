package org.outpub.publish.sip.jain;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.stack.UDPMessageChannel;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An open UDP port: a stack of its own with one listening point. Safe for use by many threads. */
final class UdpPort implements Port {
    private static final AtomicLong OPENED = new AtomicLong();
    private static final int FREE_PORT_ATTEMPTS = 8;
    private static final int START_ROUNDS = 25_000;
    private static final long START_ROUND_NANOS = 200_000;
    private static final String LIBRARY = "gov.nist.javax.sip.";
    private final UDPMessageProcessor processor;
    private final Sender sender;
    private final InetSocketAddress address;

    private UdpPort(WireStack stack, InetSocketAddress address) throws Exception {
        this.address = address;
        String host = address.getAddress().getHostAddress();
        ListeningPointImpl point = (ListeningPointImpl) stack.createListeningPoint(host, address.getPort(), "udp");
        this.processor = (UDPMessageProcessor) point.getMessageProcessor();
        this.sender = new Sender(processor, stack);
    }

    /**
     * Opens a port.
     *
     * @param bind the address; port 0 for a free one
     * @param tos the type-of-service octet of what is sent
     * @param receiver takes what comes in
     * @return the open port
     * @throws IOException with the system's reason if it cannot be bound
     */
    static UdpPort open(InetSocketAddress bind, int tos, MessageReceiver receiver) throws IOException {
        if (bind.getPort() != 0) {
            // The library leaves a thread behind when it cannot bind.
            probe(bind);
            return openInOwnGroup(bind, tos, receiver);
        }
        // The library takes no port 0, so another program may be faster to the one found free.
        IOException lost = new IOException("no free port");
        for (int attempt = 0; attempt < FREE_PORT_ATTEMPTS; attempt++) {
            try {
                return openInOwnGroup(new InetSocketAddress(bind.getAddress(), probe(bind)), tos, receiver);
            } catch (IOException taken) {
                lost = taken;
            }
        }
        throw lost;
    }

    private static int probe(InetSocketAddress bind) throws IOException {
        try (DatagramSocket probe = new DatagramSocket(bind)) {
            return probe.getLocalPort();
        }
    }

    /**
     * The library starts an event thread that is no daemon and outlives it; nothing of ours needs it. Threads begin in
     * the group of the thread that starts them, so that is how it is found and ended.
     */
    private static UdpPort openInOwnGroup(InetSocketAddress bind, int tos, MessageReceiver receiver)
            throws IOException {
        ThreadGroup group = new ThreadGroup("outpub-sip-" + bind.getPort());
        CompletableFuture<UdpPort> opened = new CompletableFuture<>();
        Thread opener = new Thread(group, () -> openHere(bind, tos, receiver, opened), "outpub-sip-opener");
        opener.setDaemon(true);
        opener.start();
        try {
            return opened.join();
        } catch (CompletionException failed) {
            throw new IOException(reason(failed), failed.getCause());
        } finally {
            endEventThread(group);
        }
    }

    private static void openHere(
            InetSocketAddress bind, int tos, MessageReceiver receiver, CompletableFuture<UdpPort> opened) {
        try {
            // The library reaches for log4j unless this is set.
            CommonLogger.legacyLogger = new StackLog();
            WireStack stack = new WireStack(properties(), tos, receiver);
            stack.getEventScanner().forceStop();
            UdpPort port = new UdpPort(stack, bind);
            awaitWorker();
            opened.complete(port);
        } catch (Exception | LinkageError failed) {
            opened.completeExceptionally(failed);
        }
    }

    /** Until its worker runs, the library cannot close the port. */
    private static void awaitWorker() throws IOException {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (int round = 0; round < START_ROUNDS; round++) {
            if (threadsOf(group).anyMatch(thread -> thread.getName().contains("UDPMessageChannelThread"))) {
                return;
            }
            LockSupport.parkNanos(START_ROUND_NANOS);
        }
        throw new IOException("the SIP stack did not start in time");
    }

    private static Stream<Thread> threadsOf(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 8];
        return Arrays.stream(threads, 0, group.enumerate(threads));
    }

    private static void endEventThread(ThreadGroup group) {
        threadsOf(group).filter(thread -> !thread.isDaemon()).forEach(Thread::interrupt);
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "outpub-" + OPENED.incrementAndGet());
        properties.setProperty(LIBRARY + "STACK_LOGGER", StackLog.class.getName());
        properties.setProperty(LIBRARY + "SERVER_LOGGER", NoMessageLog.class.getName());
        properties.setProperty(LIBRARY + "TIMER_CLASS_NAME", NoTimer.class.getName());
        properties.setProperty(LIBRARY + "THREAD_POOL_SIZE", "1");
        properties.setProperty(LIBRARY + "REENTRANT_LISTENER", "true");
        properties.setProperty(LIBRARY + "MAX_MESSAGE_SIZE", "65535");
        properties.setProperty(LIBRARY + "RECEIVE_UDP_BUFFER_SIZE", String.valueOf(4 << 20));
        properties.setProperty(LIBRARY + "SEND_UDP_BUFFER_SIZE", String.valueOf(4 << 20));
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        return properties;
    }

    private static String reason(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void send(PendingRequest request) throws IOException {
        send(request.bytes(), request.target());
    }

    @Override
    public void forget(PendingRequest request) {}

    /**
     * Sends a datagram.
     *
     * @param message a whole SIP message; not changed later
     * @param target where to
     * @throws IOException if the system refuses it, or the port is closed
     */
    void send(byte[] message, InetSocketAddress target) throws IOException {
        try {
            sender.send(message, target);
        } catch (RuntimeException failed) {
            throw new IOException(reason(failed), failed);
        }
    }

    /** Closes the port and ends its threads. */
    @Override
    public void close() {
        processor.stop();
    }

    /** The library's way to send bytes is for subclasses only. */
    private static final class Sender extends UDPMessageChannel {
        Sender(UDPMessageProcessor processor, WireStack stack) {
            super(processor.getIpAddress(), processor.getPort(), stack, processor);
        }

        void send(byte[] message, InetSocketAddress target) throws IOException {
            sendMessage(message, target.getAddress(), target.getPort(), false);
        }
    }
}
