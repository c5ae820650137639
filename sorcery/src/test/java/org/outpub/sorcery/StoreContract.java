package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.time.Ticker;

/**
 * What every wizard that keeps single objects must do. A wizard's test extends it and says how one is opened; the store
 * is empty at the start of each test.
 */
public abstract class StoreContract {
    private static final int THREADS = 8;

    /** Gone after the test. */
    @TempDir
    protected Path folder;

    private Wizard.Store<Gadget> store;

    /** Makes the wizards under test. */
    protected abstract WizardFactory factory();

    /** What a mapping tells the wizard. */
    protected abstract String arguments();

    @BeforeEach
    void open() {
        store = open(Gadget.TYPE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private <T extends SorceryObject> Wizard.Store<T> open(ObjectType<T> type) {
        Wizard wizard = factory().open(type, arguments(), new WizardContext(folder, Runnable::run, Ticker.system()));
        assertInstanceOf(Wizard.Store.class, wizard);
        @SuppressWarnings("unchecked") // a factory's promise
        Wizard.Store<T> opened = (Wizard.Store<T>) wizard;
        return opened;
    }

    private static Gadget gadget(String id) {
        return Gadget.with(id, "text of " + id);
    }

    private static Set<String> ids(Collection<Gadget> gadgets) {
        return gadgets.stream().map(Gadget::id).collect(Collectors.toSet());
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(Optional.empty(), store.retrieve("a"));
        assertEquals(0, store.retrieveAll().size());
        assertEquals(0, store.retrieveByPrefix("").size());
    }

    @Test
    void givesBackWhatWasCreated() {
        assertTrue(store.create(gadget("a")));
        assertEquals(Optional.of(gadget("a")), store.retrieve("a"));
        assertEquals(List.of(gadget("a")), List.copyOf(store.retrieveAll()));
    }

    @Test
    void refusesToCreateWhatIsThere() {
        store.create(gadget("a"));
        assertFalse(store.create(Gadget.with("a", "other")));
        assertEquals(Optional.of(gadget("a")), store.retrieve("a"));
    }

    @Test
    void replacesByUpdateAndGivesTheFormerSelf() {
        store.create(gadget("a"));
        Gadget other = Gadget.with("a", "other");
        assertEquals(Optional.of(gadget("a")), store.update(other));
        assertEquals(Optional.of(other), store.retrieve("a"));
        assertEquals(1, store.retrieveAll().size());
    }

    @Test
    void storesNothingByUpdateOfWhatIsNotThere() {
        assertEquals(Optional.empty(), store.update(gadget("a")));
        assertEquals(Optional.empty(), store.retrieve("a"));
    }

    @Test
    void replacesOnlyWhatIsAsTheCallerKnowsIt() {
        store.create(gadget("a"));
        Gadget other = Gadget.with("a", "other");
        assertFalse(store.replace(other, Gadget.with("a", "third")));
        assertEquals(Optional.of(gadget("a")), store.retrieve("a"));
        assertTrue(store.replace(gadget("a"), other));
        assertEquals(Optional.of(other), store.retrieve("a"));
        store.delete("a");
        assertFalse(store.replace(other, gadget("a")));
        assertEquals(Optional.empty(), store.retrieve("a"));
    }

    @Test
    void deletesAndGivesTheLastSelf() {
        store.create(gadget("a"));
        store.create(gadget("b"));
        assertEquals(Optional.of(gadget("a")), store.delete("a"));
        assertEquals(Optional.empty(), store.retrieve("a"));
        assertEquals(Set.of("b"), ids(store.retrieveAll()));
    }

    @Test
    void deletesNothingThatIsNotThere() {
        store.create(gadget("a"));
        assertEquals(Optional.empty(), store.delete("b"));
        assertEquals(Set.of("a"), ids(store.retrieveAll()));
    }

    @Test
    void createsAnewWhatWasDeleted() {
        store.create(gadget("a"));
        store.delete("a");
        assertTrue(store.create(Gadget.with("a", "again")));
        assertEquals("again", store.retrieve("a").orElseThrow().text());
    }

    @Test
    void givesASnapshotOfAll() {
        store.create(gadget("a"));
        Collection<Gadget> snapshot = store.retrieveAll();
        store.create(gadget("b"));
        store.delete("a");
        assertEquals(List.of(gadget("a")), List.copyOf(snapshot));
        assertThrows(UnsupportedOperationException.class, () -> snapshot.add(gadget("c")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain", "", " ", "a/b", "/", "50%", "under_score", "back\\slash", "it's", "\"quoted\"", "[section]",
                "a=b", "a,b", "a;b", "tab\there", "two\nlines", "Zoë", "日本", "\uD83D\uDE00", "\u0000", "\uFFFF", "*",
                "A", "a", "-- drop", "?", ":x", "{}"
            })
    void keepsAnIdOfAnyCharactersApartFromOthers(String id) {
        List<String> others = List.of("x", "50", "underXscore", "back", "a/", "aa", "B", "zoe", "\uD83D\uDE01");
        others.forEach(other -> store.create(gadget(other)));
        assertTrue(store.create(gadget(id)));
        assertEquals(Optional.of(gadget(id)), store.retrieve(id));
        assertEquals(others.size() + 1, store.retrieveAll().size());
        assertEquals(Optional.of(gadget(id)), store.update(Gadget.with(id, "other")));
        assertEquals("other", store.delete(id).orElseThrow().text());
        assertEquals(Set.copyOf(others), ids(store.retrieveAll()));
    }

    @Test
    void givesAtLeastWhatMeetsConditions() {
        store.create(gadget("a"));
        store.create(gadget("b"));
        Collection<Gadget> found = store.retrieveWhere(List.of(FieldCondition.parse("text", "text of b")));
        assertTrue(found.contains(gadget("b")), found::toString);
    }

    @Test
    void comparesIdsExactly() {
        store.create(gadget("Desk"));
        assertEquals(Optional.empty(), store.retrieve("desk"));
        assertTrue(store.create(gadget("desk")));
        assertEquals(Set.of("Desk", "desk"), ids(store.retrieveAll()));
    }

    @Test
    void findsByPrefixWhateverTheCharacters() {
        List.of("a_1", "a_2", "aX3", "a%1", "a%", "a", "b", "\uDBFF\uDFFFz", "é1", "é2")
                .forEach(id -> store.create(gadget(id)));
        assertEquals(Set.of("a_1", "a_2"), ids(store.retrieveByPrefix("a_")));
        assertEquals(Set.of("a%", "a%1"), ids(store.retrieveByPrefix("a%")));
        assertEquals(Set.of("é1", "é2"), ids(store.retrieveByPrefix("é")));
        assertEquals(Set.of("\uDBFF\uDFFFz"), ids(store.retrieveByPrefix("\uDBFF\uDFFF")));
        assertEquals(Set.of(), ids(store.retrieveByPrefix("A")));
        assertEquals(10, store.retrieveByPrefix("").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " led and trailed ",
                "a;b",
                "\\",
                "\"",
                "'",
                "{\"a\":1}",
                "[x]",
                "null",
                "true",
                "007",
                "two\nlines",
                "\r\n",
                "\t",
                "\u0001",
                "\u007F",
                "Zoë 日本 \uD83D\uDE00",
                "a,b",
                "%s",
                "${x}"
            })
    void keepsEveryValueOfEveryOptionType(String text) {
        Gadget gadget = Gadget.with("a", text);
        store.create(gadget);
        assertEquals(gadget, store.retrieve("a").orElseThrow());
    }

    @Test
    void keepsEmptyListsAndAbsentValues() {
        Gadget full = gadget("a");
        Gadget bare = new Gadget(
                "a",
                "",
                -1_000_000,
                1e-7,
                false,
                false,
                full.length(),
                full.address(),
                ".*",
                "udp",
                Gadget.Level.LOW,
                List.of(5L),
                null,
                List.of(),
                List.of("only"),
                java.util.Map.of());
        store.create(bare);
        assertEquals(Optional.of(bare), store.retrieve("a"));
    }

    @Test
    void keepsALongValue() {
        Gadget gadget = Gadget.with("a".repeat(1000), "long ".repeat(200_000));
        store.create(gadget);
        assertEquals(Optional.of(gadget), store.retrieve(gadget.id()));
    }

    @Test
    void keepsTypesApart() {
        try (Wizard.Store<Lamp> lamps = open(Lamp.TYPE)) {
            store.create(gadget("a"));
            assertTrue(lamps.create(new Lamp("a", "red", 7)));
            assertEquals(Optional.of(new Lamp("a", "red", 7)), lamps.retrieve("a"));
            assertEquals(Optional.of(gadget("a")), store.retrieve("a"));
            assertEquals(1, store.retrieveAll().size());
            assertEquals(1, lamps.retrieveAll().size());
        }
    }

    @Test
    void letsOneOfManyThreadsCreateAnId() throws Exception {
        AtomicInteger won = new AtomicInteger();
        inThreads(thread -> {
            for (int i = 0; i < 20; i++) {
                if (store.create(Gadget.with("id" + i, "of thread " + thread))) {
                    won.incrementAndGet();
                }
            }
            return null;
        });
        assertEquals(20, won.get());
        assertEquals(20, store.retrieveAll().size());
    }

    @Test
    void losesNothingThatManyThreadsWrite() throws Exception {
        inThreads(thread -> {
            for (int i = 0; i < 20; i++) {
                String id = thread + "/" + i;
                assertTrue(store.create(Gadget.with(id, "first")));
                assertEquals(
                        "first",
                        store.update(Gadget.with(id, "second")).orElseThrow().text());
                assertEquals("second", store.retrieve(id).orElseThrow().text());
                if (i % 2 == 1) {
                    assertTrue(store.delete(id).isPresent());
                }
            }
            return null;
        });
        assertEquals(THREADS * 10, store.retrieveAll().size());
        assertTrue(store.retrieveAll().stream().allMatch(gadget -> gadget.text().equals("second")));
    }

    @Test
    void showsEachReaderWholeObjectsWhileOthersWrite() throws Exception {
        store.create(Gadget.with("a", "even"));
        inThreads(thread -> {
            for (int i = 0; i < 50; i++) {
                if (thread % 2 == 0) {
                    store.update(Gadget.with("a", i % 2 == 0 ? "odd" : "even"));
                } else {
                    String text = store.retrieve("a").orElseThrow().text();
                    assertTrue(text.equals("odd") || text.equals("even"), text);
                }
            }
            return null;
        });
    }

    @Test
    void mayBeClosedTwice() {
        store.create(gadget("a"));
        store.close();
        store.close();
    }

    private interface Worker {
        Void work(int thread) throws Exception;
    }

    private static void inThreads(Worker worker) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            IntStream.range(0, THREADS).forEach(thread -> work.add(() -> worker.work(thread)));
            for (Future<Void> done : threads.invokeAll(work, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
