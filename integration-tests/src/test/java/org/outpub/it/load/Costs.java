package org.outpub.it.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The costs of several runs of the same, of which the medians count. Confined to one thread. */
final class Costs {
    private final List<Cost> runs = new ArrayList<>();

    void add(Cost cost) {
        runs.add(cost);
    }

    double cpuMicros() {
        return median(Cost::cpuNanos) / 1e3;
    }

    double jvmMicros() {
        return median(Cost::jvmNanos) / 1e3;
    }

    double bytes() {
        return median(Cost::bytes);
    }

    double perSecond() {
        return median(Cost::perSecond);
    }

    private double median(ToDoubleFunction<Cost> what) {
        return median(runs.stream().mapToDouble(what).toArray());
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
