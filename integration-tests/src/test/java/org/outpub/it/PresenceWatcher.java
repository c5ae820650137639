package org.outpub.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Somebody who SUBSCRIBEs to a presentity over a bare socket and keeps the documents of the NOTIFYs. */
final class PresenceWatcher implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<String> documents = new CopyOnWriteArrayList<>();

    PresenceWatcher(int serverPort, String user, String event, String accept) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::receive, "presence-watcher");
        thread.setDaemon(true);
        thread.start();
        String me = "127.0.0.1:" + socket.getLocalPort();
        send(
                String.join(
                        "\r\n",
                        "SUBSCRIBE sip:" + user + "@127.0.0.1:" + serverPort + " SIP/2.0",
                        "Via: SIP/2.0/UDP " + me + ";rport;branch=z9hG4bK" + System.nanoTime(),
                        "Max-Forwards: 70",
                        "From: <sip:watcher@127.0.0.1>;tag=w" + System.nanoTime(),
                        "To: <sip:" + user + "@127.0.0.1:" + serverPort + ">",
                        "Call-ID: w" + System.nanoTime(),
                        "CSeq: 1 SUBSCRIBE",
                        "Contact: <sip:watcher@" + me + ">",
                        "Event: " + event,
                        "Accept: " + accept,
                        "Expires: 300",
                        "Content-Length: 0",
                        "",
                        ""),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
    }

    private void send(String text, java.net.SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void receive() {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                String message = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
                if (message.startsWith("NOTIFY ")) {
                    send(ok(message), packet.getSocketAddress());
                    documents.add(message.substring(message.indexOf("\r\n\r\n") + 4));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static String ok(String notify) {
        List<String> lines = new ArrayList<>(List.of("SIP/2.0 200 OK"));
        for (String line : notify.substring(0, notify.indexOf("\r\n\r\n")).split("\r\n")) {
            if (line.matches("(?i)(via|from|to|call-id|cseq):.*")) {
                lines.add(line);
            }
        }
        lines.add("Content-Length: 0");
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** Waits until the newest document is as wanted. */
    void awaitLast(String what, Predicate<String> wanted) {
        await(what + "; got " + documents)
                .atMost(Duration.ofSeconds(20))
                .until(() -> !documents.isEmpty() && wanted.test(documents.get(documents.size() - 1)));
    }

    @Override
    public void close() {
        socket.close();
    }
}
