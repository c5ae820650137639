package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.publish.control.LogLevel;

/** How an event of the log is written. Whatever was put into its message, that is one line. */
enum LogFormat {
    /** A line: time, level, message; below it the stack trace of what a programmer must see. */
    TEXT {
        @Override
        String write(Instant time, LogLevel level, String logger, String message, @Nullable Throwable thrown) {
            String word = String.format(Locale.ROOT, "%-5s", level.name());
            return Stream.concat(Stream.of(TIME.format(time) + " " + word + " " + message), trace(thrown))
                    .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
        }
    },
    /** A JSON object on a line. */
    JSON {
        @Override
        String write(Instant time, LogLevel level, String logger, String message, @Nullable Throwable thrown) {
            ObjectNode event = JsonNodeFactory.instance
                    .objectNode()
                    .put("time", TIME.format(time))
                    .put("level", level.toString())
                    .put("logger", logger)
                    .put("message", message);
            if (thrown != null) {
                event.put("trace", trace(thrown).collect(Collectors.joining("\n")));
            }
            return event + System.lineSeparator();
        }
    },
    /** Lines that begin with their priority, as systemd's journal reads them (sd-daemon(3)); the journal adds the time. */
    JOURNALD {
        @Override
        String write(Instant time, LogLevel level, String logger, String message, @Nullable Throwable thrown) {
            int priority = switch (level) {
                case ERROR -> 3;
                case WARN -> 4;
                case INFO -> 6;
                case DEBUG -> 7;
            };
            return Stream.concat(Stream.of(message), trace(thrown))
                    .map(line -> "<" + priority + ">" + line + System.lineSeparator())
                    .collect(Collectors.joining());
        }
    };

    /** With all three digits, so that lines stand below each other. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    abstract String write(Instant time, LogLevel level, String logger, String message, @Nullable Throwable thrown);

    private static Stream<String> trace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return Stream.empty();
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().map(Excerpt::line);
    }

    static LogLevel level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return LogLevel.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return LogLevel.WARN;
        }
        return level.intValue() >= Level.INFO.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
    }

    /** For a handler. */
    Formatter formatter() {
        return new Formatter() {
            @Override
            public String format(LogRecord event) {
                return write(
                        Instant.ofEpochMilli(event.getMillis()).truncatedTo(ChronoUnit.MILLIS),
                        level(event.getLevel()),
                        String.valueOf(event.getLoggerName()),
                        Excerpt.line(formatMessage(event)),
                        event.getThrown());
            }
        };
    }
}
