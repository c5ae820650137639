package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Mapping.Role;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.Write;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.StorageException;

/** Writing objects: one, several as one change, by what they are, and to several mappings. */
class StoreWritesTest {
    private static final ObjectType<Lamp> OTHER = ObjectType.of("other", Lamp.class)
            .required("color", FieldCodecs.string(), Lamp::color)
            .build(values -> new Lamp(values.id(), values.get("color"), 5));

    @TempDir
    Path folder;

    private final FakeSource source = new FakeSource("source");
    private final UnruledStore first = new UnruledStore("first");
    private final UnruledStore second = new UnruledStore("second");
    private final List<String> heard = new ArrayList<>();
    private SorceryStore store = SorceryStore.builder()
            .wizards(source)
            .wizards(first)
            .wizards(second)
            .build();

    @AfterEach
    void close() {
        store.close();
    }

    private static Lamp lamp(String id, String color) {
        return new Lamp(id, color, 5);
    }

    private void map(Mapping... mappings) {
        store.register(Lamp.TYPE, mappings);
        store.observe(Lamp.TYPE, this::hear);
    }

    private void hear(ObjectChanges<Lamp> changes) {
        List<String> call = new ArrayList<>();
        changes.created().forEach(lamp -> call.add("+" + lamp.id() + ":" + lamp.color()));
        changes.updated()
                .forEach(update ->
                        call.add(update.before().color() + "->" + update.after().color()));
        changes.deleted().forEach(lamp -> call.add("-" + lamp.id()));
        heard.add(String.join(" ", call));
    }

    private String color(String id) {
        return store.retrieve(Lamp.TYPE, id).map(Lamp::color).orElse("none");
    }

    @Nested
    class AChangeOfWhatIsThere {
        @ParameterizedTest
        @ValueSource(strings = {"memory", "first"})
        void losesNothingThatOthersWriteAtTheSameTime(String wizard) throws Exception {
            int each = 20_000;
            store.register(Lamp.TYPE, Mapping.of(wizard));
            first.forgetful = true;
            store.create(Lamp.TYPE, new Lamp("a", "red", 0));
            inTwoThreads(() -> {
                for (int i = 0; i < each; i++) {
                    store.update(Lamp.TYPE, "a", lamp -> new Lamp("a", "red", lamp.watts() + 1));
                }
                return null;
            });
            assertEquals(2 * each, store.retrieve(Lamp.TYPE, "a").orElseThrow().watts());
        }

        @Test
        void losesNothingThatAnotherStoreOverTheSameDatabaseWrites() throws Exception {
            int each = 200;
            Mapping database = Mapping.of("astdb", "outpub,file=" + folder.resolve("astdb.sqlite3"));
            store.register(Lamp.TYPE, database);
            store.create(Lamp.TYPE, new Lamp("a", "red", 1));
            try (SorceryStore another = SorceryStore.builder().build()) {
                another.register(Lamp.TYPE, database);
                List<SorceryStore> both = new ArrayList<>(List.of(store, another));
                inTwoThreads(() -> {
                    SorceryStore own;
                    synchronized (both) {
                        own = both.remove(0);
                    }
                    for (int i = 0; i < each; i++) {
                        own.update(Lamp.TYPE, "a", lamp -> new Lamp("a", "red", lamp.watts() + 1));
                    }
                    return null;
                });
            }
            assertEquals(
                    2 * each + 1, store.retrieve(Lamp.TYPE, "a").orElseThrow().watts());
        }

        @Test
        void givesTheNewVersionAndTellsIt() {
            map(Mapping.of("memory"));
            store.create(Lamp.TYPE, lamp("a", "red"));
            assertEquals(Optional.of(lamp("a", "blue")), store.update(Lamp.TYPE, "a", was -> lamp("a", "blue")));
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }

        @Test
        void isNotCalledIfThereIsNothing() {
            map(Mapping.of("memory"));
            assertEquals(Optional.empty(), store.update(Lamp.TYPE, "a", was -> {
                throw new AssertionError("called");
            }));
        }

        @Test
        void isThatOfTheFirstMappingThatHasItAndGoesToAll() {
            map(Mapping.of("first"), Mapping.of("second"));
            second.lamps.put("a", lamp("a", "red"));
            store.update(Lamp.TYPE, "a", was -> lamp("a", was.color() + "dish"));
            assertEquals("reddish", color("a"));
            first.lamps.put("a", lamp("a", "pale"));
            store.update(Lamp.TYPE, "a", was -> lamp("a", was.color() + "r"));
            assertEquals(
                    "paler paler",
                    first.lamps.get("a").color() + " " + second.lamps.get("a").color());
        }
    }

