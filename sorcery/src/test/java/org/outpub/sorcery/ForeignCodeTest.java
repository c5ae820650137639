package org.outpub.sorcery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Mapping.Role;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.mapping.WizardFactories;

/**
 * What the store keeps, tells and tries again when code that is not its own throws, hangs, comes late, gives nothing, or
 * gives too much: a test for each cell of the table in {@code docs/sorcery.md}. After each fault comes the next ordinary
 * thing.
 */
@Timeout(60)
class ForeignCodeTest {
    private static final Lamp RED = new Lamp("a", "red", 5);
    private static final Lamp BLUE = new Lamp("a", "blue", 5);
    private static final ObjectType<Lamp> OTHER = ObjectType.of("other", Lamp.class)
            .required("color", FieldCodecs.string(), Lamp::color)
            .build(values -> new Lamp(values.id(), values.get("color"), 5));

    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeSource source = new FakeSource("source");
    private final FakeSource second = new FakeSource("second");
    private final UnruledStore unruled = new UnruledStore("unruled");
    private final UnruledCache cache = new UnruledCache();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    /** Long, so that a busy machine is not taken for a wizard that hangs. */
    private static final Duration PATIENT = Duration.ofSeconds(50);

    /** As short as a busy machine allows; for those tests that wait for its end. */
    private static final Duration IMPATIENT = Duration.ofSeconds(2);

    private SorceryStore store = build(Runnable::run, PATIENT);

    private SorceryStore build(Executor executor, Duration wizardTime) {
        return SorceryStore.builder()
                .wizards(source)
                .wizards(second)
                .wizards(unruled)
                .wizards(cache)
                .executor(executor)
                .wizardTime(wizardTime)
                .build();
    }

    @AfterEach
    void end() throws InterruptedException {
        gate.countDown();
        threads.shutdown();
        assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        store.close();
    }

    /** What a stranger may throw. */
    enum Fault {
        EXCEPTION {
            @Override
            void happen() {
                throw new IllegalStateException("password=geheim");
            }
        },
        STORAGE_EXCEPTION {
            @Override
            void happen() {
                throw new StorageException("the disk is gone", new IOException("gone"));
            }
        },
        STACK_OVERFLOW {
            @Override
            @SuppressWarnings("InfiniteRecursion") // as a broken codec does
            void happen() {
                happen();
            }
        },
        LINKAGE {
            @Override
            void happen() {
                throw new NoClassDefFoundError("no/such/Driver");
            }
        },
        ASSERTION {
            @Override
            void happen() {
                throw new AssertionError("on purpose");
            }
        };

        abstract void happen();
    }

