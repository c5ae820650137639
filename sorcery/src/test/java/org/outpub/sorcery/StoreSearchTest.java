package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Mapping.Role;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

class StoreSearchTest {
    private final FakeSource source = new FakeSource("source");
    private final FailingStore failing = new FailingStore();
    private final SorceryStore store =
            SorceryStore.builder().wizards(source).wizards(failing).build();

    private static List<String> ids(Collection<Lamp> lamps) {
        return lamps.stream().map(Lamp::id).toList();
    }

    /** Keeps objects like memory, unless it is told to fail; its answers are counted. */
    private static final class FailingStore implements WizardFactory {
        private final Map<String, SorceryObject> objects = new ConcurrentHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private boolean broken;

        private void ask(String what) {
            asked.add(what);
            if (broken) {
                throw new StorageException("the disk of 'failing' is gone", new IOException("gone"));
            }
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
            return new Wizard.Store<T>() {
                @Override
                public Optional<T> retrieve(String id) {
                    ask("retrieve " + id);
                    return Optional.ofNullable(objects.get(id)).map(type.objectClass()::cast);
                }

                @Override
                public Collection<T> retrieveAll() {
                    ask("all");
                    return objects.values().stream()
                            .map(type.objectClass()::cast)
                            .toList();
                }

                @Override
                public boolean create(T object) {
                    ask("create " + object.id());
                    return objects.putIfAbsent(object.id(), object) == null;
                }

                @Override
                public Optional<T> update(T object) {
                    ask("update " + object.id());
                    return Optional.ofNullable(objects.replace(object.id(), object))
                            .map(type.objectClass()::cast);
                }

                @Override
                public Optional<T> delete(String id) {
                    ask("delete " + id);
                    return Optional.ofNullable(objects.remove(id)).map(type.objectClass()::cast);
                }
            };
        }
    }

    @Nested
    class Retrieving {
        @BeforeEach
        void fill() {
            store.register(Lamp.TYPE, Mapping.of("source"), Mapping.of("memory"));
            source.holds("blah-1 color=red", "blah-2 color=blue watts=10", "other color=red watts=100");
            store.reload();
        }

        @Test
        void byFieldsFindsWhatMeetsAllConditionsDefaultsIncluded() {
            assertEquals(
                    List.of("blah-1", "other"),
                    ids(store.retrieveWhere(Lamp.TYPE, FieldCondition.parse("color", "red"))));
            assertEquals(
                    List.of("blah-1"),
                    ids(store.retrieveWhere(
                            Lamp.TYPE, FieldCondition.parse("color", "red"), FieldCondition.parse("watts", "5"))));
            assertEquals(
                    List.of("blah-2", "other"),
                    ids(store.retrieveWhere(Lamp.TYPE, FieldCondition.parse("watts >", "9"))));
        }

        @Test
        void byFieldsThatNothingMeetsIsEmpty() {
            assertEquals(List.of(), ids(store.retrieveWhere(Lamp.TYPE, FieldCondition.parse("color", "green"))));
        }

        @Test
        void byNoConditionFindsAll() {
            assertEquals(3, store.retrieveWhere(Lamp.TYPE).size());
        }

        @Test
        void byRegularExpressionIsUnanchored() {
            assertEquals(List.of("blah-1", "blah-2"), ids(store.retrieveByRegex(Lamp.TYPE, "^blah-")));
            assertEquals(List.of("blah-1", "blah-2"), ids(store.retrieveByRegex(Lamp.TYPE, "lah")));
            assertEquals(3, store.retrieveByRegex(Lamp.TYPE, "").size());
        }

        @Test
        void byWhatIsNoRegularExpressionIsRefused() {
            assertThrows(IllegalArgumentException.class, () -> store.retrieveByRegex(Lamp.TYPE, "("));
        }

