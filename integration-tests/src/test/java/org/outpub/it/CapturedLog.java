package org.outpub.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, at every level, stack traces included. */
final class CapturedLog extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("org.outpub");
    private final Level rootBefore = ROOT.getLevel();
    private final Level oursBefore = OURS.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    CapturedLog() {
        setLevel(Level.ALL);
        setFormatter(new SimpleFormatter());
        ROOT.addHandler(this);
        ROOT.setLevel(Level.FINEST);
        OURS.setLevel(Level.FINEST);
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(getFormatter().format(record));
    }

    /** The lines that an operator should act on. */
    List<String> warnings() {
        return lines.stream().filter(line -> line.contains("WARNING")).toList();
    }

    String text() {
        return String.join("", lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(rootBefore);
        OURS.setLevel(oursBefore);
    }
}
