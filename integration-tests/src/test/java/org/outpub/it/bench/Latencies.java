package org.outpub.it.bench;

/** How long single calls took, in buckets of 50 ns up to 10 ms. Confined to one thread until it is added to another. */
final class Latencies {
    private static final int BUCKET_NANOS = 50;
    private static final int BUCKETS = 200_000;
    private final long[] counts = new long[BUCKETS];
    private long total;
    private long max;

    void add(long nanos) {
        counts[(int) Math.min(nanos / BUCKET_NANOS, BUCKETS - 1)]++;
        total++;
        max = Math.max(max, nanos);
    }

    void addAll(Latencies other) {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    long total() {
        return total;
    }

    double maxMicros() {
        return max / 1e3;
    }

    /** The upper end of the bucket that holds the quantile. */
    double micros(double quantile) {
        long rank = (long) Math.ceil(total * quantile);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return (i + 1) * BUCKET_NANOS / 1e3;
            }
        }
        return maxMicros();
    }
}
