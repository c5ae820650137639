package org.outpub.publish.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.random.RandomGenerator;

/**
 * What marks a request and the answers to it (RFC 3261 §8.1.1.7): the cookie, where the request stands in {@link
 * Branches}, and 96 random bits, so that nobody who has not seen the request can answer it. Immutable.
 *
 * @param slot where it stands
 * @param high 32 random bits
 * @param low 64 random bits
 */
record Branch(int slot, int high, long low) {
    /** Characters of the text: the cookie and 32 hexadecimal digits. */
    static final int LENGTH = 39;

    static final String COOKIE = "z9hG4bK";

    static Branch of(int slot, RandomGenerator random) {
        return new Branch(slot, random.nextInt(), random.nextLong());
    }

    /** Writes it as it stands in the Via header. */
    void writeTo(ByteBuf out) {
        ByteBufUtil.writeAscii(out, COOKIE);
        writeHex(out, slot & 0xFFFF_FFFFL, 8);
        writeHex(out, high & 0xFFFF_FFFFL, 8);
        writeHex(out, low, 16);
    }

    private static void writeHex(ByteBuf out, long bits, int digits) {
        for (int shift = 4 * (digits - 2); shift >= 0; shift -= 8) {
            ByteBufUtil.writeShortBE(out, Ascii.hexPair((int) (bits >>> shift)));
        }
    }

    /** The slot of a branch; negative if it is none of ours. */
    static long slot(byte[] bytes, int from) {
        return Ascii.equalsIgnoreCase(bytes, from, from + COOKIE.length(), COOKIE)
                ? hex(bytes, from + COOKIE.length(), 8)
                : -1;
    }

    /** Whether the random bits of a branch are these. */
    boolean isAt(byte[] bytes, int from) {
        int bits = from + COOKIE.length() + 8;
        int rest = bits + 16;
        return hex(bytes, bits, 8) == (high & 0xFFFF_FFFFL)
                && hex(bytes, bits + 8, 8) == low >>> 32
                && hex(bytes, rest, 8) == (low & 0xFFFF_FFFFL);
    }

    private static long hex(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Ascii.hexDigit(bytes[i]);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** As it stands in the Via header. */
    @Override
    public String toString() {
        return COOKIE + String.format("%08x%08x%016x", slot, high, low);
    }
}
