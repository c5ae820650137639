package org.outpub.publish.daemon;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.outpub.publish.control.LogLevel;

/** The daemon's log: standard error, one line an event. */
final class Logging {
    /** Held, because the logging library forgets loggers that nobody holds, and their levels with them. */
    private static final Logger OURS = Logger.getLogger("org.outpub");

    private static final Logger ROOT = Logger.getLogger("");
    private static final int MOST_CHANGED = 100;
    private static final Map<String, Logger> CHANGED = new ConcurrentHashMap<>();
    /** Those of the changed that nobody had asked for before. */
    private static final Set<String> UNHEARD = ConcurrentHashMap.newKeySet();

    private Logging() {}

    /** For commands that have something else to show. */
    static void warningsOnly() {
        above(Progress.onStandardError(), false, LogFormat.TEXT);
        ROOT.setLevel(Level.WARNING);
        OURS.setLevel(Level.WARNING);
    }

    /** Logs to where a line of progress may be. */
    static void above(Progress progress, boolean debug, LogFormat format) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Handler console = new Console(progress);
        console.setFormatter(format.formatter());
        ROOT.addHandler(console);
        ROOT.setLevel(Level.INFO);
        OURS.setLevel(debug ? Level.FINE : Level.INFO);
    }

    /**
     * What a logger logs.
     *
     * @param name as a package or a class is called; empty for all of Outpub
     */
    static LogLevel level(String name) {
        for (String above = name.isEmpty() ? OURS.getName() : name;
                !above.isEmpty();
                above = above.substring(0, Math.max(0, above.lastIndexOf('.')))) {
            Logger logger = LogManager.getLogManager().getLogger(above);
            if (logger != null && logger.getLevel() != null) {
                return LogFormat.level(logger.getLevel());
            }
        }
        return LogFormat.level(ROOT.getLevel() == null ? Level.INFO : ROOT.getLevel());
    }

    /**
     * Whether somebody else has asked for a logger of that name, or of a part of what it names.
     *
     * @param name as above
     */
    static boolean isLogger(String name) {
        return name.isEmpty()
                || Collections.list(LogManager.getLogManager().getLoggerNames()).stream()
                        .filter(known -> !UNHEARD.contains(known))
                        .anyMatch(known -> known.equals(name) || known.startsWith(name + "."));
    }

    /**
     * Changes what a logger logs.
     *
     * @param name as above
     * @throws IllegalArgumentException if too many have been changed
     */
    static void level(String name, LogLevel level) {
        String known = name.isEmpty() ? OURS.getName() : name;
        if (!CHANGED.containsKey(known) && CHANGED.size() >= MOST_CHANGED) {
            throw new IllegalArgumentException(MOST_CHANGED + " loggers have been changed already");
        }
        if (!isLogger(known)) {
            UNHEARD.add(known);
        }
        CHANGED.computeIfAbsent(known, Logger::getLogger)
                .setLevel(
                        switch (level) {
                            case ERROR -> Level.SEVERE;
                            case WARN -> Level.WARNING;
                            case INFO -> Level.INFO;
                            case DEBUG -> Level.FINE;
                        });
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
}
