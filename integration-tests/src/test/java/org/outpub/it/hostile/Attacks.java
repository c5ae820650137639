package org.outpub.it.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** What strangers try. */
final class Attacks {
    private static final int CONNECTIONS = 150;
    private static final int HEAD = 10 << 20;
    private static final String DIGITS = "0123456789abcdef";

    private Attacks() {}

    static List<Attack> all(int perSecond) {
        return List.of(
                new Attack("garbage, " + perSecond + "/s", (target, run) -> garbage(target, run, perSecond)),
                new Attack("forged answers, " + perSecond + "/s", (target, run) -> answers(target, run, perSecond)),
                new Attack("OPTIONS, 2000/s", (target, run) -> requests(target, run, 2000)),
                new Attack("slow-loris, SIP", (target, run) -> dribble(target.tcp(), run)),
                new Attack("slow-loris, HTTP", (target, run) -> dribble(target.http(), run)),
                new Attack("half-open TLS", (target, run) -> halfOpen(target, run)),
                new Attack("10 MB heads", Attacks::longHeads),
                new Attack("pings, nothing read", Attacks::pings),
                new Attack("lying name server", Attacks::lies));
    }

    private static void datagrams(
            Target target, Attack.Run run, int perSecond, java.util.function.Supplier<byte[]> next) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            run.each(perSecond, () -> {
                byte[] bytes = next.get();
                socket.send(new DatagramPacket(bytes, bytes.length, target.udp()));
            });
        }
    }

    private static void garbage(Target target, Attack.Run run, int perSecond) throws Exception {
        Random random = new Random(1);
        byte[] sound = options(1).getBytes(StandardCharsets.US_ASCII);
        datagrams(target, run, perSecond, () -> {
            if (random.nextBoolean()) {
                byte[] bytes = new byte[random.nextInt(1400)];
                random.nextBytes(bytes);
                return bytes;
            }
            byte[] damaged = Arrays.copyOf(sound, random.nextInt(sound.length));
            for (int i = 0; i < damaged.length; i += 1 + random.nextInt(40)) {
                damaged[i] = (byte) random.nextInt(256);
            }
            return damaged;
        });
    }

    /** What is known of a request to somebody who is not on its way: all but its branch. */
    private static void answers(Target target, Attack.Run run, int perSecond) throws Exception {
        Random random = new Random(2);
        datagrams(target, run, perSecond, () -> {
            StringBuilder branch = new StringBuilder("z9hG4bK0000000");
            for (int i = branch.length(); i < 39; i++) {
                branch.append(DIGITS.charAt(random.nextInt(16)));
            }
            String text = "SIP/2.0 302 Moved\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                    + target.udp().getPort() + ";rport;branch="
                    + branch + ";x=y".repeat(random.nextInt(300)) + "\r\nFrom: <sip:good0@127.0.0.1>;tag=a\r\n"
                    + "To: <sip:good0@127.0.0.1>;tag=b\r\nCall-ID: c\r\nCSeq: 1 PUBLISH\r\nContact: <sip:evil@127.0.0.1:9>"
                    + "\r\nSIP-ETag: forged\r\nContent-Length: 0\r\n\r\n";
            return text.getBytes(StandardCharsets.US_ASCII);
        });
    }

    private static String options(int number) {
        return "OPTIONS sip:a@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK" + number
                + "\r\nFrom: <sip:x@y>;tag=" + number + "\r\nTo: <sip:a@127.0.0.1>\r\nCall-ID: " + number
                + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    }

    private static void requests(Target target, Attack.Run run, int perSecond) throws Exception {
        int[] number = {0};
        datagrams(target, run, perSecond, () -> options(number[0]++).getBytes(StandardCharsets.US_ASCII));
    }

    private static SocketChannel open(InetSocketAddress where) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(where);
        channel.configureBlocking(false);
        return channel;
    }

    /** Keeps many connections, and does something to each again and again; one that was closed is opened anew. */
    private static void keep(InetSocketAddress where, Attack.Run run, byte[] first, byte[] again) throws Exception {
        List<SocketChannel> open = new ArrayList<>();
        try {
            while (run.goesOn()) {
                for (int i = 0; i < CONNECTIONS && run.goesOn(); i++) {
                    try {
                        if (i >= open.size()) {
                            open.add(open(where));
                            open.get(open.size() - 1).write(ByteBuffer.wrap(first));
                        } else {
                            open.get(i).write(ByteBuffer.wrap(again));
                        }
                        run.sent();
                    } catch (IOException closed) {
                        if (i < open.size()) {
                            open.remove(i).close();
                        }
                    }
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static void dribble(InetSocketAddress where, Attack.Run run) throws Exception {
        keep(where, run, "GET / SIP/2.0\r\nX: ".getBytes(StandardCharsets.US_ASCII), new byte[] {'x'});
    }

    private static void halfOpen(Target target, Attack.Run run) throws Exception {
        keep(target.tls(), run, new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3}, new byte[0]);
    }

    private static void pings(Target target, Attack.Run run) throws Exception {
        byte[] pings = "\r\n\r\n".repeat(4000).getBytes(StandardCharsets.US_ASCII);
        keep(target.tcp(), run, pings, pings);
    }

    private static void longHeads(Target target, Attack.Run run) throws Exception {
        byte[] part = "a".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        for (int number = 0; run.goesOn(); number++) {
            try (Socket socket = number % 3 == 0 ? trusting().getSocketFactory().createSocket() : new Socket()) {
                socket.connect(number % 3 == 0 ? target.tls() : number % 3 == 1 ? target.tcp() : target.http(), 5_000);
                socket.setSoTimeout(5_000);
                OutputStream out = socket.getOutputStream();
                out.write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                for (int sent = 0; sent < HEAD; sent += part.length) {
                    out.write(part);
                }
            } catch (IOException refused) {
                // as it should be
            }
            run.sent();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Edits have the names looked up again and again. */
    private static void lies(Target target, Attack.Run run) throws Exception {
        target.names().lie(true);
        try {
            long before = target.names().answered();
            for (int edit = 0; run.goesOn(); edit++) {
                target.configure(700 + edit % 100);
                TimeUnit.MILLISECONDS.sleep(400);
            }
            IntStream.range(0, (int) (target.names().answered() - before)).forEach(i -> run.sent());
        } finally {
            target.names().lie(false);
        }
    }
}
