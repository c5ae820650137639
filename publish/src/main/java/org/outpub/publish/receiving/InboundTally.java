package org.outpub.publish.receiving;

import java.time.Duration;
import java.util.Optional;
import org.outpub.api.state.InboundStatus;

/** Counts what happens at one resource. Written by the loop alone, read by any thread. */
@SuppressWarnings("NonAtomicVolatileUpdate") // one writer
final class InboundTally {
    private final String id;
    private volatile int publications;
    private volatile int states;
    private volatile long taken;
    private volatile long ignored;
    private volatile long refused;
    private volatile String from = "";
    private volatile String trouble = "";
    private volatile boolean anyHeard;
    private volatile long heardAt;

    InboundTally(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    void holds(int livingPublications, int knownStates) {
        publications = livingPublications;
        states = knownStates;
    }

    void took() {
        taken++;
    }

    void ignored() {
        ignored++;
    }

    void refused(String source, String why) {
        refused++;
        from = source;
        trouble = why;
    }

    void accepted(String source, long now) {
        from = source;
        trouble = "";
        heardAt = now;
        anyHeard = true;
    }

    InboundStatus status(long now) {
        return new InboundStatus(
                id,
                publications,
                states,
                taken,
                ignored,
                refused,
                from,
                anyHeard ? Optional.of(Duration.ofNanos(Math.max(0, now - heardAt))) : Optional.empty(),
                trouble);
    }
}
