package org.outpub.publish;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger tells while this is open, each line behind its level. */
public final class CapturedLines extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private CapturedLines(Logger logger) {
        this.logger = logger;
    }

    public static CapturedLines of(String name) {
        CapturedLines lines = new CapturedLines(Logger.getLogger(name));
        lines.logger.addHandler(lines);
        return lines;
    }

    public long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    @Override
    public void publish(LogRecord line) {
        Object[] values = line.getParameters();
        String text = values == null ? line.getMessage() : MessageFormat.format(line.getMessage(), values);
        lines.add(line.getLevel() + " " + text);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
