package org.outpub.it;

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
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A server on a bare socket that knows nothing of our code: checks every PUBLISH against the RFCs, answers from a script,
 * and lets a test take the requests one by one. Unless the script says otherwise it grants what is asked and names it.
 */
final class RawEsc implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;
    /** RFC 5626 §3.5.1: no message. */
    private static final int KEEP_ALIVE = 4;

    /** 32 s, less what a busy machine may take to notice the first request. */
    private static final long LEAST_TIMER_F_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final DatagramSocket socket;
    private final Thread thread;
    private final BlockingQueue<RawPublish> requests = new LinkedBlockingQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Set<String> branches = new HashSet<>();
    private final Map<String, Long> lastCseq = new HashMap<>();
    private final Map<String, Long> underWay = new ConcurrentHashMap<>();
    private volatile SocketAddress lastClient;
    private volatile Function<RawPublish, Reply> script = this::grant;
    private volatile BiConsumer<byte[], Integer> tap = (bytes, length) -> {};
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile boolean alone = true;
    private volatile boolean repeating;
    private int tags;

    /** An answer; null in place of one means silence. */
    record Reply(int status, String reason, List<String> headers) {
        static Reply of(int status, String reason, String... headers) {
            return new Reply(status, reason, List.of(headers));
        }
    }

    RawEsc() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setReceiveBufferSize(1 << 20);
        thread = new Thread(this::serve, "raw-esc");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    String uri(String user) {
        return "sip:" + user + "@127.0.0.1:" + port();
    }

    /** Grants what is asked, under a fresh entity-tag. */
    Reply grant(RawPublish request) {
        return Reply.of(200, "OK", "SIP-ETag: tag-" + ++tags, "Expires: " + request.expires());
    }

    /** Other servers get some of the requests. */
    RawEsc amongOthers() {
        alone = false;
        return this;
    }

    /** Answers copies of a request too, as a server does (RFC 3261 §17.2.2). */
    RawEsc repeating() {
        repeating = true;
        return this;
    }

    void script(Function<RawPublish, Reply> next) {
        script = next;
    }

    /** Shows every datagram before anything else is done with it, retransmissions too. */
    void tap(BiConsumer<byte[], Integer> next) {
        tap = next;
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
                tap.accept(buffer, packet.getLength());
                take(RawPublish.parse(buffer, packet.getLength()), packet.getSocketAddress());
            } catch (IOException closed) {
                return;
            } catch (RuntimeException malformed) {
                violations.add("cannot be parsed: " + malformed);
            }
        }
    }

    private void take(RawPublish request, SocketAddress client) throws IOException {
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

    /** Answers a request now, that the script left unanswered. */
    void answer(RawPublish request, Reply reply) throws IOException {
        if (reply.status() >= 200) {
            answered(request);
        }
        answers.put(request.branch(), text(request, reply));
        send(text(request, reply));
    }

    /** The test answers the request by itself, so that another may come. */
    void answered(RawPublish request) {
        underWay.remove(request.requestUri());
    }

    /** The port that the last request came from. */
    int clientPort() {
        return ((InetSocketAddress) lastClient).getPort();
    }

    /** Sends any text to where the last request came from. */
    void send(String text) throws IOException {
        send(text, lastClient);
    }

    static String text(RawPublish request, Reply reply) {
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
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, client));
    }

    /** The next request; fails if none comes in time. */
    RawPublish next() throws InterruptedException {
        RawPublish request = requests.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request within " + DEADLINE_SECONDS + " s; " + violations);
        }
        return request;
    }

    RawPublish next(String operation) throws InterruptedException {
        RawPublish request = next();
        if (!request.operation().equals(operation)) {
            throw new AssertionError("expected " + operation + ", got " + request);
        }
        return request;
    }

    /** All requests that came and were not taken. */
    List<RawPublish> drain() {
        List<RawPublish> all = new ArrayList<>();
        requests.drainTo(all);
        return all;
    }

    /** All requests that come within a time, for what must not come, or not often. */
    List<RawPublish> within(Duration time) throws InterruptedException {
        List<RawPublish> all = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        RawPublish next;
        while ((next = requests.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
            all.add(next);
        }
        return all;
    }

    List<String> violations() {
        return violations;
    }

    @Override
    public void close() {
        socket.close();
    }
}
