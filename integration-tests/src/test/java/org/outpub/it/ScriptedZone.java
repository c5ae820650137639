package org.outpub.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers from a table of question to answers, each as in a zone file; all else does not exist. */
final class ScriptedZone implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, String[]> zone = new ConcurrentHashMap<>();

    ScriptedZone() throws IOException {
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
            answer.getHeader().setRcode(isName(question) ? Rcode.NOERROR : Rcode.NXDOMAIN);
        }
        for (String data : found) {
            answer.addRecord(
                    Record.fromString(question.getName(), question.getType(), DClass.IN, 60, data, Name.root),
                    Section.ANSWER);
        }
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