    private static void inTwoThreads(Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (Future<Void> done : threads.invokeAll(List.of(work, work))) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Nested
    class SeveralWrites {
        @Test
        void areToldAsOneChangeOfEachType() {
            map(Mapping.of("memory"));
            store.register(OTHER, Mapping.of("memory"));
            List<Integer> others = new ArrayList<>();
            store.observe(OTHER, changes -> others.add(changes.created().size()));
            store.create(Lamp.TYPE, lamp("a", "red"));
            store.create(Lamp.TYPE, lamp("b", "red"));
            heard.clear();
            assertEquals(
                    List.of(true, true, true, false, true),
                    store.write(List.of(
                            new Write.Create<>(Lamp.TYPE, lamp("c", "red")),
                            new Write.Update<>(Lamp.TYPE, lamp("a", "blue")),
                            new Write.Delete<>(Lamp.TYPE, "b"),
                            new Write.Delete<>(Lamp.TYPE, "none"),
                            new Write.Create<>(OTHER, lamp("a", "red")))));
            assertEquals(List.of("+c:red red->blue -b"), heard);
            assertEquals(List.of(1), others);
        }

        @Test
        void ofOneObjectAreToldFromItsFirstStateToItsLast() {
            map(Mapping.of("memory"));
            store.write(List.of(
                    new Write.Create<>(Lamp.TYPE, lamp("a", "red")),
                    new Write.Update<>(Lamp.TYPE, lamp("a", "blue")),
                    new Write.Create<>(Lamp.TYPE, lamp("b", "red")),
                    new Write.Delete<>(Lamp.TYPE, "b")));
            assertEquals(List.of("+a:blue"), heard);
        }

        @Test
        void ofWhichOneFailsStopThereAndTellThoseBefore() {
            map(Mapping.of("first"));
            first.before("update", () -> {
                throw new StorageException("the disk is gone", new IOException("gone"));
            });
            assertThrows(
                    StorageException.class,
                    () -> store.write(List.of(
                            new Write.Create<>(Lamp.TYPE, lamp("a", "red")),
                            new Write.Update<>(Lamp.TYPE, lamp("a", "blue")),
                            new Write.Create<>(Lamp.TYPE, lamp("b", "red")))));
            assertEquals(List.of("+a:red"), heard);
            assertEquals("red none", color("a") + " " + color("b"));
        }

        @Test
        void ofATypeThatIsNotRegisteredWriteNothing() {
            map(Mapping.of("memory"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.write(List.of(
                            new Write.Create<>(Lamp.TYPE, lamp("a", "red")),
                            new Write.Create<>(OTHER, lamp("a", "red")))));
            assertEquals("none", color("a"));
        }

        @Test
        void inOppositeOrderByTwoThreadsDoNotWaitForEachOther() throws Exception {
            map(Mapping.of("memory"));
            List<Write<?>> forth = List.of(
                    new Write.Update<>(Lamp.TYPE, lamp("a", "red")), new Write.Update<>(Lamp.TYPE, lamp("b", "red")));
            List<Write<?>> back = List.of(forth.get(1), forth.get(0));
            List<List<Write<?>>> both = new ArrayList<>(List.of(forth, back));
            inTwoThreads(() -> {
                List<Write<?>> own;
                synchronized (both) {
                    own = both.remove(0);
                }
                for (int i = 0; i < 20_000; i++) {
                    store.write(own);
                }
                return null;
            });
        }
    }

    @Nested
    class SeveralMappingsThatCanBeWritten {
        @Test
        void areAllWrittenAndACacheHearsOnce() {
            map(Mapping.of("memory").as(Role.CACHE), Mapping.of("first"), Mapping.of("second"));
            assertTrue(store.create(Lamp.TYPE, lamp("a", "red")));
            assertEquals(
                    "red red",
                    first.lamps.get("a").color() + " " + second.lamps.get("a").color());
            assertTrue(store.update(Lamp.TYPE, lamp("a", "blue")));
            assertEquals(
                    "blue blue",
                    first.lamps.get("a").color() + " " + second.lamps.get("a").color());
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertTrue(first.lamps.isEmpty() && second.lamps.isEmpty());
            assertEquals(List.of("+a:red", "red->blue", "-a"), heard);
        }

        @Test
        void ofWhichOnlyALaterHoldsAnObjectLetItBeDeleted() {
            map(Mapping.of("first"), Mapping.of("second"));
            second.lamps.put("a", lamp("a", "red"));
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals("none", color("a"));
            assertFalse(store.delete(Lamp.TYPE, "a"));
        }

        @Test
        void ofWhichOneHasTheIdAlreadyCreateItInTheOther() {
            map(Mapping.of("first"), Mapping.of("second"));
            first.lamps.put("a", lamp("a", "old"));
            assertTrue(store.create(Lamp.TYPE, lamp("a", "new")));
            assertEquals("old new", color("a") + " " + second.lamps.get("a").color());
            assertFalse(store.create(Lamp.TYPE, lamp("a", "newer")));
        }

        @Test
        void areNotThoseThatAreReadOnly() {
            map(Mapping.of("first").as(Role.READ_ONLY), Mapping.of("second"));
            store.create(Lamp.TYPE, lamp("a", "red"));
            assertTrue(first.lamps.isEmpty());
        }
    }

    @Nested
    class AClosedStore {
        @Test
        void takesNoWrites() {
            map(Mapping.of("memory"));
            store.close();
            assertThrows(IllegalStateException.class, () -> store.create(Lamp.TYPE, lamp("a", "red")));
            assertThrows(IllegalStateException.class, () -> store.update(Lamp.TYPE, "a", was -> was));
        }
    }

    @Nested
    class Unregistering {
        @Test
        void closesTheWizardsEndsTheObserversAndLetsTheTypeBeRegisteredAgain() {
            map(Mapping.of("source"));
            source.holds("a color=red");
            store.reload();
            store.unregister(Lamp.TYPE);
            assertEquals(1, source.closes.get());
            assertThrows(IllegalArgumentException.class, () -> store.retrieve(Lamp.TYPE, "a"));
            assertEquals("no objects", store.reload().toString());
            assertEquals(List.of("+a:red"), heard);
            map(Mapping.of("source"));
            assertEquals("lamp: 1 created", store.reload().toString());
            assertEquals(List.of("+a:red", "+a:red"), heard);
        }

        @Test
        void isRefusedForATypeThatIsNotThere() {
            assertThrows(IllegalArgumentException.class, () -> store.unregister(Lamp.TYPE));
        }
    }
}
