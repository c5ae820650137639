package org.outpub.publish.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Speaks HTTP by hand, well or badly. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE = 20_000;
    private final Socket socket;
    private final InputStream in;

    RawClient(ControlServer server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** One answer. */
    record Answer(int status, Map<String, String> headers, String body) {}

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    static String put(String path, String type, String body) {
        return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawClient sendsNoMore() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Answer ask(String text) throws IOException {
        return send(text).answer();
    }

    /** The next answer, whole. */
    Answer answer() throws IOException {
        Answer head = answerToHead();
        int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        assertEquals(length, body.length, "the answer was cut");
        return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    /** The next answer, which says how long its body would be and has none. */
    Answer answerToHead() throws IOException {
        String[] status = line().split(" ", 3);
        assertEquals("HTTP/1.1", status[0]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(": ", 2);
            assertEquals(null, headers.put(header[0].toLowerCase(Locale.ROOT), header[1]), "twice: " + line);
        }
        return new Answer(Integer.parseInt(status[1]), headers, "");
    }

    /** The head of an answer without its body. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after '" + line + "'");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Waits for a byte no longer than this. */
    boolean hearsSomethingWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE);
        }
    }

    /** Waits until the server has closed; what it said until then. */
    String untilClosed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException open) {
            throw new AssertionError("it is still open", open);
        } catch (IOException reset) {
            return all.toString(StandardCharsets.UTF_8);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
