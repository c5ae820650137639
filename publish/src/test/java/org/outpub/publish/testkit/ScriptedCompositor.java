package org.outpub.publish.testkit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A SIP server on a bare UDP socket of loopback that knows nothing of Outpub's code: checks every PUBLISH against the RFCs,
 * answers from a script, and lets a test take the requests one by one, or await what they amount to. Unless the script says
 * otherwise it grants what is asked and names it. Has a thread of its own, on which the script runs; safe for use by many
 * threads. {@link CompositorExtension} gives one to a test.
 */
public final class ScriptedCompositor implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;
    /** RFC 5626 §3.5.1: no message. */
    private static final int KEEP_ALIVE = 4;

    /** 32 s, less what a busy machine may take to notice the first request. */
    private static final long LEAST_TIMER_F_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final DatagramSocket socket;
    private final Thread thread;
    private final BlockingQueue<ReceivedPublish> requests = new LinkedBlockingQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Set<String> branches = new HashSet<>();
    private final Map<String, Long> lastCseq = new HashMap<>();
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();
    private volatile SocketAddress lastClient;
    private volatile Function<ReceivedPublish, Reply> script = this::grant;
    private volatile BiConsumer<byte[], Integer> tap = (bytes, length) -> {};
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile boolean alone = true;
    private volatile boolean repeating;
    private final AtomicInteger requestsToLose = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final Map<String, String> documents = new HashMap<>(); // guarded by itself, which tells of changes
    private int tags;

    /**
     * An answer; null in place of one means silence.
     *
     * @param status from 100 to 699
     * @param reason the phrase behind it
     * @param headers whole lines, such as {@code Retry-After: 5}; those that every answer has are there by themselves
     */
    public record Reply(int status, String reason, List<String> headers) {
        /**
         * An answer.
         *
         * @param status from 100 to 699
         * @param reason the phrase behind it
         * @param headers whole lines
         * @return the answer
         */
        public static Reply of(int status, String reason, String... headers) {
            return new Reply(status, reason, List.of(headers));
        }
    }

    /**
     * Listens on a free port of 127.0.0.1.
     *
     * @throws IOException if there is none
     */
    public ScriptedCompositor() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setReceiveBufferSize(1 << 20);
        thread = new Thread(this::serve, "scripted-compositor");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Where it listens.
     *
     * @return the port, at 127.0.0.1
     */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Whom to publish to: a {@code server_uri}.
     *
     * @param user the part before the {@code @}
     * @return a SIP URI that leads here
     */
    public String uri(String user) {
        return "sip:" + user + "@127.0.0.1:" + port();
    }

    /**
     * Grants what is asked, under a fresh entity-tag; what is done without a script, and what a script does that has
     * nothing to object.
     *
     * @param request as the script got it
     * @return a 200
     */
    public Reply grant(ReceivedPublish request) {
        return Reply.of(200, "OK", "SIP-ETag: tag-" + ++tags, "Expires: " + request.expires());
    }

    /**
     * Other servers get some of the requests, so numbers may be missing here.
     *
     * @return this
     */
    public ScriptedCompositor amongOthers() {
        alone = false;
        return this;
    }

    /**
     * Answers copies of a request too, as a server does (RFC 3261 §17.2.2).
     *
     * @return this
     */
    public ScriptedCompositor repeating() {
        repeating = true;
        return this;
    }

    /**
     * Decides the answers from now on.
     *
     * @param next gives the answer to a request, or null for none; called once for each, whatever copies come
     */
    public void script(Function<ReceivedPublish, Reply> next) {
        script = next;
    }

    /**
     * Shows every datagram before anything else is done with it, retransmissions too.
     *
     * @param next gets a buffer that is used again, and how many bytes of it are the datagram
     */
    public void tap(BiConsumer<byte[], Integer> next) {
        tap = next;
    }

    /**
     * Loses datagrams on their way here, as a bad network does: nobody sees them, and they come again if their sender
     * repeats them.
     *
     * @param number how many of the next
     */
    public void loseRequests(int number) {
        requestsToLose.set(number);
    }

    /**
     * Loses answers on their way back. The copies of a request that follow are answered.
     *
     * @param number how many of the next
     */
    public void loseAnswers(int number) {
        repeating = true;
        answersToLose.set(number);
    }

    private static boolean lost(AtomicInteger number) {
        return number.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private void serve() {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (packet.getLength() <= KEEP_ALIVE) {
                    continue;
                }
                if (lost(requestsToLose)) {
                    continue;
                }
                tap.accept(buffer, packet.getLength());
                take(ReceivedPublish.parse(buffer, packet.getLength()), packet.getSocketAddress());
            } catch (IOException closed) {
                return;
            } catch (RuntimeException malformed) {
                violations.add("cannot be parsed: " + malformed);
            }
        }
    }

    private void take(ReceivedPublish request, SocketAddress client) throws IOException {
        lastClient = client;
        if (!branches.add(request.branch())) {
            String before = repeating ? answers.get(request.branch()) : null;
            if (before != null) {
                send(before);
            }
            return;
        }
        Long unanswered = underWay.put(request.requestUri(), System.nanoTime());
        if (unanswered != null && System.nanoTime() - unanswered < LEAST_TIMER_F_NANOS) {
            violations.add("one was under way already: " + request);
        }
        for (String violation : request.violations()) {
            violations.add(violation + " in " + request);
        }
        Long before = lastCseq.put(request.header("Call-ID"), request.cseq());
        if (before != null && (request.cseq() <= before || alone && request.cseq() != before + 1)) {
            violations.add("CSeq " + request.cseq() + " after " + before);
        }
        Reply reply = script.apply(request);
        if (reply != null) {
            answer(request, reply);
        }
        requests.add(request);
    }

    /**
     * Answers a request now, that the script left unanswered.
     *
     * @param request which
     * @param reply the answer
     * @throws IOException if it cannot be sent
     */
    public void answer(ReceivedPublish request, Reply reply) throws IOException {
        if (reply.status() >= 200) {
            answered(request);
        }
        if (reply.status() / 100 == 2) {
            hold(request);
        }
        answers.put(request.branch(), text(request, reply));
        send(text(request, reply));
    }

    private void hold(ReceivedPublish request) {
        String name = request.event() + ' ' + request.requestUri();
        synchronized (documents) {
            if (request.operation().equals("remove")) {
                documents.remove(name);
            } else if (!request.body().isEmpty()) {
                documents.put(name, request.body());
            }
            documents.notifyAll();
        }
    }

    /**
     * What is published now: the document of the last request that got a 2xx, until one removes it.
     *
     * @param requestUri whose
     * @param event the event package
     * @return empty if nothing is
     */
    public Optional<String> document(String requestUri, String event) {
        synchronized (documents) {
            return Optional.ofNullable(documents.get(event + ' ' + requestUri));
        }
    }

    /**
     * Waits until a document is published, for at most 20 seconds.
     *
     * @param requestUri whose
     * @param event the event package
     * @param right whether it is the one that is waited for
     * @return the document
     * @throws InterruptedException if the thread is asked to give up
     * @throws AssertionError if it does not come; says what is published
     */
    public String awaitDocument(String requestUri, String event, Predicate<String> right) throws InterruptedException {
        Optional<String> found =
                awaitThat(requestUri, event, document -> document.filter(right).isPresent());
        return found.orElseThrow();
    }

    /**
     * Waits until nothing is published, for at most 20 seconds.
     *
     * @param requestUri whose
     * @param event the event package
     * @throws InterruptedException if the thread is asked to give up
     * @throws AssertionError if it stays; says what is published
     */
    public void awaitRemoved(String requestUri, String event) throws InterruptedException {
        awaitThat(requestUri, event, Optional::isEmpty);
    }

    private Optional<String> awaitThat(String requestUri, String event, Predicate<Optional<String>> right)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        synchronized (documents) {
            while (!right.test(document(requestUri, event))) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("after " + DEADLINE_SECONDS + " s, published for " + event + " of "
                            + requestUri + " is: " + document(requestUri, event).orElse("nothing") + "; " + violations);
                }
                documents.wait(left);
            }
            return document(requestUri, event);
        }
    }

    /**
     * The test answers the request by itself, so that another may come.
     *
     * @param request which
     */
    public void answered(ReceivedPublish request) {
        underWay.remove(request.requestUri());
    }

    /**
     * The port that the last request came from.
     *
     * @return its number
     */
    public int clientPort() {
        return ((InetSocketAddress) lastClient).getPort();
    }

    /**
     * Sends any text to where the last request came from.
     *
     * @param text a whole message
     * @throws IOException if it cannot be sent
     */
    public void send(String text) throws IOException {
        send(text, lastClient);
    }

    /**
     * An answer as it is on the wire, to be spoilt by a test before it is sent.
     *
     * @param request what it answers
     * @param reply what is answered
     * @return a whole message
     */
    public static String text(ReceivedPublish request, Reply reply) {
        List<String> lines = new ArrayList<>();
        lines.add("SIP/2.0 " + reply.status() + " " + reply.reason());
        for (String copied : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
            lines.add(copied + ": " + request.header(copied) + (copied.equals("To") ? ";tag=esc" : ""));
        }
        lines.addAll(reply.headers());
        lines.add("Content-Length: 0");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private void send(String text, SocketAddress client) throws IOException {
        if (lost(answersToLose)) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, client));
    }

    /**
     * Takes the next request; waits for at most 20 seconds.
     *
     * @return each once, in the order in which they came; no retransmissions
     * @throws InterruptedException if the thread is asked to give up
     * @throws AssertionError if none comes
     */
    public ReceivedPublish next() throws InterruptedException {
        ReceivedPublish request = requests.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request within " + DEADLINE_SECONDS + " s; " + violations);
        }
        return request;
    }

    /**
     * Takes the next request, which must be a certain one.
     *
     * @param operation as {@link ReceivedPublish#operation} has it
     * @return the request
     * @throws InterruptedException if the thread is asked to give up
     * @throws AssertionError if none comes, or another
     */
    public ReceivedPublish next(String operation) throws InterruptedException {
        ReceivedPublish request = next();
        if (!request.operation().equals(operation)) {
            throw new AssertionError("expected " + operation + ", got " + request);
        }
        return request;
    }

    /**
     * Takes all requests that came and were not taken.
     *
     * @return in the order in which they came
     */
    public List<ReceivedPublish> drain() {
        List<ReceivedPublish> all = new ArrayList<>();
        requests.drainTo(all);
        return all;
    }

    /**
     * Takes all requests that come within a time, for what must not come, or not often.
     *
     * @param time how long to wait, all of it
     * @return in the order in which they came
     * @throws InterruptedException if the thread is asked to give up
     */
    public List<ReceivedPublish> within(Duration time) throws InterruptedException {
        List<ReceivedPublish> all = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        ReceivedPublish next;
        while ((next = requests.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
            all.add(next);
        }
        return all;
    }

    /**
     * What it got that the RFCs forbid: what {@link ReceivedPublish#violations} says, two requests under way at once for one
     * Request-URI (RFC 3903 §4), sequence numbers that do not count up.
     *
     * @return empty if all was right
     */
    public List<String> violations() {
        return violations;
    }

    @Override
    public void close() {
        socket.close();
    }
}
