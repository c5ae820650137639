package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** What the store makes of wizards that do as the test says, third parties' faults included. */
class StoreOverWizardsTest {
    private final FakeSource first = new FakeSource("first");
    private final FakeSource second = new FakeSource("second");
    private final List<String> heard = new ArrayList<>();
    private final SorceryStore store =
            SorceryStore.builder().wizards(first).wizards(second).build();

    private void map(String... wizards) {
        Mapping[] mappings = new Mapping[wizards.length];
        for (int i = 0; i < wizards.length; i++) {
            mappings[i] = Mapping.of(wizards[i]);
        }
        store.register(Lamp.TYPE, mappings);
        store.observe(Lamp.TYPE, this::hear);
    }

    private void hear(ObjectChanges<Lamp> changes) {
        changes.created().forEach(lamp -> heard.add("+" + lamp.id()));
        changes.updated()
                .forEach(update -> heard.add(update.before().id() + ":"
                        + update.before().color() + "->" + update.after().color()));
        changes.deleted().forEach(lamp -> heard.add("-" + lamp.id()));
    }

    private String color(String id) {
        return store.retrieve(Lamp.TYPE, id).map(Lamp::color).orElse("none");
    }

    private static List<String> problems(ReloadReport report) {
        return report.problems().stream().map(Object::toString).toList();
    }

    @Nested
    class Reloading {
        @Test
        void givesObjectsInTheOrderOfTheirIdsAsBytes() {
            map("first");
            first.holds("z color=red", "a color=red", "\uFF5E color=red", "\uD83D\uDE00 color=red", "Z color=red");
            store.reload();
            assertEquals(
                    List.of("Z", "a", "z", "\uFF5E", "\uD83D\uDE00"),
                    store.retrieveAll(Lamp.TYPE).stream().map(Lamp::id).toList());
        }

        @Test
        void parsesNothingThatDidNotChange() {
            AtomicInteger parsed = new AtomicInteger();
            ObjectType<Lamp> counting = ObjectType.of("lamp", Lamp.class)
                    .required("color", FieldCodecs.string(), Lamp::color)
                    .build(values -> {
                        parsed.incrementAndGet();
                        return new Lamp(values.id(), values.get("color"), 1);
                    });
            store.register(counting, Mapping.of("first"));
            first.holds("a color=red", "b color=red");
            store.reload();
            first.holds("x color=red", "b color=red", "a color=red");
            store.reload();
            assertEquals(3, parsed.get());
        }

        @Test
        void ofOneUnreadableSourceKeepsItsObjectsAndFollowsTheOther() {
            map("first", "second");
            first.holds("a color=red");
            second.holds("b color=red");
            store.reload();
            first.reads(context -> FakeSource.unreadable());
            second.holds("b color=blue");
            ReloadReport report = store.reload();
            assertEquals(List.of("fake: cannot be read"), problems(report));
            assertEquals("lamp: 1 updated, 1 kept as before", report.toString());
            assertEquals("red", color("a"));
        }

        @Test
        void ofASourceThatSaysNothingChangedKeepsItsObjects() {
            map("first");
            first.holds("a color=red");
            store.reload();
            Lamp before = store.retrieve(Lamp.TYPE, "a").orElseThrow();
            first.reads(context -> new Wizard.Contents.Unchanged());
            assertEquals("lamp: 1 unchanged", store.reload().toString());
            assertSame(before, store.retrieve(Lamp.TYPE, "a").orElseThrow());
        }

        @Test
        void ofASourceThatThrowsKeepsItsObjectsAndHarmsNoOther() {
            map("first", "second");
            first.holds("a color=red");
            store.reload();
            first.reads(context -> {
                throw new IllegalStateException("password=geheim");
            });
            second.holds("b color=blue");
            ReloadReport report = store.reload();
            assertEquals(
                    List.of("lamp: org.outpub.sorcery.FakeSource failed with java.lang.IllegalStateException;"
                            + " keeping what it held"),
                    problems(report));
            assertEquals("red blue", color("a") + " " + color("b"));
        }

