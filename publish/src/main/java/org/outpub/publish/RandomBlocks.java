package org.outpub.publish;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The numbers of another generator, drawn from it in blocks: one that is unpredictable costs a lock and several objects
 * each time it is asked. Confined to one thread.
 */
final class RandomBlocks implements RandomGenerator {
    private static final int LONGS = 256;
    private final RandomGenerator source;
    private final byte[] block = new byte[LONGS * Long.BYTES];
    private int left;

    RandomBlocks(RandomGenerator source) {
        this.source = source;
    }

    @Override
    public long nextLong() {
        if (left == 0) {
            source.nextBytes(block);
            left = LONGS;
        }
        int from = --left * Long.BYTES;
        long drawn = Longs.fromBytes(
                block[from],
                block[from + 1],
                block[from + 2],
                block[from + 3],
                block[from + 4],
                block[from + 5],
                block[from + 6],
                block[from + 7]);
        // What was given is forgotten, so that a dump of the heap does not tell it.
        Arrays.fill(block, from, from + Long.BYTES, (byte) 0);
        return drawn;
    }
}
