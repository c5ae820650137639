package org.outpub.publish.sources.packages;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tells one server from another in Asterisk's documents; peers take no document with their own one. Immutable.
 *
 * @param text six octets such as {@code 00:1b:63:84:45:e6}, in lower case
 */
public record EntityId(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final HexFormat OCTETS = HexFormat.ofDelimiter(":");
    private static final int LENGTH = 6;

    /** Of no server. */
    static final EntityId NONE = new EntityId("00:00:00:00:00:00");

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if it is not six octets in lower case
     */
    public EntityId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not six octets such as 00:1b:63:84:45:e6");
        }
    }

    /**
     * Reads an id.
     *
     * @param text in upper or lower case
     * @return empty if it is none
     */
    public static Optional<EntityId> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return FORM.matcher(lower).matches() ? Optional.of(new EntityId(lower)) : Optional.empty();
    }

    /**
     * This host's id: the hardware address of its first network interface that has one, as Asterisk takes it. On a host
     * without any, a random one, locally administered.
     *
     * @return the id
     */
    public static EntityId ofThisHost() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(network -> hardwareAddress(network).stream())
                    .findFirst()
                    .orElseGet(EntityId::random);
        } catch (SocketException unknown) {
            return random();
        }
    }

    private static Optional<EntityId> hardwareAddress(NetworkInterface network) {
        try {
            byte[] address = network.isLoopback() ? null : network.getHardwareAddress();
            return address == null || address.length != LENGTH
                    ? Optional.empty()
                    : Optional.of(new EntityId(OCTETS.formatHex(address)));
        } catch (SocketException gone) {
            return Optional.empty();
        }
    }

    private static EntityId random() {
        byte[] address = new byte[LENGTH];
        new SecureRandom().nextBytes(address);
        address[0] = (byte) (address[0] & 0xFC | 0x02);
        return new EntityId(OCTETS.formatHex(address));
    }

    @Override
    public String toString() {
        return text;
    }
}
