package org.outpub.it.hostile;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that nothing exists; while it lies, with whatever may lead astray. */
final class LyingNameServer implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Random random = new Random(5);
    private final LongAdder answered = new LongAdder();
    private volatile boolean lying;

    LyingNameServer() throws IOException {
        Thread thread = new Thread(this::serve, "lying-name-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    void lie(boolean now) {
        lying = now;
    }

    long answered() {
        return answered.sum();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                socket.receive(packet);
                answered.increment();
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException closedOrOdd) {
                // the loop's condition tells
            }
        }
    }

    private byte[] answer(byte[] asked) throws IOException {
        Message query = new Message(asked);
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (!lying) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            return answer.toWire();
        }
        String name = query.getQuestion().getName().toString();
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] garbage = new byte[random.nextInt(600)];
                random.nextBytes(garbage);
                return garbage;
            }
            case 1 -> answer.getHeader().setID(random.nextInt(0x10000));
            case 2 -> add(answer, name + " 1 IN CNAME " + name);
            case 3 -> answer.getHeader().setFlag(Flags.TC);
            default -> {
                for (int i = 0; i < 60; i++) {
                    add(answer, record(query.getQuestion().getType(), name, i));
                }
            }
        }
        return answer.toWire();
    }

    private String record(int type, String name, int i) {
        return switch (type) {
            case Type.SRV -> name + " 1 IN SRV " + i + " 1 9 h" + random.nextInt(1000) + ".example.";
            case Type.NAPTR ->
                name + " 1 IN NAPTR " + i + " 1 \"s\" \"SIP+D2U\" \"\" _sip._udp.h" + random.nextInt(1000)
                        + ".example.";
            case Type.AAAA -> name + " 1 IN AAAA ::1";
            default -> name + " 1 IN A 127.1." + i + "." + random.nextInt(256);
        };
    }

    private static void add(Message answer, String text) throws IOException {
        org.xbill.DNS.Master reader = new org.xbill.DNS.Master(
                new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        Record read = reader.nextRecord();
        answer.addRecord(read, Section.ANSWER);
    }

    @Override
    public void close() {
        socket.close();
    }
}