    private void hang() {
        try {
            gate.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(ObjectChanges<Lamp> changes) {
        changes.created().forEach(lamp -> heard.add("+" + lamp.id() + ":" + lamp.color()));
        changes.updated()
                .forEach(update -> heard.add(
                        update.before().color() + "->" + update.after().color()));
        changes.deleted().forEach(lamp -> heard.add("-" + lamp.id()));
    }

    private void map(String... wizards) {
        Mapping[] mappings = new Mapping[wizards.length];
        for (int i = 0; i < wizards.length; i++) {
            Mapping mapping = Mapping.of(wizards[i]);
            mappings[i] = wizards[i].equals("cache") ? mapping.as(Role.CACHE) : mapping;
        }
        store.register(Lamp.TYPE, mappings);
    }

    private void mapAndObserve(String... wizards) {
        map(wizards);
        store.observe(Lamp.TYPE, this::hear);
    }

    private String color(String id) {
        return store.retrieve(Lamp.TYPE, id).map(Lamp::color).orElse("none");
    }

    private static List<String> problems(ReloadReport report) {
        return report.problems().stream().map(Object::toString).toList();
    }

    /** The ordinary things that must go on while something hangs. */
    private void everythingElseGoesOn() {
        source.holds("s color=green");
        store.reload();
        assertEquals("green", color("s"));
        store.register(OTHER, Mapping.of("memory"));
        List<String> others = new ArrayList<>();
        store.observe(OTHER, changes -> changes.created().forEach(lamp -> others.add(lamp.id())));
        assertTrue(store.create(OTHER, new Lamp("a", "white", 5)));
        assertTrue(store.update(OTHER, new Lamp("a", "black", 5)));
        assertTrue(store.delete(OTHER, "a"));
        assertEquals(List.of("a"), others);
        store.unregister(OTHER);
    }

    @Nested
    class AFactory {
        private final List<FakeSource> opened = new ArrayList<>();

        private void refusedWith(String why, Runnable fault, boolean nothing) {
            SorceryStore own = SorceryStore.builder()
                    .wizards(source)
                    .wizards(new WizardFactory() {
                        @Override
                        public String name() {
                            return "foreign";
                        }

                        @Override
                        @SuppressWarnings("NullAway") // what a stranger may do
                        public <T extends SorceryObject> Wizard open(
                                ObjectType<T> type, String arguments, WizardContext context) {
                            fault.run();
                            return nothing ? null : source;
                        }
                    })
                    .build();
            RefusedMappingException refused = assertThrows(
                    RefusedMappingException.class,
                    () -> own.register(Lamp.TYPE, Mapping.of("source"), Mapping.of("foreign")));
            assertTrue(refused.getMessage().contains(why), refused.getMessage());
            assertFalse(refused.getMessage().contains("geheim"), refused.getMessage());
            assertEquals(1, source.closes.get());
            own.register(Lamp.TYPE, Mapping.of("source"));
            own.close();
        }

        @Test
        void thatThrowsRefusesTheMappingAndLeavesNoWizardOpen() {
            refusedWith("java.lang.IllegalStateException", Fault.EXCEPTION::happen, false);
        }

        @Test
        void thatThrowsAnErrorRefusesTheMappingAndLeavesNoWizardOpen() {
            refusedWith("java.lang.StackOverflowError", Fault.STACK_OVERFLOW::happen, false);
        }

        @Test
        void thatGivesNullRefusesTheMappingAndLeavesNoWizardOpen() {
            refusedWith("gave no wizard", () -> {}, true);
        }
    }

    @Nested
    class ASource {
        @BeforeEach
        void read() {
            read(PATIENT);
        }

        private void read(Duration wizardTime) {
            store.close();
            heard.clear();
            store = build(Runnable::run, wizardTime);
            mapAndObserve("source", "second");
            source.holds("a color=red");
            second.holds("b color=red");
            store.reload();
            heard.clear();
        }

        @ParameterizedTest
        @EnumSource(Fault.class)
        void thatThrowsKeepsWhatItHeldAndHarmsNoOther(Fault fault) {
            source.reads(context -> {
                fault.happen();
                return FakeSource.objects();
            });
            second.holds("b color=blue");
            List<String> problems = problems(store.reload());
            assertEquals(1, problems.size());
            assertTrue(problems.get(0).contains("; keeping what it held"), problems::toString);
            assertFalse(problems.get(0).contains("geheim"), problems::toString);
            assertEquals(List.of("red->blue"), heard);
            source.holds("a color=green");
            assertEquals("lamp: 1 updated, 1 unchanged", store.reload().toString());
            assertEquals("green", color("a"));
        }

        @Test
        @SuppressWarnings("NullAway") // what a stranger may do
        void thatGivesNullKeepsWhatItHeld() {
            source.reads(context -> null);
            assertEquals(
                    List.of("lamp: org.outpub.sorcery.FakeSource gave null; keeping what it held"),
                    problems(store.reload()));
            source.holds("a color=green");
            store.reload();
            assertEquals("green", color("a"));
        }

        @Test
        void thatHangsIsGivenUpAndHarmsNoOtherAndIsNotReadTwiceAtATime() {
            read(IMPATIENT);
            source.reads(context -> {
                hang();
                return FakeSource.objects("a color=late");
            });
            second.holds("b color=blue");
            assertTrue(problems(store.reload()).get(0).contains("did not answer within 2.0 s; keeping what it held"));
            assertEquals("red blue", color("a") + " " + color("b"));
            int reads = source.reads.get();
            second.holds("b color=green");
            assertTrue(problems(store.reload()).get(0).contains("has still not answered; keeping what it held"));
            assertEquals("red green", color("a") + " " + color("b"));
            assertEquals(reads, source.reads.get());
        }

        @Test
        void thatAnswersLateIsTakenInWhenItDoesThoughItThenSaysThatNothingChanged() {
            read(IMPATIENT);
            source.reads(context -> {
                hang();
                return FakeSource.objects("a color=late");
            });
            store.reload();
            source.reads(context -> new Wizard.Contents.Unchanged());
            gate.countDown();
            await().until(() -> color("a").equals("late"));
            await().until(() -> heard.equals(List.of("red->late")));
            assertEquals("lamp: 2 unchanged", store.reload().toString());
        }

        @Test
        void thatGivesAnObjectTwiceIsToldOfAndTheFirstCounts() {
            source.holds("a color=green", "a color=blue");
            assertEquals(
                    List.of("fake:2: lamp 'a' stands here again; the first is at fake:1, and this one is left out"),
                    problems(store.reload()));
            assertEquals("green", color("a"));
        }

        @Test
        void thatCannotSayWhatToWatchKeepsTheOthersBeingWatched() {
            source.watches(() -> List.of(Path.of("source.conf")));
            second.watches(() -> List.of(Path.of("second.conf")));
            store.reload();
            source.watches(() -> {
                throw new IllegalStateException("on purpose");
            });
            store.reload();
            assertEquals(List.of(Path.of("source.conf"), Path.of("second.conf")), List.copyOf(store.watched()));
            source.watches(() -> List.of(Path.of("mended.conf")));
            store.reload();
            assertEquals(List.of(Path.of("mended.conf"), Path.of("second.conf")), List.copyOf(store.watched()));
        }

        @Test
        @SuppressWarnings("NullAway") // what a stranger may do
        void thatGivesNullToWatchKeepsWhatItSaidBefore() {
            source.watches(() -> List.of(Path.of("source.conf")));
            store.reload();
            source.watches(() -> null);
            store.reload();
            assertEquals(List.of(Path.of("source.conf")), List.copyOf(store.watched()));
        }
    }

    @Nested
    class ATypesOwnCode {
        private volatile Runnable making = () -> {};
        private volatile boolean incomparable;

        private final class Odd implements SorceryObject {
            private final String id;
            private final String color;

            Odd(String id, String color) {
                this.id = id;
                this.color = color;
            }

            @Override
            public String id() {
                return id;
            }

            @Override
            public boolean equals(Object other) {
                if (incomparable) {
                    Fault.STACK_OVERFLOW.happen();
                }
                return other instanceof Odd odd && odd.id.equals(id) && odd.color.equals(color);
            }

            @Override
            public int hashCode() {
                return id.hashCode();
            }
        }

        private final ObjectType<Odd> odd = ObjectType.of("odd", Odd.class)
                .required("color", FieldCodecs.string(), made -> made.color)
                .build(values -> {
                    if (values.<String>get("color").equals("bad")) {
                        making.run();
                    }
                    return new Odd(values.id(), values.get("color"));
                });

        @BeforeEach
        void read() {
            read(PATIENT);
        }

        private void read(Duration wizardTime) {
            store.close();
            store = build(Runnable::run, wizardTime);
            store.register(odd, Mapping.of("source"));
            store.observe(
                    odd,
                    changes -> heard.add(changes.created().size() + " "
                            + changes.updated().size() + " " + changes.deleted().size()));
            source.holds("a color=red", "b color=red");
            store.reload();
            heard.clear();
        }

        @ParameterizedTest
        @EnumSource(Fault.class)
        void thatThrowsKeepsTheObjectsFormerSelfAndHarmsNoOther(Fault fault) {
            making = fault::happen;
            source.holds("a color=bad", "b color=blue");
            ReloadReport report = store.reload();
            assertEquals("odd: 1 updated, 1 kept as before", report.toString());
            assertFalse(problems(report).toString().contains("geheim"));
            assertEquals("red", store.retrieve(odd, "a").orElseThrow().color);
            source.holds("a color=green", "b color=blue");
            assertEquals("odd: 1 updated, 1 unchanged", store.reload().toString());
        }

        @Test
        void thatHangsIsGivenUpAndKeepsAllOfItsTypeAsTheyWere() {
            read(IMPATIENT);
            making = ForeignCodeTest.this::hang;
            source.holds("a color=bad", "b color=blue");
            ReloadReport report = store.reload();
            assertEquals("odd: 2 kept as before", report.toString());
            assertTrue(problems(report).get(0).contains("; keeping all as they were"));
            making = () -> {};
            source.reads(context -> new Wizard.Contents.Unchanged());
            assertEquals("odd: 2 updated", store.reload().toString());
        }

        @Test
        void thatCannotCompareObjectsTakesThemToDiffer() {
            incomparable = true;
            source.holds("a color=green", "b color=red");
            assertEquals("odd: 1 updated, 1 unchanged", store.reload().toString());
            assertEquals(List.of("0 1 0"), heard);
        }
    }

    @Nested
    class AStoreThatIsRead {
        @ParameterizedTest
        @EnumSource(Fault.class)
        void andThrowsIsAStorageExceptionForWhoAsksAndNotAbsence(Fault fault) {
            map("unruled");
            unruled.lamps.put("a", RED);
            unruled.before("retrieve", fault::happen);
            StorageException one = assertThrows(StorageException.class, () -> color("a"));
            assertFalse(String.valueOf(one.getMessage()).contains("geheim"));
            unruled.before("retrieveAll", fault::happen);
            assertThrows(StorageException.class, () -> store.retrieveAll(Lamp.TYPE));
            unruled.mend();
            assertEquals("red", color("a"));
        }

        @Test
        void andGivesNullIsAStorageExceptionForWhoAsks() {
            map("unruled");
            unruled.nothing("retrieve");
            assertThrows(StorageException.class, () -> color("a"));
            unruled.nothing("retrieveAll");
            assertThrows(StorageException.class, () -> store.retrieveAll(Lamp.TYPE));
        }

        @Test
        void andGivesAnotherObjectThanWasAskedForIsAStorageException() {
            map("unruled");
            unruled.lamps.put("b", RED);
            assertThrows(StorageException.class, () -> color("b"));
        }

        @Test
        void andGivesAnObjectTwiceGivesItOnceToWhoAsks() {
            map("unruled");
            unruled.lamps.put("a", RED);
            unruled.lamps.put("a again", RED);
            assertEquals(1, store.retrieveAll(Lamp.TYPE).size());
        }

        @Test
        void andHangsHangsWhoAsksAndNobodyElse() throws Exception {
            map("unruled", "source");
            unruled.before("retrieveAll", ForeignCodeTest.this::hang);
            Future<Collection<Lamp>> asking = threads.submit(() -> store.retrieveAll(Lamp.TYPE));
            Future<?> observing = threads.submit(() -> store.observe(Lamp.TYPE, ForeignCodeTest.this::hear));
            await().until(() -> Collections.frequency(unruled.asked, "retrieveAll") == 2);
            everythingElseGoesOn();
            assertTrue(store.create(Lamp.TYPE, RED));
            gate.countDown();
            asking.get();
            observing.get();
            await().untilAsserted(() -> assertTrue(heard.contains("+a:red"), heard::toString));
        }

        @Test
        void andHangsInAReloadIsLookedAtAgainInTheNext() {
            store.close();
            store = build(Runnable::run, IMPATIENT);
            mapAndObserve("unruled", "source");
            unruled.before("retrieve", ForeignCodeTest.this::hang);
            unruled.lamps.put("s", new Lamp("s", "hiding", 5));
            source.holds("s color=green");
            assertEquals(List.of("s"), store.reload().types().get("lamp").created());
            unruled.mend();
            store.reload();
            assertEquals(List.of("+s:green", "green->hiding"), heard);
            assertEquals("hiding", color("s"));
        }

        @Test
        void andThrowsWhenAnObserverComesLeavesHimUnheardAndTheNextHears() {
            map("unruled");
            unruled.before("retrieveAll", Fault.EXCEPTION::happen);
            assertThrows(StorageException.class, () -> store.observe(Lamp.TYPE, ForeignCodeTest.this::hear));
            unruled.mend();
            store.create(Lamp.TYPE, RED);
            assertEquals(List.of(), heard);
            store.observe(Lamp.TYPE, ForeignCodeTest.this::hear);
            store.update(Lamp.TYPE, BLUE);
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }
    }

    @Nested
    class AStoreThatIsWritten {
        @ParameterizedTest
        @EnumSource(Fault.class)
        void andThrowsIsAStorageExceptionAndNothingIsTold(Fault fault) {
            mapAndObserve("unruled");
            unruled.before("create", fault::happen);
            StorageException failed = assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, RED));
            assertFalse(String.valueOf(failed.getMessage()).contains("geheim"));
            assertEquals(List.of(), heard);
            unruled.mend();
            assertTrue(store.create(Lamp.TYPE, RED));
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals(List.of("+a:red", "-a"), heard);
        }

        @ParameterizedTest
        @EnumSource(Fault.class)
        void andThrowsAfterItHasStoredIsToldAsItIsFound(Fault fault) {
            mapAndObserve("unruled");
            unruled.after("create", fault::happen);
            assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, RED));
            assertEquals(List.of("+a:red"), heard);
            unruled.after("update", fault::happen);
            assertThrows(StorageException.class, () -> store.update(Lamp.TYPE, BLUE));
            unruled.after("delete", fault::happen);
            assertThrows(StorageException.class, () -> store.delete(Lamp.TYPE, "a"));
            assertEquals(List.of("+a:red", "red->blue", "-a"), heard);
        }

        @Test
        void andThenCannotSayWhatItHoldsIsToldOfWhenItCan() {
            mapAndObserve("unruled", "source");
            unruled.after("create", () -> {
                unruled.before("retrieve", Fault.EXCEPTION::happen);
                Fault.EXCEPTION.happen();
            });
            assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, RED));
            assertEquals(List.of(), heard);
            unruled.mend();
            store.reload();
            assertEquals(List.of("+a:red"), heard);
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }

        @Test
        void andCannotBeLookedUpAfterwardsIsStoredAndToldAllTheSame() {
            mapAndObserve("unruled");
            unruled.before("retrieve", Fault.EXCEPTION::happen);
            assertTrue(store.create(Lamp.TYPE, RED));
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }

        @Test
        void andGivesNullIsLookedUp() {
            mapAndObserve("unruled");
            unruled.lamps.put("a", RED);
            unruled.nothing("update");
            assertThrows(StorageException.class, () -> store.update(Lamp.TYPE, BLUE));
            assertEquals("blue", color("a"));
            assertEquals(List.of("+a:blue"), heard);
        }

        @Test
        void andHangsHangsWhoWritesThatObjectAndNobodyElse() throws Exception {
            mapAndObserve("unruled", "source");
            unruled.before("create", ForeignCodeTest.this::hang);
            Future<Boolean> writing = threads.submit(() -> store.create(Lamp.TYPE, RED));
            await().until(() -> unruled.asked.contains("create"));
            unruled.before("", () -> {});
            everythingElseGoesOn();
            assertTrue(store.create(Lamp.TYPE, new Lamp("b", "red", 5)));
            store.observe(Lamp.TYPE, changes -> {});
            assertFalse(writing.isDone());
            gate.countDown();
            assertTrue(writing.get());
            await().until(() -> heard.contains("+a:red"));
        }

        @Test
        void andHangsDoesNotKeepTheStoreFromBeingClosed() throws Exception {
            map("unruled", "source");
            unruled.before("create", ForeignCodeTest.this::hang);
            Future<Boolean> writing = threads.submit(() -> store.create(Lamp.TYPE, RED));
            await().until(() -> unruled.asked.contains("create"));
            assertTrue(store.close(Duration.ofSeconds(5)));
            assertEquals(1, source.closes.get());
            gate.countDown();
            writing.get();
        }

        @Test
        void isOneOfTwoAndFailsIsLoggedAndTheOtherHoldsTheObject() {
            mapAndObserve("unruled", "memory");
            unruled.before("create", Fault.EXCEPTION::happen);
            assertTrue(store.create(Lamp.TYPE, RED));
            assertEquals("red", color("a"));
            assertEquals(List.of("+a:red"), heard);
        }
    }

    @Nested
    class ACache {
        @BeforeEach
        void register() {
            map("cache", "unruled");
            unruled.lamps.put("a", RED);
        }

        @ParameterizedTest
        @EnumSource(
                value = Fault.class,
                names = {"EXCEPTION", "STACK_OVERFLOW", "LINKAGE", "ASSERTION"})
        void thatThrowsWhenAskedCostsTimeAndNoAnswer(Fault fault) {
            cache.answering = fault::happen;
            assertEquals("red", color("a"));
            assertEquals(1, store.retrieveAll(Lamp.TYPE).size());
            cache.answering = () -> {};
            assertEquals("red", color("a"));
        }

        @ParameterizedTest
        @EnumSource(Fault.class)
        void thatThrowsWhenToldIsNotAskedUntilItHasTakenTheChangeIn(Fault fault) {
            store.observe(Lamp.TYPE, ForeignCodeTest.this::hear);
            assertEquals("red", color("a"));
            cache.hearing = fault::happen;
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals("blue", color("a"));
            assertEquals(List.of("+a:red", "red->blue"), heard);
            assertEquals("red", cache.lamps.get("a").color());
            cache.hearing = () -> {};
            store.create(Lamp.TYPE, new Lamp("b", "red", 5));
            assertEquals("blue", cache.lamps.get("a").color());
            assertEquals("blue", color("a"));
        }

        @Test
        void thatThrowsWhenToldIsToldAgainInTheNextReload() {
            cache.hearing = Fault.EXCEPTION::happen;
            store.delete(Lamp.TYPE, "a");
            cache.hearing = () -> {};
            store.reload();
            assertEquals(List.of("-a"), cache.told);
            assertEquals("none", color("a"));
        }

        @Test
        void thatHangsWhenToldKeepsNoWriterAndNoObserverWaiting() {
            store.close();
            store = build(threads, PATIENT);
            mapAndObserve("cache", "unruled");
            assertEquals("red", color("a"));
            // What comes and goes before anybody has heard of it is not told at all.
            await().until(() -> heard.contains("+a:red"));
            cache.hearing = ForeignCodeTest.this::hang;
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals("blue", color("a"));
            assertTrue(store.delete(Lamp.TYPE, "a"));
            assertEquals("none", color("a"));
            await().until(() -> heard.contains("-a"));
            gate.countDown();
            await().until(() -> !cache.lamps.containsKey("a"));
            assertEquals("none", color("a"));
        }
    }

    @Nested
    class AnObserver {
        @ParameterizedTest
        @EnumSource(Fault.class)
        void thatThrowsHarmsNeitherTheNextNorTheWriterNorHisOwnNextCall(Fault fault) {
            map("memory");
            List<String> first = new ArrayList<>();
            store.observe(Lamp.TYPE, changes -> {
                first.add("called");
                fault.happen();
            });
            store.observe(Lamp.TYPE, ForeignCodeTest.this::hear);
            assertTrue(store.create(Lamp.TYPE, RED));
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals(List.of("+a:red", "red->blue"), heard);
            assertEquals(2, first.size());
        }

        @Test
        void ofTheStoreThatThrowsHarmsNoReload() {
            map("source");
            store.observe(new StoreObserver() {
                @Override
                public void reloading() {
                    Fault.STACK_OVERFLOW.happen();
                }
            });
            store.observe("source", (type, mapping, outcome) -> Fault.ASSERTION.happen());
            source.holds("a color=red");
            assertEquals("lamp: 1 created", store.reload().toString());
            assertEquals("lamp: 1 unchanged", store.reload().toString());
        }

        @Test
        void thatBlocksSilencesNobodyAndHearsTheNewestOfEachObjectWhenHeComesBack() {
            store.close();
            store = build(threads, PATIENT);
            map("memory");
            List<String> blocked = new CopyOnWriteArrayList<>();
            store.observe(Lamp.TYPE, changes -> {
                blocked.add(changes.created().size() + " created, "
                        + changes.updated().size() + " updated");
                hang();
            });
            store.observe(Lamp.TYPE, ForeignCodeTest.this::hear);
            List<String> reloads = new CopyOnWriteArrayList<>();
            store.register(OTHER, Mapping.of("source"));
            store.observe(OTHER, changes -> reloads.add("other"));
            store.create(Lamp.TYPE, RED);
            await().until(() -> blocked.size() == 1);
            for (int i = 1; i <= 1000; i++) {
                store.update(Lamp.TYPE, new Lamp("a", "c" + i, 5));
                store.create(Lamp.TYPE, new Lamp("b", "red", 5));
                store.delete(Lamp.TYPE, "b");
            }
            source.holds("x color=red");
            store.reload();
            await().until(() -> reloads.equals(List.of("other")));
            await().until(() -> heard.get(heard.size() - 1).endsWith("c1000") || heard.contains("-b"));
            gate.countDown();
            await().until(() -> blocked.equals(List.of("1 created, 0 updated", "0 created, 1 updated")));
        }

        @Test
        void thatBlocksIsToldOfOnceInTheLog() {
            AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1);
            store.close();
            store = SorceryStore.builder().ticker(time::get).executor(threads).build();
            map("memory");
            CountDownLatch called = new CountDownLatch(1);
            store.observe(Lamp.TYPE, changes -> {
                called.countDown();
                hang();
            });
            store.create(Lamp.TYPE, RED);
            await().until(() -> called.getCount() == 0);
            try (Logged logged = Logged.by("org.outpub.sorcery.observe.Lane")) {
                time.addAndGet(TimeUnit.SECONDS.toNanos(9));
                store.update(Lamp.TYPE, BLUE);
                assertEquals(List.of(), logged.lines());
                time.addAndGet(TimeUnit.SECONDS.toNanos(2));
                store.update(Lamp.TYPE, RED);
                store.update(Lamp.TYPE, BLUE);
                assertEquals(1, logged.lines().size());
                assertTrue(
                        logged.lines().get(0).contains("has not come back from a call of"), logged.lines()::toString);
            }
        }

        @Test
        void ofTheStoreHearsThatAReloadBeginsBeforeAnythingIsRead() throws Exception {
            store.close();
            store = build(threads, PATIENT);
            map("source");
            store.observe(new StoreObserver() {
                @Override
                public void reloading() {
                    heard.add("begins");
                }

                @Override
                public void reloaded(ReloadReport report) {
                    heard.add("ended");
                }
            });
            source.reads(context -> {
                hang();
                return FakeSource.objects();
            });
            Future<ReloadReport> reloading = threads.submit(store::reload);
            await().until(() -> heard.equals(List.of("begins")));
            gate.countDown();
            reloading.get();
            await().until(() -> heard.equals(List.of("begins", "ended")));
        }

        @Test
        void ofTheStoreHearsThatAReloadEndedAfterItsChanges() {
            store.close();
            store = build(threads, PATIENT);
            map("source");
            store.observe(Lamp.TYPE, changes -> {
                hang();
                heard.add("changes");
            });
            store.observe(new StoreObserver() {
                @Override
                public void reloaded(ReloadReport report) {
                    heard.add("ended");
                }
            });
            source.holds("a color=red");
            store.reload();
            assertEquals(List.of(), heard);
            gate.countDown();
            await().until(() -> heard.equals(List.of("changes", "ended")));
        }
    }

    @Nested
    class AnExecutor {
        private final List<Runnable> tasks = new ArrayList<>();

        @Test
        void thatRefusesWorkKeepsWhatIsToBeToldUntilItTakesSome() {
            boolean[] refuses = {true};
            store.close();
            store = build(
                    task -> {
                        if (refuses[0]) {
                            throw new RejectedExecutionException("full");
                        }
                        task.run();
                    },
                    PATIENT);
            mapAndObserve("memory");
            assertTrue(store.create(Lamp.TYPE, RED));
            assertTrue(store.update(Lamp.TYPE, BLUE));
            assertEquals(List.of(), heard);
            refuses[0] = false;
            store.create(Lamp.TYPE, new Lamp("b", "red", 5));
            assertEquals(List.of("+a:blue", "+b:red"), heard);
        }

        @Test
        void thatRunsATaskTwiceCallsNobodyTwice() {
            store.close();
            store = build(
                    task -> {
                        task.run();
                        task.run();
                    },
                    PATIENT);
            mapAndObserve("memory");
            store.create(Lamp.TYPE, RED);
            store.update(Lamp.TYPE, BLUE);
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }

        @Test
        void thatComesLateTellsTheNewestOfEachObjectInOneCall() {
            store.close();
            store = build(tasks::add, PATIENT);
            mapAndObserve("memory");
            for (int i = 0; i < 1000; i++) {
                store.create(Lamp.TYPE, RED);
                store.update(Lamp.TYPE, new Lamp("a", "c" + i, 5));
            }
            assertEquals(1, tasks.size());
            tasks.forEach(Runnable::run);
            assertEquals(List.of("+a:c999"), heard);
        }

        @Test
        void thatComesLateTellsOfAnObjectMadeAnewThatItWasDeletedFirst() {
            store.close();
            store = build(tasks::add, PATIENT);
            mapAndObserve("memory");
            store.create(Lamp.TYPE, RED);
            tasks.remove(0).run();
            for (int i = 0; i < 1000; i++) {
                store.update(Lamp.TYPE, BLUE);
                store.delete(Lamp.TYPE, "a");
                store.create(Lamp.TYPE, RED);
            }
            tasks.forEach(Runnable::run);
            assertEquals(List.of("+a:red", "-a", "+a:red"), heard);
        }
    }

    @Nested
    class AWizardThatIsClosed {
        @ParameterizedTest
        @EnumSource(Fault.class)
        void andThrowsKeepsNoOtherOpen(Fault fault) {
            map("source", "unruled", "second");
            unruled.before("close", fault::happen);
            assertTrue(store.close(Duration.ofSeconds(5)));
            assertEquals("1 1", source.closes + " " + second.closes);
        }

        @Test
        void andHangsKeepsNoOtherOpenAndIsToldOf() {
            map("unruled", "source");
            unruled.before("close", ForeignCodeTest.this::hang);
            try (Logged logged = Logged.by("org.outpub.sorcery.reload.Closing")) {
                assertFalse(store.close(IMPATIENT));
                assertEquals(1, logged.lines().size());
            }
            await().until(() -> source.closes.get() == 1);
            assertThrows(IllegalStateException.class, () -> store.create(Lamp.TYPE, RED));
        }

        @Test
        void whileAReloadHangsIsClosedAllTheSame() throws Exception {
            map("source", "second");
            source.reads(context -> {
                hang();
                return FakeSource.objects();
            });
            Future<ReloadReport> reloading = threads.submit(store::reload);
            await().until(() -> source.reads.get() == 1);
            assertFalse(store.close(Duration.ofMillis(200)));
            await().until(() -> second.closes.get() == 1);
            gate.countDown();
            assertThrows(Exception.class, reloading::get);
        }
    }

    @Nested
    class AChange {
        @BeforeEach
        void store() {
            mapAndObserve("memory");
            store.create(Lamp.TYPE, RED);
        }

        @Test
        void thatThrowsIsThrownAndNothingIsChanged() {
            assertThrows(
                    IllegalStateException.class,
                    () -> store.update(Lamp.TYPE, "a", lamp -> {
                        throw new IllegalStateException("on purpose");
                    }));
            assertEquals(Optional.of(BLUE), store.update(Lamp.TYPE, "a", lamp -> BLUE));
            assertEquals(List.of("+a:red", "red->blue"), heard);
        }

        @Test
        @SuppressWarnings("NullAway") // what a stranger may do
        void thatGivesNullOrAnotherIdIsRefused() {
            assertThrows(IllegalArgumentException.class, () -> store.update(Lamp.TYPE, "a", lamp -> null));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.update(Lamp.TYPE, "a", lamp -> new Lamp("b", "red", 5)));
            assertEquals("red", color("a"));
        }

        @Test
        void thatWritesTheSameObjectIsRefusedAndDoesNotHang() {
            assertThrows(
                    IllegalStateException.class,
                    () -> store.update(Lamp.TYPE, "a", lamp -> {
                        store.update(Lamp.TYPE, BLUE);
                        return lamp;
                    }));
            assertTrue(store.update(Lamp.TYPE, BLUE));
        }
    }

    @Test
    void aWizardThatCannotBeClosedIsLoggedByItsClass() {
        unruled.before("close", Fault.EXCEPTION::happen);
        try (Logged logged = Logged.by(WizardFactories.class)) {
            WizardFactories.closeQuietly(unruled);
            assertEquals(1, logged.lines().size());
        }
    }
}
