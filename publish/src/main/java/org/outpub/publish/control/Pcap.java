package org.outpub.publish.control;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The file format of packet captures, as Wireshark and sngrep open it: each message as an IP packet with a UDP datagram,
 * whichever transport it was on, since the packets of a connection are not known, and those of TLS could not be read. Pure.
 */
public final class Pcap {
    private static final int MAGIC = 0xA1B2C3D4;
    private static final int HEADER = 24;
    private static final int RECORD = 16;
    private static final int LONGEST_PACKET = 65_535;
    /** LINKTYPE_RAW: packets begin with their IP header. */
    private static final int RAW_IP = 101;

    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP = 8;
    private static final byte UDP_PROTOCOL = 17;
    private static final byte HOPS = 64;

    private Pcap() {}

    /**
     * How a file begins.
     *
     * @return its header
     */
    public static byte[] header() {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(MAGIC)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(LONGEST_PACKET)
                .putInt(RAW_IP)
                .array();
    }

    /**
     * A message in a file.
     *
     * @param at when it was on the wire
     * @param from whose it is
     * @param to whom it is for; of the same family
     * @param message cut if it is too long for a datagram
     * @return a record
     */
    public static byte[] record(Instant at, InetSocketAddress from, InetSocketAddress to, byte[] message) {
        boolean v4 = from.getAddress() instanceof Inet4Address && to.getAddress() instanceof Inet4Address;
        int ip = v4 ? IPV4 : IPV6;
        int length = Math.min(message.length, LONGEST_PACKET - ip - UDP);
        int packet = ip + UDP + length;
        ByteBuffer record = ByteBuffer.allocate(RECORD + packet)
                .putInt((int) at.getEpochSecond())
                .putInt((int) TimeUnit.NANOSECONDS.toMicros(at.getNano()))
                .putInt(packet)
                .putInt(packet - length + message.length);
        int begin = record.position();
        if (v4) {
            record.put((byte) 0x45).put((byte) 0).putShort((short) packet).putInt(0);
            record.put(HOPS).put(UDP_PROTOCOL).putShort((short) 0);
        } else {
            record.putInt(6 << 28)
                    .putShort((short) (UDP + length))
                    .put(UDP_PROTOCOL)
                    .put(HOPS);
        }
        record.put(address(from, v4)).put(address(to, v4));
        if (v4) {
            record.putShort(begin + 10, checksum(record, begin, IPV4));
        }
        record.putShort((short) from.getPort()).putShort((short) to.getPort());
        // RFC 768: a checksum of zero is none.
        record.putShort((short) (UDP + length)).putShort((short) 0).put(message, 0, length);
        return record.array();
    }

    private static byte[] address(InetSocketAddress address, boolean v4) {
        InetAddress host = address.getAddress();
        byte[] bytes = host == null ? new byte[v4 ? 4 : 16] : host.getAddress();
        if (v4 || bytes.length == 16) {
            return bytes;
        }
        // RFC 4291 §2.5.5.2
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) 0xFFFF)
                .put(bytes)
                .array();
    }

    /** RFC 1071. */
    private static short checksum(ByteBuffer bytes, int begin, int length) {
        int sum = 0;
        for (int i = begin; i < begin + length; i += 2) {
            sum += bytes.getShort(i) & 0xFFFF;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
