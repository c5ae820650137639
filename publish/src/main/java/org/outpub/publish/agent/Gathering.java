package org.outpub.publish.agent;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What many objects would tell alike is told once, a second later: the first by name, and how many others. Confined to the loop. */
final class Gathering extends Timer {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private final Timers timers;
    private final Outbox outbox;
    private final LongSupplier nanos;
    private final Map<Line, Group> groups = new LinkedHashMap<>();

    Gathering(Timers timers, Outbox outbox, LongSupplier nanos) {
        this.timers = timers;
        this.outbox = outbox;
        this.nanos = nanos;
    }

    private record Line(Level level, String text) {}

    private static final class Group {
        private final String first;
        private final @Nullable Throwable thrown;
        private int others;

        Group(String first, @Nullable Throwable thrown) {
            this.first = first;
            this.thrown = thrown;
        }
    }

    /**
     * Tells something of an object.
     *
     * @param thrown what foreign code threw; null for nothing. Of several alike, that of the first is told
     */
    void tell(Level level, String id, String text, @Nullable Throwable thrown) {
        if (groups.isEmpty()) {
            timers.arm(this, nanos.getAsLong() + LONGEST_NANOS);
        }
        Group first = new Group(id, thrown);
        Group group = groups.putIfAbsent(new Line(level, text), first);
        if (group != null) {
            group.others++;
        }
    }

    @Override
    void fire() {
        groups.forEach((line, group) -> {
            String who = group.first + (group.others == 0 ? "" : " and " + group.others + " more");
            if (group.thrown == null) {
                outbox.log(line.level(), who + ": " + line.text());
            } else {
                outbox.log(line.level(), who + ": " + line.text(), group.thrown);
            }
        });
        groups.clear();
    }
}
