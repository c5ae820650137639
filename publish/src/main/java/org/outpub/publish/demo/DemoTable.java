package org.outpub.publish.demo;

import java.util.Locale;
import java.util.function.Consumer;
import org.outpub.api.time.Ticker;
import org.outpub.publish.demo.EventStateCompositor.Settings;

/** The demo's table of what its server gets, a line for each change. */
public final class DemoTable {
    private static final String ROW = "%-9s  %-8s  %-32s  %-8s  %s";

    /** The line above it. */
    public static final String HEADING =
            String.format(Locale.ROOT, "%-8s  " + ROW, "time", "what", "event", "resource", "lifetime", "document");

    private DemoTable() {}

    /**
     * A server whose changes become lines.
     *
     * @param lines gets each, on the server's thread
     * @return a compositor without state
     */
    public static EventStateCompositor compositor(Consumer<String> lines) {
        return new EventStateCompositor(Settings.usual(), Ticker.system(), change -> lines.accept(row(change)));
    }

    private static String row(StateChange change) {
        return String.format(
                Locale.ROOT,
                ROW,
                change.kind().name().toLowerCase(Locale.ROOT),
                change.event(),
                change.resource(),
                change.seconds() == 0 ? "-" : change.seconds() + " s",
                change.body());
    }
}