        @Test
        void byPrefixComparesExactly() {
            assertEquals(List.of("blah-1", "blah-2"), ids(store.retrieveByPrefix(Lamp.TYPE, "blah")));
            assertEquals(List.of(), ids(store.retrieveByPrefix(Lamp.TYPE, "Blah")));
            assertEquals(3, store.retrieveByPrefix(Lamp.TYPE, "").size());
        }

        @Test
        void anEarlierMappingHidesTheSameIdOfALater() {
            store.create(Lamp.TYPE, new Lamp("other", "green", 1));
            store.create(Lamp.TYPE, new Lamp("blah-3", "green", 1));
            assertEquals(List.of("blah-1", "blah-2", "blah-3", "other"), ids(store.retrieveAll(Lamp.TYPE)));
            assertEquals(
                    "red", store.retrieve(Lamp.TYPE, "other").map(Lamp::color).orElseThrow());
        }

        @Test
        void whatIsRetrievedCannotBeChanged() {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> store.retrieveAll(Lamp.TYPE).clear());
        }
    }

    @Nested
    class AMappingThat {
        @Test
        void isReadOnlyIsNeverWritten() {
            store.register(Lamp.TYPE, Mapping.of("source"), Mapping.of("memory").as(Role.READ_ONLY));
            assertThrows(IllegalStateException.class, () -> store.create(Lamp.TYPE, new Lamp("a", "red", 1)));
        }

        @Test
        void isACacheOnlyCannotBeStorageAndASourceNoCache() {
            RefusedMappingException refused = assertThrows(
                    RefusedMappingException.class,
                    () -> store.register(Lamp.TYPE, Mapping.of("source").as(Role.CACHE)));
            assertEquals("object type 'lamp': source cannot be a cache; leave /cache out", refused.getMessage());
            assertEquals(Mapping.of("source").as(Role.CACHE), refused.mapping());
            assertEquals(1, source.closes.get());
        }
    }

    @Nested
    class APlainWizardAsCache {
        @BeforeEach
        void register() {
            store.register(Lamp.TYPE, Mapping.of("memory").as(Role.CACHE), Mapping.of("failing"));
        }

        @Test
        void isToldOnTheFirstRetrievalAndServesTheNext() {
            failing.objects.put("a", new Lamp("a", "red", 1));
            assertTrue(store.retrieve(Lamp.TYPE, "a").isPresent());
            failing.asked.clear();
            assertTrue(store.retrieve(Lamp.TYPE, "a").isPresent());
            assertEquals(List.of(), failing.asked);
        }

        @Test
        void servesWhatWasCreatedUpdatedAndNoLongerWhatWasDeleted() {
            assertTrue(store.create(Lamp.TYPE, new Lamp("a", "red", 1)));
            assertTrue(store.update(Lamp.TYPE, new Lamp("a", "blue", 1)));
            failing.broken = true;
            assertEquals("blue", store.retrieve(Lamp.TYPE, "a").map(Lamp::color).orElseThrow());
            failing.broken = false;
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals(Optional.empty(), store.retrieve(Lamp.TYPE, "a"));
        }

        @Test
        void remembersNoMisses() {
            assertEquals(Optional.empty(), store.retrieve(Lamp.TYPE, "a"));
            failing.objects.put("a", new Lamp("a", "red", 1));
            assertTrue(store.retrieve(Lamp.TYPE, "a").isPresent());
        }

        @Test
        void leavesQuestionsAboutManyToTheStorage() {
            failing.objects.put("a", new Lamp("a", "red", 1));
            failing.objects.put("b", new Lamp("b", "red", 1));
            store.retrieve(Lamp.TYPE, "a");
            assertEquals(2, store.retrieveAll(Lamp.TYPE).size());
        }

        @Test
        void isNotWhereObjectsAreWrittenTo() {
            failing.broken = true;
            assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, new Lamp("a", "red", 1)));
            failing.broken = false;
            assertEquals(Optional.empty(), store.retrieve(Lamp.TYPE, "a"));
        }
    }

    @Test
    void aCacheIsFoundByItsNameAndCountsWhatItServed() {
        store.register(Lamp.TYPE, Mapping.of("memory_cache", "name=lamps").as(Role.CACHE), Mapping.of("failing"));
        failing.objects.put("a", new Lamp("a", "red", 1));
        store.retrieve(Lamp.TYPE, "a");
        store.retrieve(Lamp.TYPE, "a");
        assertEquals(List.of("lamps"), List.copyOf(store.caches().keySet()));
        assertEquals(1, store.caches().get("lamps").statistics().hits());
        assertEquals(List.of("retrieve a"), failing.asked);
    }

    @Test
    void aCacheBeforeASourceHearsOfReloads() {
        store.register(Lamp.TYPE, Mapping.of("memory").as(Role.CACHE), Mapping.of("source"));
        source.holds("a color=red", "b color=red");
        store.reload();
        assertEquals("red", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
        source.holds("a color=blue");
        store.reload();
        assertEquals("blue", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
        assertEquals(Optional.empty(), store.retrieve(Lamp.TYPE, "b"));
    }

    @Nested
    class AStoreThatFails {
        @Test
        void isNotTakenForOneThatHasNothing() {
            store.register(Lamp.TYPE, Mapping.of("failing"));
            failing.broken = true;
            assertThrows(StorageException.class, () -> store.retrieve(Lamp.TYPE, "a"));
            assertThrows(StorageException.class, () -> store.retrieveAll(Lamp.TYPE));
        }

        @Test
        void doesNotKeepAReloadFromBecomingLive() {
            store.register(Lamp.TYPE, Mapping.of("failing"), Mapping.of("source"));
            source.holds("a color=red");
            failing.broken = true;
            assertEquals(List.of("a"), store.reload().types().get("lamp").created());
            failing.broken = false;
            assertTrue(store.retrieve(Lamp.TYPE, "a").isPresent());
        }
    }

    @Nested
    class Observing {
        private final List<String> heard = new ArrayList<>();

        @Test
        void theStoreIsInOneOrderWithItsObjectsAndWizards() {
            store.observe(new StoreObserver() {
                @Override
                public void registered(String type, List<Mapping> mappings) {
                    heard.add("registered " + type + " " + mappings);
                }

                @Override
                public void reloading() {
                    heard.add("reloading");
                }

                @Override
                public void reloaded(ReloadReport report) {
                    heard.add("reloaded " + report);
                }
            });
            store.register(Lamp.TYPE, Mapping.of("source", "x"), Mapping.of("memory"));
            store.observe("source", (type, mapping, outcome) -> heard.add(type + " " + mapping + " " + outcome));
            store.observe(Lamp.TYPE, changes -> heard.add(ids(changes.created()).toString()));
            source.holds("a color=red");
            store.reload();
            source.reads(context -> new Wizard.Contents.Unchanged());
            store.reload();
            source.reads(context -> FakeSource.unreadable());
            store.reload();
            assertEquals(
                    List.of(
                            "registered lamp [source,x, memory]",
                            "reloading",
                            "lamp source,x READ",
                            "[a]",
                            "reloaded lamp: 1 created",
                            "reloading",
                            "lamp source,x UNCHANGED",
                            "reloaded lamp: 1 unchanged",
                            "reloading",
                            "lamp source,x UNREADABLE",
                            "reloaded lamp: 1 kept as before"),
                    heard);
        }

        @Test
        void canEndFromInsideACall() throws Exception {
            store.register(Lamp.TYPE, Mapping.of("source"));
            var own = new ArrayList<AutoCloseable>();
            own.add(store.observe("source", (type, mapping, outcome) -> {
                heard.add("read");
                try {
                    own.get(0).close();
                } catch (Exception impossible) {
                    throw new AssertionError(impossible);
                }
            }));
            store.reload();
            store.reload();
            assertEquals(List.of("read"), heard);
        }

        @Test
        void thatThrowsHarmsNoOther() {
            store.register(Lamp.TYPE, Mapping.of("source"));
            store.observe("source", (type, mapping, outcome) -> {
                throw new IllegalStateException("on purpose");
            });
            store.observe("source", (type, mapping, outcome) -> heard.add("read"));
            store.reload();
            assertEquals(List.of("read"), heard);
        }
    }

    @Nested
    class InFiles {
        @TempDir
        Path folder;

        private SorceryStore files(String arguments) {
            SorceryStore files = SorceryStore.builder().folder(folder).build();
            files.register(Lamp.TYPE, Mapping.of("config", "lamps.conf" + arguments));
            return files;
        }

        private void write(String... lines) throws IOException {
            Files.write(folder.resolve("lamps.conf"), List.of(lines));
        }

        private List<String> problems(ReloadReport report) {
            return report.problems().stream()
                    .map(problem -> problem.toString().replace(folder + "/", ""))
                    .toList();
        }

        @Test
        void withFileIntegrityOneBadObjectKeepsAllAsTheyWere() throws IOException {
            SorceryStore files = files(",integrity=file");
            write("[a]", "color=red", "[b]", "color=red");
            files.reload();
            write("[a]", "color=blue", "[b]", "color=red", "watts=many");
            ReloadReport report = files.reload();
            assertEquals("lamp: 2 kept as before", report.toString());
            assertEquals(
                    List.of(
                            "lamps.conf:5: lamp 'b': watts: 'many' is not a number of watts from 1 to 1000; keeping the"
                                    + " previous one",
                            "lamp: integrity=file: one bad object keeps all of this type as they were"),
                    problems(report));
            write("[a]", "color=blue", "[b]", "color=red");
            assertEquals("lamp: 1 updated, 1 unchanged", files.reload().toString());
        }

        @Test
        void whatIsBadIsToldInEveryReloadUntilItIsMended() throws IOException {
            SorceryStore files = files("");
            write("[a]", "color=red", "wats=7");
            List<String> told = problems(files.reload());
            assertEquals(1, told.size());
            assertEquals(told, problems(files.reload()));
            assertEquals(List.of("a"), files.reload().types().get("lamp").refused());
        }

        @Test
        void aSecondOfWhatThereMayBeOnceKeepsTheFirstAndIsTold() throws IOException {
            SorceryStore files = files(",single_object=yes");
            write("[a]", "color=red");
            files.reload();
            write("[a]", "color=blue", "[b]", "color=red");
            ReloadReport report = files.reload();
            assertEquals("lamp: 1 kept as before", report.toString());
            assertEquals(
                    List.of("lamps.conf:3: a second lamp section; there may be one only, and the first is at"
                            + " lamps.conf:1"),
                    problems(report));
        }

        @Test
        void aSectionOfTheExplicitNameNeedsNoCriteria() throws IOException {
            SorceryStore files = files(",criteria=type=lamp,explicit_name=main");
            write("[main]", "Color=red", "[other]", "color=red");
            files.reload();
            assertEquals(List.of("main"), ids(files.retrieveAll(Lamp.TYPE)));
        }

        @Test
        void anExplicitNameWithAMisspeltOptionIsTold() throws IOException {
            SorceryStore files = files(",criteria=type=lamp,explicit_name=main");
            write("[main]", "colour=red");
            assertTrue(problems(files.reload())
                    .contains("lamps.conf:2: section 'main' is not used, because 'colour' is no option of lamp; did you"
                            + " mean 'color'?"));
        }

        @Test
        void updatingWhatIsNotThereCreatesItIfTheStoreSaysSo() {
            SorceryStore creating = SorceryStore.builder().updateCreates(true).build();
            creating.register(Lamp.TYPE, Mapping.of("memory"));
            assertTrue(creating.update(Lamp.TYPE, new Lamp("a", "red", 1)));
            assertTrue(creating.retrieve(Lamp.TYPE, "a").isPresent());
        }
    }
}
