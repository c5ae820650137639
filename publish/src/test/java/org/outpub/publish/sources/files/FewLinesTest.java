package org.outpub.publish.sources.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FewLinesTest {
    private final Logger logger = Logger.getLogger(ContentFiles.class.getName());
    private final List<String> told = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final FewLines lines = new FewLines(later::add);
    private final Handler noting = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(noting);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(noting);
        logger.setUseParentHandlers(true);
    }

    private void passWindow() {
        List.copyOf(later).forEach(Runnable::run);
        later.clear();
    }

    @Test
    void ofManyFilesTheFirstAreNamedAndTheOthersCounted() {
        for (int i = 0; i < 1000; i++) {
            lines.tell(Level.WARNING, "p" + i + ": p" + i + ".txt", "is empty");
        }
        assertEquals(5, told.size());
        assertEquals("WARNING p0: p0.txt is empty", told.get(0));
        passWindow();
        assertEquals(List.of("WARNING 995 more: is empty"), told.subList(5, told.size()));
        lines.tell(Level.WARNING, "p1: p1.txt", "is empty");
        assertEquals("WARNING p1: p1.txt is empty", told.get(6));
    }

    @Test
    void otherFaultsAreCountedOnTheirOwn() {
        for (int i = 0; i < 6; i++) {
            lines.tell(Level.WARNING, "a: a.txt", "is empty");
        }
        lines.tell(Level.INFO, "b: b.txt", "does not exist");
        assertEquals("INFO b: b.txt does not exist", told.get(5));
        passWindow();
        assertEquals("WARNING 1 more: is empty", told.get(6));
        assertEquals(7, told.size());
    }
}
