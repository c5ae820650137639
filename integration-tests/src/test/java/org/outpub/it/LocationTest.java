package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.publish.Outpub;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A domain with two compositors, found by what its name server says. */
class LocationTest {
    @TempDir
    Path folder;

    /** Answers from a table of question to answers, each as in a zone file; all else does not exist. */
    private static final class NameServer implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Map<String, String[]> zone = new ConcurrentHashMap<>();

        NameServer() throws IOException {
            Thread thread = new Thread(this::serve, "name-server");
            thread.setDaemon(true);
            thread.start();
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }

        void put(String question, String... answers) {
            zone.put(question, answers);
        }

        private void serve() {
            while (!socket.isClosed()) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                    socket.receive(packet);
                    byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())))
                            .toWire();
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                } catch (IOException closed) {
                    // the loop's condition tells
                }
            }
        }

        private Message answer(Message query) throws IOException {
            Record question = query.getQuestion();
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.addRecord(question, Section.QUESTION);
            String[] found = zone.getOrDefault(
                    Type.string(question.getType()) + " " + question.getName().toString(true), new String[0]);
            if (found.length == 0) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
            }
            for (String data : found) {
                answer.addRecord(
                        Record.fromString(question.getName(), question.getType(), DClass.IN, 60, data, Name.root),
                        Section.ANSWER);
            }
            return answer;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void theNextServerTakesOverWhenTheBestRefusesAndItKeepsWhatItHas() throws Exception {
        try (NameServer names = new NameServer();
                RawEsc best = new RawEsc();
                RawEsc second = new RawEsc()) {
            names.put(
                    "SRV _sip._udp.example.org",
                    "1 0 " + best.port() + " a.example.org.",
                    "2 0 " + second.port() + " a.example.org.");
            names.put("A a.example.org", "127.0.0.1");
            best.script(request -> RawEsc.Reply.of(503, "Service Unavailable"));
            ConfigFolder config = new ConfigFolder(folder);
            config.content("state.txt", "open");
            config.publication("desk", "sip:desk@example.org").write();
            Outpub outpub = Outpub.builder()
                    .configuration(folder)
                    .nameServer(names.address())
                    .build();
            try {
                outpub.load();
                best.next("initial");
                RawPublish published = second.next("initial");
                assertTrue(published.has("Event"));
                best.script(best::grant);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> outpub.statuses().get().get(0).entityTag().isPresent());
                config.content("state.txt", "closed");
                second.next("modify");
            } finally {
                outpub.unload(Duration.ofSeconds(5));
            }
            second.next("remove");
            assertEquals(java.util.List.of(), second.violations());
        }
    }
}
