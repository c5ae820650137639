package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/**
 * One item of {@code local_net}: addresses that have some bits in common. Immutable.
 *
 * @param excluded whether it stands after a {@code !}, which takes addresses out of the networks before it
 * @param address an IP literal, IPv6 without brackets
 * @param mask which bits count: how many leading ones, or an IP literal that has them set
 */
public record Network(boolean excluded, String address, String mask) {
    /**
     * Reads {@code [!]address[/mask]}, where the mask is a number or such as {@code 255.255.0.0}.
     *
     * @return the codec
     */
    public static FieldCodec<Network> codec() {
        return FieldCodecs.of(
                "a network such as 192.168.0.0/16, 10.0.0.0/255.0.0.0 or !10.1.2.3", Network::parse, Network::toString);
    }

    private static Network parse(String text) throws InvalidValueException {
        boolean excluded = text.startsWith("!");
        String[] parts = text.substring(excluded ? 1 : 0).strip().split("/", 2);
        String address = parts[0].startsWith("[") && parts[0].endsWith("]")
                ? parts[0].substring(1, parts[0].length() - 1)
                : parts[0];
        if (address.indexOf('%') >= 0 || !InetAddresses.isInetAddress(address)) {
            throw new InvalidValueException("an IP address is expected");
        }
        int bits = 8 * octets(address).length;
        return new Network(excluded, address, parts.length == 1 ? String.valueOf(bits) : mask(parts[1], bits));
    }

    private static String mask(String text, int bits) throws InvalidValueException {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= bits) {
            return String.valueOf(Integer.parseInt(text));
        }
        if (!InetAddresses.isInetAddress(text)) {
            throw new InvalidValueException("after the slash, a number up to " + bits + " or a mask is expected");
        }
        byte[] mask = octets(text);
        if (8 * mask.length != bits) {
            throw new InvalidValueException("the mask is of another address family");
        }
        int length = 0;
        while (length < bits && bit(mask, length)) {
            length++;
        }
        for (int i = length; i < bits; i++) {
            if (bit(mask, i)) {
                return text; // Asterisk takes bits in any place
            }
        }
        return String.valueOf(length);
    }

    private static byte[] octets(String address) {
        return InetAddresses.forString(address).getAddress();
    }

    private static boolean bit(byte[] octets, int index) {
        return (octets[index / 8] >> (7 - index % 8) & 1) == 1;
    }

    private boolean covers(byte[] octets) {
        byte[] own = octets(address);
        if (own.length != octets.length) {
            return false;
        }
        byte[] bits = maskOctets(own.length);
        for (int i = 0; i < own.length; i++) {
            if ((own[i] & bits[i]) != (octets[i] & bits[i])) {
                return false;
            }
        }
        return true;
    }

    private byte[] maskOctets(int length) {
        if (InetAddresses.isInetAddress(mask)) {
            return octets(mask);
        }
        byte[] bits = new byte[length];
        for (int i = 0; i < Integer.parseInt(mask); i++) {
            bits[i / 8] |= (byte) (0x80 >> i % 8);
        }
        return bits;
    }

    /**
     * Whether an address is in a list of networks: the last one that covers it decides.
     *
     * @param networks in the order of the configuration
     * @param address of either family
     * @return false if none covers it
     */
    static boolean contain(List<Network> networks, InetAddress address) {
        byte[] octets = address.getAddress();
        for (int i = networks.size() - 1; i >= 0; i--) {
            if (networks.get(i).covers(octets)) {
                return !networks.get(i).excluded;
            }
        }
        return false;
    }

    /** As it may be written in configuration. */
    @Override
    public String toString() {
        return (excluded ? "!" : "") + address + "/" + mask;
    }
}
