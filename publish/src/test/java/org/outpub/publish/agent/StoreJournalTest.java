package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.KeptPublication;

/** Entity-tags on their way to a store that fails. */
class StoreJournalTest {
    private final Map<String, String> store = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> writes = new ArrayList<>();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final ScheduledExecutorService writer = mock(ScheduledExecutorService.class);
    private final Map<String, String> held = new HashMap<>();
    private final StoreJournal journal = new StoreJournal(sorcery(), writer, held);
    private final List<String> told = new ArrayList<>();
    private final Logger logger = Logger.getLogger(StoreJournal.class.getName());
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(
                    entry.getLevel() + " " + java.text.MessageFormat.format(entry.getMessage(), entry.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Sorcery sorcery() {
        Sorcery sorcery = mock(Sorcery.class);
        when(sorcery.update(any(), any(KeptPublication.class))).thenAnswer(call -> {
            KeptPublication kept = call.getArgument(1);
            return store.containsKey(kept.id()) && write(kept.id(), kept.entityTag());
        });
        when(sorcery.create(any(), any(KeptPublication.class))).thenAnswer(call -> {
            KeptPublication kept = call.getArgument(1);
            return write(kept.id(), kept.entityTag());
        });
        when(sorcery.delete(any(), anyString())).thenAnswer(call -> {
            write(call.getArgument(1), "nothing");
            return store.remove(call.<String>getArgument(1)) != null;
        });
        return sorcery;
    }

    private boolean write(String id, String tag) {
        if (refused.contains(id)) {
            throw new IllegalStateException("no space left");
        }
        writes.add(id + "=" + tag);
        store.put(id, tag);
        return true;
    }

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
        when(writer.schedule(any(Runnable.class), anyLong(), any())).thenAnswer(call -> {
            due.add(call.getArgument(0));
            delays.add(call.getArgument(1));
            return null;
        });
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(listening);
    }

    private void keep(String id, String tag) {
        journal.keep(new KeptPublication(id, "sip:desk", tag, 1_000_000, 3600));
    }

    /** The writer's thread gets to run once. */
    private void write() {
        due.remove().run();
    }

    @Test
    void onlyTheNewestIsWritten() {
        keep("desk", "a");
        keep("desk", "b");
        keep("door", "c");
        assertEquals(1, due.size());
        write();
        assertEquals(Map.of("desk", "b", "door", "c"), store);
        assertEquals(2, writes.size());
        assertEquals(List.of(), told);
        keep("desk", "d");
        write();
        assertEquals("d", store.get("desk"));
    }

    @Test
    void whatIsForgottenIsDeletedUnlessAnotherHoldsItSince() {
        keep("desk", "a");
        write();
        journal.forget("desk", "another tag");
        assertTrue(due.isEmpty());
        journal.forget("desk", "a");
        write();
        assertEquals(Map.of(), store);
        journal.forget("desk", "a");
        assertTrue(due.isEmpty());
    }

    @Test
    void whatTheStoreHeldBeforeIsForgottenToo() {
        store.put("desk", "old");
        held.put("desk", "old");
        journal.forget("desk", "old");
        write();
        assertEquals(Map.of(), store);
    }

    @Test
    void oneThatCannotBeWrittenDropsNoOtherAndIsWrittenWhenItCanBe() {
        refused.add("desk");
        keep("desk", "a");
        keep("door", "b");
        keep("gate", "c");
        write();
        assertEquals(Map.of("door", "b", "gate", "c"), store);
        assertEquals(List.of(0L, 5L), delays);
        keep("desk", "newer");
        write();
        write();
        refused.clear();
        write();
        assertEquals("newer", store.get("desk"));
        assertEquals(3, writes.size());
        assertTrue(due.isEmpty());
    }

    @Test
    void whatCannotBeWrittenIsToldOnceAndSoIsItsRecovery() {
        refused.add("desk");
        keep("desk", "a");
        for (int i = 0; i < 3; i++) {
            write();
        }
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).startsWith("WARNING 1 entity-tags cannot be kept over a restart"), told::toString);
        assertTrue(told.get(0).endsWith("no space left"), told::toString);
        refused.clear();
        write();
        assertEquals("INFO entity-tags are kept over a restart again", told.get(1));
        refused.add("desk");
        keep("desk", "b");
        write();
        write();
        assertEquals(3, told.size(), told::toString);
    }

    @Test
    void afterTheWritersEndNothingIsThrown() {
        when(writer.schedule(any(Runnable.class), anyLong(), any())).thenThrow(new RejectedExecutionException());
        keep("desk", "a");
        keep("desk", "b");
        assertEquals(Map.of(), store);
    }
}
