package org.outpub.sorcery;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs while this is open, without its going to the console. Safe for use by many threads. */
public final class Logged extends Handler implements AutoCloseable {
    private final List<String> lines = new ArrayList<>();
    /** Held, for a logger that nobody holds is forgotten together with its handlers. */
    private final Logger logger;

    private Logged(Logger logger) {
        this.logger = logger;
    }

    /** Starts listening. */
    public static Logged by(Class<?> source) {
        return by(source.getName());
    }

    /** As above, for a class that only its own package knows. */
    public static Logged by(String className) {
        Logger logger = Logger.getLogger(className);
        Logged logged = new Logged(logger);
        logger.setUseParentHandlers(false);
        logger.addHandler(logged);
        return logged;
    }

    /** The messages so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        lines.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
