package org.outpub.publish.wire.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A name server on loopback that says what a test wants. */
public final class ScriptedNameServer implements AutoCloseable {
    private static final long NEGATIVE_TTL = 60;
    private final DatagramSocket socket;
    private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    public ScriptedNameServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::serve, "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** What was asked, such as {@code SRV _sip._udp.example.org}. */
    public List<String> questions() {
        return questions;
    }

    /** A record as a zone file has it, such as {@code SRV}, {@code "1 2 5060 h.example.org."}. */
    public ScriptedNameServer record(String name, long ttl, String type, String data) {
        try {
            Record record =
                    Record.fromString(Name.fromString(name + "."), Type.value(type), DClass.IN, ttl, data, Name.root);
            zone.computeIfAbsent(type + " " + name, absent -> new CopyOnWriteArrayList<>())
                    .add(record);
            return this;
        } catch (IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    public void forget(String question) {
        zone.remove(question);
    }

    public void staySilentAbout(String question) {
        silent.add(question);
    }

    public void failAt(String question) {
        failing.add(question);
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                Record question = query.getQuestion();
                String key = Type.string(question.getType()) + " "
                        + question.getName().toString(true);
                questions.add(key);
                if (!silent.contains(key)) {
                    byte[] answer = answer(query, key).toWire();
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                // the loop's condition tells
            }
        }
    }

    private Message answer(Message query, String key) throws TextParseException {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (failing.contains(key)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        List<Record> records = new ArrayList<>(zone.getOrDefault(key, List.of()));
        if (records.isEmpty()) {
            answer.getHeader().setRcode(isName(query.getQuestion()) ? Rcode.NOERROR : Rcode.NXDOMAIN);
            Name root = Name.fromString("org.");
            answer.addRecord(
                    new SOARecord(root, DClass.IN, NEGATIVE_TTL, root, root, 1, 1, 1, 1, NEGATIVE_TTL),
                    Section.AUTHORITY);
        }
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        return answer;
    }

    /** A name with records of another type exists; a resolver that is told otherwise asks for no type any more. */
    private boolean isName(Record question) {
        String name = " " + question.getName().toString(true);
        return zone.keySet().stream().anyMatch(key -> key.endsWith(name));
    }

    @Override
    public void close() {
        socket.close();
    }
}
