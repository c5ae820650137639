package org.outpub.publish.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.CapturedLines;
import org.outpub.publish.config.KeptPublication;

/** Entity-tags on their way to a store that fails. */
class StoreJournalTest {
    private static final KeptPublication.Subject SUBJECT =
            new KeptPublication.Subject("desk", "", "sip:desk", "", "", List.of());
    private final Map<String, String> store = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private int groups;
    private boolean refusing;
    private final Queue<Runnable> due = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final ScheduledExecutorService writer = mock(ScheduledExecutorService.class);
    private final Map<String, String> held = new HashMap<>();
    private final StoreJournal journal = new StoreJournal(sorcery(), writer, held);

    @AutoClose
    private final CapturedLines told = CapturedLines.of(StoreJournal.class.getName());

    private Sorcery sorcery() {
        Sorcery sorcery = mock(Sorcery.class);
        doAnswer(call -> {
                    Collection<KeptPublication> kept = call.getArgument(1);
                    Collection<String> forgotten = call.getArgument(2);
                    put(kept, forgotten);
                    return null;
                })
                .when(sorcery)
                .putAll(any(), anyCollection(), anyCollection());
        return sorcery;
    }

    private void put(Collection<KeptPublication> kept, Collection<String> forgotten) {
        groups++;
        if (refusing || kept.stream().anyMatch(one -> refused.contains(one.id()))) {
            throw new IllegalStateException("no space left");
        }
        forgotten.forEach(store::remove);
        kept.forEach(one -> store.put(one.id(), one.entityTag()));
    }

    @BeforeEach
    void lendAWriter() {
        when(writer.schedule(any(Runnable.class), anyLong(), any())).thenAnswer(call -> {
            due.add(call.getArgument(0));
            delays.add(call.getArgument(1));
            return null;
        });
    }

    private void keep(String id, String tag) {
        journal.keep(new KeptPublication(id, SUBJECT, tag, 1_000_000, 3600, 1));
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
        assertEquals(1, groups);
        assertEquals(List.of(), told.lines());
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
    void whatCannotBeWrittenIsWrittenWithWhatCameSinceWhenItCanBe() {
        refusing = true;
        keep("desk", "a");
        keep("door", "b");
        write();
        assertEquals(Map.of(), store);
        keep("desk", "newer");
        keep("gate", "c");
        assertEquals(1, due.size());
        write();
        refusing = false;
        write();
        assertEquals(Map.of("desk", "newer", "door", "b", "gate", "c"), store);
        assertTrue(due.isEmpty());
        keep("desk", "newest");
        assertEquals(List.of(20L, 5000L, 5000L, 20L), delays);
    }

    @Test
    void aNameThatHasNoFormOnADiskKeepsNoOtherFromBeingWritten() {
        String half = "half \ud83d";
        refused.add(half);
        keep(half, "a");
        keep("door", "b");
        write();
        write();
        assertEquals(Map.of("door", "b"), store);
        assertTrue(due.isEmpty());
    }

    @Test
    void veryManyGoInSeveralGroups() {
        for (int i = 0; i < 10_000; i++) {
            keep("desk" + i, "a");
        }
        write();
        assertEquals(10_000, store.size());
        assertEquals(3, groups);
        assertTrue(due.isEmpty());
    }

    @Test
    void whatCannotBeWrittenIsToldOnceAndSoIsItsRecovery() {
        refusing = true;
        keep("desk", "a");
        for (int i = 0; i < 3; i++) {
            write();
        }
        assertEquals(1, told.lines().size(), told::toString);
        assertTrue(
                told.lines().get(0).startsWith("WARNING 1 entity-tags cannot be kept over a restart"), told::toString);
        assertTrue(told.lines().get(0).endsWith("no space left"), told::toString);
        refusing = false;
        write();
        assertEquals(
                "INFO entity-tags are kept over a restart again", told.lines().get(1));
        refusing = true;
        keep("desk", "b");
        write();
        write();
        assertEquals(3, told.lines().size(), told::toString);
    }

    @Test
    void afterTheWritersEndNothingIsThrown() {
        when(writer.schedule(any(Runnable.class), anyLong(), any())).thenThrow(new RejectedExecutionException());
        keep("desk", "a");
        keep("desk", "b");
        assertEquals(Map.of(), store);
    }
}
