package org.outpub.publish.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.outpub.api.publication.PublicationStatus.Phase;

/** How many publications are in each phase; those that have ended are gone. Safe for use by many threads. */
final class PhaseCounts {
    private final LongAdder[] counts = new LongAdder[Phase.values().length];

    PhaseCounts() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void begun(Phase phase) {
        counts[phase.ordinal()].increment();
    }

    void moved(Phase before, Phase now) {
        counts[before.ordinal()].decrement();
        counts[now.ordinal()].increment();
    }

    Map<Phase, Long> now() {
        Map<Phase, Long> sums = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            if (phase != Phase.ENDED) {
                sums.put(phase, counts[phase.ordinal()].sum());
            }
        }
        return sums;
    }
}