        @Test
        void ofAnObjectWhoseMakerThrowsKeepsItsPreviousSelfAndShowsNoValue() {
            ObjectType<Lamp> throwing = ObjectType.of("lamp", Lamp.class)
                    .required("color", FieldCodecs.string(), Lamp::color)
                    .build(values -> {
                        String color = values.get("color");
                        if (color.equals("geheim")) {
                            throw new IllegalArgumentException(color);
                        }
                        return new Lamp(values.id(), color, 1);
                    });
            store.register(throwing, Mapping.of("first"));
            first.holds("a color=red");
            store.reload();
            first.holds("a color=geheim", "b color=blue");
            ReloadReport report = store.reload();
            assertEquals(List.of("a"), report.types().get("lamp").kept());
            assertEquals(List.of("b"), report.types().get("lamp").created());
            assertTrue(problems(report).get(0).startsWith("fake:1: lamp 'a': making the object failed with "));
            assertTrue(problems(report).stream().noneMatch(problem -> problem.contains("geheim")));
        }

        @Test
        void tellsABadObjectEachTimeUntilItIsMended() {
            map("first");
            first.holds("a color=red");
            store.reload();
            first.holds("a color=red watts=many");
            List<String> told = problems(store.reload());
            assertEquals(1, told.size());
            assertEquals(told, problems(store.reload()));
            first.holds("a color=red watts=7");
            assertEquals("lamp: 1 updated", store.reload().toString());
        }

        @Test
        void keepsTheFirstOfTwoEqualIdsEvenIfItIsBad() {
            map("first");
            first.holds("a watts=1", "a color=blue");
            ReloadReport report = store.reload();
            assertEquals(List.of("a"), report.types().get("lamp").refused());
            assertEquals("none", color("a"));
            assertEquals(
                    "fake:2: lamp 'a' stands here again; the first is at fake:1, and this one is left out",
                    problems(report).get(1));
        }

        @Test
        void countsAKeptObjectThatAnEarlierMappingHidesAsUnchanged() {
            map("first", "second");
            first.holds("a color=red");
            second.holds("a color=blue");
            assertEquals("lamp: 1 created", store.reload().toString());
            second.holds("a color=green");
            assertEquals("lamp: 1 unchanged", store.reload().toString());
        }

        @Test
        void sharesWorkBetweenTheSourcesOfOneReloadOnly() {
            AtomicInteger worked = new AtomicInteger();
            first.reads(
                    context -> context.once("file", () -> FakeSource.objects("a color=" + worked.incrementAndGet())));
            second.reads(context -> context.once("file", () -> FakeSource.objects("b color=never")));
            map("first", "second");
            store.reload();
            store.reload();
            assertEquals(2, worked.get());
            assertEquals("2 none", color("a") + " " + color("b"));
        }

        @Test
        void fromInsideASourceIsRefusedAndDoesNotHang() {
            map("first");
            List<String> refusals = new ArrayList<>();
            first.reads(context -> {
                refusals.add(
                        assertThrows(IllegalStateException.class, store::reload).getMessage());
                return FakeSource.objects("a color=red");
            });
            assertEquals("lamp: 1 created", store.reload().toString());
            assertEquals(List.of("called from inside a reload"), refusals);
        }
    }

    @Nested
    class Writing {
        private final Lamp blue = new Lamp("a", "blue", 5);

        @Test
        void whatHidesAnObjectOfALaterMappingIsAnUpdateAndItsDeletionAnother() {
            map("memory", "first");
            first.holds("a color=red");
            store.reload();
            assertTrue(store.create(Lamp.TYPE, blue));
            assertEquals("blue", color("a"));
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals("red", color("a"));
            assertEquals(List.of("+a", "a:red->blue", "a:blue->red"), heard);
        }

        @Test
        void whatAnEarlierMappingHidesIsNotTold() {
            map("first", "memory");
            first.holds("a color=red");
            store.reload();
            assertTrue(store.create(Lamp.TYPE, blue));
            assertTrue(store.update(Lamp.TYPE, new Lamp("a", "green", 5)));
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void anEqualObjectIsNoUpdate() {
            map("memory");
            store.create(Lamp.TYPE, blue);
            assertTrue(store.update(Lamp.TYPE, new Lamp("a", "blue", 5)));
            assertEquals(List.of("+a"), heard);
        }

        @Test
        void aStoredObjectIsShownAsASetToo() {
            map("memory");
            store.create(Lamp.TYPE, blue);
            assertEquals(
                    "5",
                    store.retrieveSet(Lamp.TYPE, "a")
                            .orElseThrow()
                            .last("watts")
                            .orElseThrow());
        }
    }

