package org.outpub.it.reliability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A compositor (RFC 3903 §6) that knows of each resource every copy that publishers have left there, and when it was heard
 * of last. Grants what is asked for. Answers on a thread of its own.
 */
final class CopyServer implements AutoCloseable {
    private static final int MOST_ANSWERS = 100_000;
    private final DatagramSocket socket;
    private final Thread thread;
    /** By resource, the copies by their entity-tags; guarded by this. */
    private final Map<String, Map<String, Copy>> resources = new HashMap<>();
    /** Answers by branch, for requests that come again; confined to the thread. */
    private final Map<String, byte[]> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > MOST_ANSWERS;
        }
    };

    private final long longestGrant;
    private volatile BiConsumer<String, String> observer = (resource, callId) -> {};
    private volatile boolean silent;
    private long tags;
    private long requests;
    private long conditionsFailed;

    /**
     * One document that a publisher left.
     *
     * @param body the document
     * @param changed when its entity-tag was given, by the monotonic clock
     * @param expires when it is dropped
     */
    record Copy(String body, long changed, long expires) {}

    CopyServer() throws IOException {
        this(Long.MAX_VALUE);
    }

    /**
     * A compositor that grants little.
     *
     * @param longestGrant in seconds
     */
    CopyServer(long longestGrant) throws IOException {
        this.longestGrant = longestGrant;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setReceiveBufferSize(4 << 20);
        thread = new Thread(this::serve, "copy-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Hears nothing from now on, or hears again. */
    void silence(boolean on) {
        silent = on;
    }

    private void serve() {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                String text = new String(buffer, 0, packet.getLength(), ISO_8859_1);
                if (silent || !text.startsWith("PUBLISH ")) {
                    continue; // a blank line keeps the way open
                }
                byte[] answer = answer(text);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException closed) {
                return;
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        }
    }

    private byte[] answer(String request) {
        String via = header(request, "Via");
        byte[] before = answers.get(via);
        if (before != null) {
            return before;
        }
        String head = "\r\nVia: " + via + "\r\nFrom: " + header(request, "From") + "\r\nTo: " + header(request, "To")
                + ";tag=s\r\nCall-ID: " + header(request, "Call-ID") + "\r\nCSeq: " + header(request, "CSeq") + "\r\n";
        byte[] made = ("SIP/2.0 " + take(request) + "Content-Length: 0\r\n\r\n")
                .replace("@@", head)
                .getBytes(ISO_8859_1);
        answers.put(via, made);
        return made;
    }

    private static String header(String request, String name) {
        int at = request.indexOf("\r\n" + name + ": ");
        return at < 0 ? "" : request.substring(at + name.length() + 4, request.indexOf("\r\n", at + 2));
    }

    /** Hears of each request, once, by its resource and its Call-ID; on the server's thread. */
    void heard(BiConsumer<String, String> next) {
        observer = next;
    }

    private synchronized String take(String request) {
        requests++;
        long now = System.nanoTime();
        String resource = request.substring(8, request.indexOf(" SIP/2.0")) + " " + header(request, "Event");
        observer.accept(resource, header(request, "Call-ID"));
        Map<String, Copy> copies = resources.computeIfAbsent(resource, name -> new LinkedHashMap<>());
        copies.values().removeIf(copy -> copy.expires - now <= 0);
        String condition = header(request, "SIP-If-Match");
        long seconds = Math.min(longestGrant, Long.parseLong(header(request, "Expires")));
        Copy former = condition.isEmpty() ? null : copies.remove(condition);
        if (!condition.isEmpty() && former == null) {
            conditionsFailed++;
            return "412 Conditional Request Failed@@";
        }
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        String tag = "t" + ++tags;
        if (seconds > 0) {
            copies.put(
                    tag,
                    new Copy(
                            body.isEmpty() && former != null ? former.body : body, now, now + seconds * 1_000_000_000));
        }
        return "200 OK@@SIP-ETag: " + tag + "\r\nExpires: " + seconds + "\r\n";
    }

    /** All copies that live, by resource; the newest last. */
    synchronized Map<String, List<Copy>> copies() {
        long now = System.nanoTime();
        Map<String, List<Copy>> all = new TreeMap<>();
        resources.forEach((resource, copies) -> {
            List<Copy> living = new ArrayList<>(copies.values());
            living.removeIf(copy -> copy.expires - now <= 0);
            if (!living.isEmpty()) {
                all.put(resource, living);
            }
        });
        return all;
    }

    /** What is held, by resource; where there are several copies, all of them. */
    Map<String, String> held() {
        Map<String, String> held = new LinkedHashMap<>();
        copies().forEach((resource, copies) ->
                copies.forEach(copy -> held.merge(resource, copy.body(), (one, other) -> one + " and " + other)));
        return held;
    }

    /** Forgets copies that nobody can name any more, as if they had expired. */
    synchronized void expireAllBut(Map<String, String> wished) {
        resources.forEach((resource, copies) -> {
            String body = wished.get(resource);
            String newest = copies.entrySet().stream()
                    .filter(copy -> copy.getValue().body.equals(body))
                    .reduce((one, other) -> other)
                    .map(Map.Entry::getKey)
                    .orElse("");
            copies.keySet().removeIf(tag -> !tag.equals(newest));
        });
    }

    synchronized long requests() {
        return requests;
    }

    synchronized long conditionsFailed() {
        return conditionsFailed;
    }

    @Override
    public void close() {
        socket.close();
    }
}
