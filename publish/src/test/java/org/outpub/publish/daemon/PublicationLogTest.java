package org.outpub.publish.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.api.publication.Operation;
import org.outpub.api.publication.PublicationStatus;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.publication.RequestReport;

/** What of publications' lives is told. */
class PublicationLogTest {
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final Logger logger = Logger.getLogger(PublicationLog.class.getName());
    private boolean hiding;
    private final PublicationLog log = new PublicationLog(() -> hiding, later::add);
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(java.text.MessageFormat.format(entry.getMessage(), entry.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listening);
    }

    private void published(String id, Operation operation) {
        log.requestEnded(new RequestReport(
                id,
                Optional.empty(),
                "presence",
                operation,
                false,
                RequestReport.Result.CONFIRMED,
                "200 OK",
                Optional.empty(),
                Duration.ZERO));
        changed(id, Phase.PUBLISHED);
    }

    private void changed(String id, Phase phase) {
        log.changed(new PublicationStatus(
                id,
                Optional.empty(),
                "presence",
                phase,
                Instant.EPOCH,
                Optional.of("tag"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofSeconds(60)),
                "200 OK",
                Optional.empty(),
                ""));
    }

    @Test
    void theFirstTimeIsToldAndARefreshIsNot() {
        published("desk", Operation.INITIAL);
        published("desk", Operation.REFRESH);
        published("desk", Operation.MODIFY);
        assertEquals(List.of("desk: published (entity-tag tag, next refresh in 60 s)"), told);
        changed("desk", Phase.IDLE);
        assertEquals("desk: nothing published any more (200 OK)", told.get(1));
        published("desk", Operation.INITIAL);
        assertEquals(3, told.size());
    }

    @Test
    void ofManyTheFirstAreNamedAndTheOthersCounted() {
        for (int i = 0; i < 5000; i++) {
            published("desk" + i, Operation.INITIAL);
        }
        assertEquals(20, told.size());
        later.remove().run();
        assertEquals("4980 more published", told.get(20));
        published("door", Operation.INITIAL);
        assertEquals("door: published (entity-tag tag, next refresh in 60 s)", told.get(21));
        assertEquals(1, later.size());
    }

    @Test
    void whereSomethingElseShowsHowTheyFareNoneIsTold() {
        hiding = true;
        published("desk", Operation.INITIAL);
        assertEquals(List.of(), told);
        assertEquals(0, later.size());
    }
}
