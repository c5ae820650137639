package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.type.ObjectType;

class SorceryStoreTest {
    private static final ObjectType<Lamp> LAMP = Lamp.TYPE;

    @TempDir
    Path folder;

    private Path file;
    private final SorceryStore store = SorceryStore.builder().build();
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void mapToAFile() {
        file = folder.resolve("lamps.conf");
        store.register(LAMP, Mapping.of("config", file + ",criteria=type=lamp"));
    }

    private void hear(ObjectChanges<Lamp> changes) {
        changes.created().forEach(lamp -> heard.add("+" + lamp.id()));
        changes.updated()
                .forEach(update -> heard.add(update.before().id() + ":"
                        + update.before().color() + "->" + update.after().color()));
        changes.deleted().forEach(lamp -> heard.add("-" + lamp.id()));
    }

    private ReloadReport reload(String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines));
        return store.reload();
    }

    private String problems(ReloadReport report) {
        return report.problems().stream()
                .map(ConfigProblem::toString)
                .map(text -> text.replace(folder + "/", ""))
                .collect(Collectors.joining("\n"));
    }

    @Nested
    class AReload {
        @Test
        void tellsExactlyWhatChanged() throws IOException {
            store.observe(LAMP, SorceryStoreTest.this::hear);
            reload("[a]", "type=lamp", "color=red", "[b]", "type=lamp", "color=blue");
            reload("[b]", "type=lamp", "color=green", "[c]", "type=lamp", "color=red");
            assertEquals(List.of("+a", "+b", "+c", "b:blue->green", "-a"), heard);
        }

        @Test
        void reportsCountsOfEachKind() throws IOException {
            reload("[a]", "type=lamp", "color=red", "[b]", "type=lamp", "color=blue");
            ReloadReport report = reload("[b]", "type=lamp", "color=blue", "watts=6", "[c]", "type=lamp", "color=red");
            assertEquals("lamp: 1 created, 1 updated, 1 deleted", report.toString());
            assertEquals("lamp: 2 unchanged", store.reload().toString());
        }

        @Test
        void thatMovesSectionsOrRewritesCommentsChangesNothing() throws IOException {
            reload("[a]", "type=lamp", "color=red", "[b]", "type=lamp", "color=blue");
            Lamp a = store.retrieve(LAMP, "a").orElseThrow();
            store.observe(LAMP, SorceryStoreTest.this::hear);
            heard.clear();
            reload("; moved", "", "[b]", "type=lamp", "color=blue ; still", "[a]", "type=lamp", "color=red");
            assertEquals(List.of(), heard);
            assertSame(a, store.retrieve(LAMP, "a").orElseThrow());
            assertTrue(store.retrieveSet(LAMP, "a")
                    .orElseThrow()
                    .origin()
                    .toString()
                    .endsWith("lamps.conf:6"));
        }

        @Test
        void thatSpellsTheSameValueInAnotherWayIsNoUpdate() throws IOException {
            reload("[a]", "type=lamp", "color=red");
            store.observe(LAMP, SorceryStoreTest.this::hear);
            heard.clear();
            reload("[a]", "type=lamp", "color=red", "watts=5");
            assertEquals(List.of(), heard);
        }

        @Test
        void keepsThePreviousSelfOfABadObjectAndLeavesOutABadNewOne() throws IOException {
            reload("[a]", "type=lamp", "color=red");
            store.observe(LAMP, SorceryStoreTest.this::hear);
            heard.clear();
            ReloadReport report = reload("[a]", "type=lamp", "color=red", "wats=7", "[b]", "type=lamp", "watts=lots");
            assertEquals("""
                    lamps.conf:4: lamp 'a': unknown option 'wats'; did you mean 'watts'?; keeping the previous one
                    lamps.conf:7: lamp 'b': watts: 'lots' is not a number of watts from 1 to 1000; it is left out
                    lamps.conf:5: lamp 'b': required option 'color' is missing; expected a color; it is left out""", problems(report));
            assertEquals("lamp: 1 kept as before, 1 refused", report.toString());
            assertEquals(List.of(), heard);
            assertEquals("red", store.retrieve(LAMP, "a").orElseThrow().color());
        }

        @Test
        void ofADamagedFileKeepsEverythingAndSaysSoEachTime() throws IOException {
            reload("[a]", "type=lamp", "color=red", "[b]", "type=lamp", "color=blue");
            ReloadReport report = reload("[a]", "type=lamp", "color=red", "[b");
            assertEquals("lamps.conf:4: section header without ']'; expected [name]", problems(report));
            assertEquals(2, store.retrieveAll(LAMP).size());
            assertEquals(problems(report), problems(store.reload()));
        }

        @Test
        void ofAFileThatIsGoneKeepsEverything() throws IOException {
            reload("[a]", "type=lamp", "color=red");
            Files.delete(file);
            assertEquals("lamps.conf: cannot be read: there is no such file", problems(store.reload()));
            assertEquals(1, store.retrieveAll(LAMP).size());
        }

        @Test
        void thatRemovesTheLastSectionRemovesTheObject() throws IOException {
            reload("[a]", "type=lamp", "color=red");
            store.observe(LAMP, SorceryStoreTest.this::hear);
            reload("; no lamp any more");
            assertEquals(List.of("+a", "-a"), heard);
        }

        @Test
        void tellsASecondSectionOfTheSameNameAndKeepsTheFirst() throws IOException {
            ReloadReport report = reload("[a]", "type=lamp", "color=red", "[a]", "type=lamp", "color=blue");
            assertEquals(
                    "lamps.conf:4: lamp 'a' stands here again; the first is at lamps.conf:1, and this one is left out",
                    problems(report));
            assertEquals("red", store.retrieve(LAMP, "a").orElseThrow().color());
        }

        @Test
        void followsIncludedFiles() throws IOException {
            Files.createDirectory(folder.resolve("d"));
            Files.writeString(folder.resolve("d/one.conf"), "[one]\ntype=lamp\ncolor=red\n");
            assertEquals("lamp: 1 created", reload("#include d/*.conf").toString());
            Files.writeString(folder.resolve("d/two.conf"), "[two]\ntype=lamp\ncolor=red\n");
            assertEquals("lamp: 1 created, 1 unchanged", store.reload().toString());
            Files.writeString(folder.resolve("d/one.conf"), "[one]\ntype=lamp\ncolor=blue\n");
            assertEquals("lamp: 1 updated, 1 unchanged", store.reload().toString());
            Files.delete(folder.resolve("d/two.conf"));
            assertEquals("lamp: 1 deleted, 1 unchanged", store.reload().toString());
            assertTrue(store.watched().contains(folder.resolve("d/one.conf")));
            assertTrue(store.watched().contains(folder.resolve("d")));
        }

        @Test
        void tellsSectionsThatNoTypeWillClaim() throws IOException {
            ReloadReport report = reload("[a]", "type=outbound-pubilsh", "[b]", "color=red", "[global]", "x=1");
            assertEquals("""
                    lamps.conf:2: section 'a' has the unknown type 'outbound-pubilsh'; it is not used; did you mean 'outbound-publish'?
                    lamps.conf:3: section 'b' has no type=; it is not used""", problems(report));
        }
    }

    @Nested
    class AnObserver {
        @Test
        void thatComesLateFirstHearsOfWhatIsThere() throws IOException {
            reload("[a]", "type=lamp", "color=red");
            store.observe(LAMP, SorceryStoreTest.this::hear);
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void thatThrowsHarmsNoOther() throws IOException {
            store.observe(LAMP, changes -> {
                throw new IllegalStateException("on purpose");
            });
            store.observe(LAMP, SorceryStoreTest.this::hear);
            reload("[a]", "type=lamp", "color=red");
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void canEndItselfFromInsideACall() throws IOException {
            List<Sorcery.Observation> own = new ArrayList<>();
            own.add(store.observe(LAMP, changes -> {
                hear(changes);
                own.get(0).close();
            }));
            reload("[a]", "type=lamp", "color=red");
            reload("[b]", "type=lamp", "color=red");
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void canReloadFromInsideACall() throws IOException {
            store.observe(LAMP, changes -> {
                hear(changes);
                store.reload();
            });
            reload("[a]", "type=lamp", "color=red");
            assertEquals(List.of("+a"), heard);
        }
    }

    @Nested
    class MappedToMemory {
        private final SorceryStore memory = SorceryStore.builder().build();
        private final Lamp red = new Lamp("a", "red", 5);

        @BeforeEach
        void register() {
            memory.register(LAMP, Mapping.of("memory"));
            memory.observe(LAMP, SorceryStoreTest.this::hear);
        }

        @Test
        void anObjectIsCreatedOnce() {
            assertTrue(memory.create(LAMP, red));
            assertFalse(memory.create(LAMP, red));
            assertSame(red, memory.retrieve(LAMP, "a").orElseThrow());
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void anUpdateOfWhatIsNotThereFails() {
            assertFalse(memory.update(LAMP, red));
            assertEquals(Optional.empty(), memory.retrieve(LAMP, "a"));
        }

        @Test
        void theUpdatedInstanceIsRetrieved() {
            memory.create(LAMP, red);
            Lamp blue = new Lamp("a", "blue", 5);
            assertTrue(memory.update(LAMP, blue));
            assertSame(blue, memory.retrieve(LAMP, "a").orElseThrow());
            assertEquals(List.of("+a", "a:red->blue"), heard);
        }

        @Test
        void aDeletionOfWhatIsNotThereFails() {
            memory.create(LAMP, red);
            assertTrue(memory.delete(LAMP, "a"));
            assertFalse(memory.delete(LAMP, "a"));
            assertEquals(List.of("+a", "-a"), heard);
        }

        @Test
        void aReloadReadsNothingAndChangesNothing() {
            memory.create(LAMP, red);
            assertEquals("no objects", memory.reload().toString());
            assertSame(red, memory.retrieve(LAMP, "a").orElseThrow());
            assertEquals(List.of("+a"), heard);
        }
    }

    @Test
    void aTypeMappedToFilesOnlyCannotBeWritten() {
        assertThrows(IllegalStateException.class, () -> store.create(LAMP, new Lamp("a", "red", 5)));
    }

    @Test
    void anUnknownWizardIsToldWithTheNearestOne() {
        SorceryStore other = SorceryStore.builder().build();
        String message = assertThrows(
                        IllegalArgumentException.class, () -> other.register(LAMP, Mapping.of("confg", "x.conf")))
                .getMessage();
        assertEquals("object type 'lamp': unknown wizard 'confg'; did you mean 'config'?", message);
    }

    @Test
    void aTypeCanBeRegisteredOnce() {
        assertThrows(IllegalArgumentException.class, () -> store.register(LAMP, Mapping.of("memory")));
    }

    @Test
    void anObjectOfAnEarlierMappingHidesTheSameOfALater() throws IOException {
        SorceryStore both = SorceryStore.builder().build();
        both.register(LAMP, Mapping.of("config", file + ",criteria=type=lamp"), Mapping.of("memory"));
        both.observe(LAMP, this::hear);
        Files.writeString(file, "[a]\ntype=lamp\ncolor=red\n");
        both.reload();
        both.create(LAMP, new Lamp("a", "hidden", 5));
        both.create(LAMP, new Lamp("b", "blue", 5));
        assertEquals("red", both.retrieve(LAMP, "a").orElseThrow().color());
        assertEquals(List.of("+a", "+b"), heard);
        Files.writeString(file, "; no lamp any more");
        both.reload();
        assertEquals(List.of("+a", "+b", "a:red->hidden"), heard);
    }
}
