package org.outpub.publish.config;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;

/**
 * One item of {@code local_net}: addresses that share a prefix. Immutable.
 *
 * @param excluded whether it stands after a {@code !}, which takes addresses out of the networks before it
 * @param address an IP literal, IPv6 without brackets
 * @param prefix how many leading bits count
 */
public record Network(boolean excluded, String address, int prefix) {
    /**
     * Reads {@code [!]address[/prefix]}, where the prefix may be a mask such as {@code 255.255.0.0}.
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
        int bits = 8 * InetAddresses.forString(address).getAddress().length;
        return new Network(excluded, address, parts.length == 1 ? bits : prefix(parts[1], bits));
    }

    private static int prefix(String text, int bits) throws InvalidValueException {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= bits) {
            return Integer.parseInt(text);
        }
        if (!InetAddresses.isInetAddress(text)) {
            throw new InvalidValueException("after the slash, a number up to " + bits + " or a mask is expected");
        }
        byte[] mask = InetAddresses.forString(text).getAddress();
        int length = 0;
        while (length < bits && bit(mask, length % (8 * mask.length))) {
            length++;
        }
        for (int i = length; i < 8 * mask.length; i++) {
            if (bit(mask, i)) {
                throw new InvalidValueException("the mask has a gap");
            }
        }
        if (8 * mask.length != bits) {
            throw new InvalidValueException("the mask is of another address family");
        }
        return length;
    }

    private static boolean bit(byte[] octets, int index) {
        return (octets[index / 8] >> (7 - index % 8) & 1) == 1;
    }

    private boolean covers(byte[] octets) {
        byte[] own = InetAddresses.forString(address).getAddress();
        if (own.length != octets.length) {
            return false;
        }
        for (int i = 0; i < prefix; i++) {
            if (bit(own, i) != bit(octets, i)) {
                return false;
            }
        }
        return true;
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
        return (excluded ? "!" : "") + address + "/" + prefix;
    }
}