    @Nested
    class Closing {
        @Test
        void closesEachWizardOnceAndKeepsWhatCanBeRetrieved() {
            map("first", "second");
            first.holds("a color=red").closes(() -> {
                throw new IllegalStateException("on purpose");
            });
            store.reload();
            store.close();
            store.close();
            assertEquals("1 1", first.closes + " " + second.closes);
            assertEquals("red", color("a"));
        }

        @Test
        void refusesReloadsAndNewTypes() {
            map("first");
            store.close();
            assertThrows(IllegalStateException.class, store::reload);
            ObjectType<Lamp> other = ObjectType.of("other", Lamp.class).build(values -> new Lamp(values.id(), "", 1));
            assertThrows(IllegalStateException.class, () -> store.register(other, Mapping.of("second")));
            assertEquals(1, second.closes.get());
        }
    }

    @Nested
    class Registering {
        @Test
        void aTypeWithoutMappingIsRefused() {
            assertThrows(IllegalArgumentException.class, () -> store.register(Lamp.TYPE));
        }

        @Test
        void aTypeTwiceIsRefusedAndItsWizardsAreClosed() {
            map("first");
            assertThrows(IllegalArgumentException.class, () -> store.register(Lamp.TYPE, Mapping.of("second")));
            assertEquals("0 1", first.closes + " " + second.closes);
        }

        @Test
        void aMappingThatIsRefusedLeavesNoWizardOpen() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.register(Lamp.TYPE, Mapping.of("first"), Mapping.of("memory", "size=3")));
            assertEquals(1, first.closes.get());
            assertThrows(IllegalArgumentException.class, () -> store.retrieve(Lamp.TYPE, "a"));
        }

        @Test
        void anUnregisteredTypeIsRefusedEverywhere() {
            assertThrows(IllegalArgumentException.class, () -> store.retrieveAll(Lamp.TYPE));
            assertThrows(IllegalArgumentException.class, () -> store.observe(Lamp.TYPE, changes -> {}));
            assertThrows(IllegalArgumentException.class, () -> store.create(Lamp.TYPE, new Lamp("a", "red", 1)));
        }

        @Test
        void aWizardGivenByHandTakesThePlaceOfAProvidedOne() {
            FakeSource memory = new FakeSource("memory").holds("a color=mine");
            SorceryStore other = SorceryStore.builder().wizards(memory).build();
            other.register(Lamp.TYPE, Mapping.of("memory"));
            other.reload();
            assertEquals("mine", other.retrieve(Lamp.TYPE, "a").orElseThrow().color());
        }

        @Test
        void wizardsOfAnotherClassLoaderAreFoundAndABrokenProviderHarmsNoOther(@TempDir Path folder)
                throws IOException {
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(
                    services.resolve(WizardFactory.class.getName()),
                    "no.such.Provider\n" + ThirdParty.class.getName() + "\n");
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
                SorceryStore other = SorceryStore.builder().wizardsFrom(loader).build();
                other.register(Lamp.TYPE, Mapping.of("third-party"));
                other.reload();
                assertEquals(
                        "theirs", other.retrieve(Lamp.TYPE, "a").orElseThrow().color());
            }
        }
    }

    /** As a plug-in would provide it. */
    public static final class ThirdParty implements WizardFactory {
        @Override
        public String name() {
            return "third-party";
        }

        @Override
        public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
            return new FakeSource("third-party").holds("a color=theirs");
        }
    }

    @Test
    void anExecutorThatHasEndedDoesNotLoseTheReport() {
        SorceryStore other = SorceryStore.builder()
                .wizards(first)
                .executor(task -> {
                    throw new RejectedExecutionException("ended");
                })
                .build();
        other.register(Lamp.TYPE, Mapping.of("first"));
        other.observe(Lamp.TYPE, this::hear);
        first.holds("a color=red");
        assertEquals("lamp: 1 created", other.reload().toString());
        assertEquals(List.of(), heard);
    }

    @Test
    void anObserverThatThrowsAnErrorHarmsNoOther() {
        store.register(Lamp.TYPE, Mapping.of("first"));
        store.observe(Lamp.TYPE, changes -> {
            throw new AssertionError("on purpose");
        });
        store.observe(Lamp.TYPE, this::hear);
        first.holds("a color=red");
        store.reload();
        assertEquals(List.of("+a"), heard);
    }
}
