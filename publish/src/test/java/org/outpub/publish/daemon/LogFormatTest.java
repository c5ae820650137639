package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private static LogRecord event(Level level, String message, Throwable thrown) {
        LogRecord event = new LogRecord(level, message);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
        event.setLoggerName("org.outpub.x");
        event.setThrown(thrown);
        return event;
    }

    private static String write(LogFormat format, Level level, String message, Throwable thrown) {
        return format.formatter().format(event(level, message, thrown));
    }

    @Test
    void textIsTimeLevelAndMessage() {
        assertEquals("2026-01-02T03:04:05.678Z WARN  hello\n", write(LogFormat.TEXT, Level.WARNING, "hello", null));
        assertEquals(
                "2026-01-02T03:04:05.678Z DEBUG \ufffd[2J\n", write(LogFormat.TEXT, Level.FINE, "\u001b[2J", null));
    }

    @Test
    void aStackTraceStandsBelowTheText() {
        List<String> lines = write(LogFormat.TEXT, Level.SEVERE, "broken", new IllegalStateException("why"))
                .lines()
                .toList();
        assertEquals("java.lang.IllegalStateException: why", lines.get(1));
        assertTrue(lines.size() > 3, "frames");
    }

    @Test
    void jsonIsAnObjectOnALineWhateverIsInIt() throws Exception {
        String line = write(LogFormat.JSON, Level.INFO, "a \"b\"\nc", new IllegalStateException("why"));
        assertEquals(1, line.lines().count());
        JsonNode event = new ObjectMapper().readTree(line);
        assertEquals("2026-01-02T03:04:05.678Z", event.path("time").asText());
        assertEquals("info", event.path("level").asText());
        assertEquals("org.outpub.x", event.path("logger").asText());
        assertEquals("a \"b\"\ufffdc", event.path("message").asText());
        assertTrue(event.path("trace").asText().startsWith("java.lang.IllegalStateException: why\n"), line);
    }

    @Test
    void journaldHasThePriorityOnEveryLine() {
        assertEquals("<6>hello\n", write(LogFormat.JOURNALD, Level.INFO, "hello", null));
        assertEquals("<4>hello\n", write(LogFormat.JOURNALD, Level.WARNING, "hello", null));
        assertEquals("<7>hello\n", write(LogFormat.JOURNALD, Level.FINE, "hello", null));
        assertTrue(
                write(LogFormat.JOURNALD, Level.SEVERE, "broken", new IllegalStateException("why"))
                        .lines()
                        .allMatch(line -> line.startsWith("<3>")),
                "the trace too");
    }
}
