package org.outpub.publish.daemon;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The daemon's log: standard error, one line an event. */
final class Logging {
    /** Held, because the logging library forgets loggers that nobody holds, and their levels with them. */
    private static final Logger OURS = Logger.getLogger("org.outpub");

    private static final Logger ROOT = Logger.getLogger("");

    private Logging() {}

    /** For commands that have something else to show. */
    static void warningsOnly() {
        above(Progress.onStandardError(), false);
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(Level.WARNING);
    }

    /** Logs to where a line of progress may be. */
    static void above(Progress progress, boolean debug) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler console = new Console(progress);
        console.setFormatter(new Line());
        ROOT.addHandler(console);
        ROOT.setLevel(Level.INFO);
        OURS.setLevel(debug ? Level.FINE : Level.INFO);
    }

    /** Writes each event at once. */
    private static final class Console extends Handler {
        private final Progress progress;

        Console(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                progress.log(getFormatter().format(event));
            }
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public void close() {
            // standard error stays open
        }
    }

    /** A line: time, level, message; below it the stack trace of what a programmer must see. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            String time = Instant.ofEpochMilli(event.getMillis())
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString();
            String line = time + ' ' + level(event.getLevel()) + ' ' + formatMessage(event) + System.lineSeparator();
            return event.getThrown() == null ? line : line + trace(event.getThrown());
        }

        private static String level(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return "WARN ";
            }
            return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
        }

        private static String trace(Throwable thrown) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }
}
