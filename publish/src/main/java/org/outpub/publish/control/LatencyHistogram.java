package org.outpub.publish.control;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long requests took, in buckets from a millisecond to the 32 s after which a request times out (RFC 3261 §17.1.2.2,
 * Timer F). Safe for use by many threads.
 */
final class LatencyHistogram {
    private static final List<Double> BOUNDS =
            List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 32.0);
    private static final double NANOS = 1e9;
    private final List<LongAdder> buckets =
            Stream.generate(LongAdder::new).limit(BOUNDS.size() + 1L).toList();
    private final LongAdder sumNanos = new LongAdder();

    void add(Duration took) {
        double seconds = took.toNanos() / NANOS;
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        buckets.get(bucket).increment();
        sumNanos.add(took.toNanos());
    }

    /** How many requests each bucket has, the last those beyond every bound. */
    ClassicHistogramBuckets buckets() {
        ClassicHistogramBuckets.Builder all = ClassicHistogramBuckets.builder();
        for (int i = 0; i < buckets.size(); i++) {
            double bound = i < BOUNDS.size() ? BOUNDS.get(i) : Double.POSITIVE_INFINITY;
            all.bucket(bound, buckets.get(i).sum());
        }
        return all.build();
    }

    double sumSeconds() {
        return sumNanos.sum() / NANOS;
    }
}
