package org.outpub.publish.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.outpub.api.module.UnloadReport;

/**
 * The end of everything, and its report: over when every publication has ended, or when its time comes. Confined to the
 * loop.
 */
final class Stop extends Timer {
    private final Timers timers;
    private final Consumer<UnloadReport> report;
    private final Set<LivePublication> expected = new LinkedHashSet<>();
    private final List<String> left = new ArrayList<>();
    private int ended;
    private boolean over;

    /**
     * Expects nothing yet.
     *
     * @param report told once
     */
    Stop(Timers timers, Consumer<UnloadReport> report) {
        this.timers = timers;
        this.report = report;
    }

    /** Waits for one that ends. */
    void expect(LivePublication publication) {
        expected.add(publication);
    }

    /** One stays at its server, and nobody here ends it. */
    void leave(String name, String why) {
        left.add(name + ": " + why);
    }

    void ended(LivePublication publication, String leftBehind) {
        if (!expected.remove(publication)) {
            return;
        }
        if (leftBehind.isEmpty()) {
            ended++;
        } else {
            leave(publication.name(), leftBehind);
        }
    }

    void finishIfNothingIsLeft() {
        if (expected.isEmpty() && !over) {
            fire();
        }
    }

    @Override
    void fire() {
        over = true;
        timers.disarm(this);
        for (LivePublication one : expected) {
            leave(one.name(), one.leftBehind());
            one.giveUp();
        }
        expected.clear();
        report.accept(new UnloadReport(ended, left));
    }
}
