package org.outpub.sorcery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.Mapping.Role;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.Wizard;

/** Reloads of one type, dry runs, wizards that say that they changed, and what is asked of stores. */
@Timeout(60)
class StoreReloadsTest {
    private static final ObjectType<Lamp> OTHER = ObjectType.of("other", Lamp.class)
            .required("color", FieldCodecs.string(), Lamp::color)
            .build(values -> new Lamp(values.id(), values.get("color"), 5));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeSource first = new FakeSource("first");
    private final FakeSource second = new FakeSource("second");
    private final UnruledStore database = new UnruledStore("database");
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SorceryStore store = SorceryStore.builder()
            .wizards(first)
            .wizards(second)
            .wizards(database)
            .executor(threads)
            .build();

    @AfterEach
    void end() {
        store.close();
        threads.shutdownNow();
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
            mappings[i] = wizards[i].equals("memory_cache") ? mapping.as(Role.CACHE) : mapping;
        }
        store.register(Lamp.TYPE, mappings);
        store.observe(Lamp.TYPE, this::hear);
    }

    private String color(String id) {
        return store.retrieve(Lamp.TYPE, id).map(Lamp::color).orElse("none");
    }

    private void hears(String... expected) {
        await().untilAsserted(() -> assertEquals(List.of(expected), heard));
    }

    @Nested
    class OfOneType {
        @Test
        void readsItAndNoOther() {
            map("first");
            store.register(OTHER, Mapping.of("second"));
            first.holds("a color=red");
            second.holds("b color=red");
            assertEquals("lamp: 1 created", store.reloadOnly(Lamp.TYPE).toString());
            assertEquals(0, second.reads.get());
            assertEquals("lamp: 1 unchanged; other: 1 created", store.reload().toString());
            assertThrows(IllegalArgumentException.class, () -> store.reloadOnly(Gadget.TYPE));
        }
    }

    @Nested
    class ADryRun {
        @Test
        void saysWhatWouldChangeAndChangesNothing() {
            map("first");
            first.holds("a color=red");
            store.reload();
            hears("+a:red");
            first.holds("a color=blue", "b color=red", "c watts=many");
            List<String> events = new CopyOnWriteArrayList<>();
            store.observe(new StoreObserver() {
                @Override
                public void reloading() {
                    events.add("reloading");
                }
            });
            ReloadReport report = store.dryRun();
            assertEquals("lamp: 1 created, 1 updated, 1 refused", report.toString());
            assertTrue(report.hasErrors());
            assertEquals("red none", color("a") + " " + color("b"));
            assertEquals(report, store.dryRun());
            assertEquals(List.of(), events);
            assertEquals(report, store.reload());
            hears("+a:red", "+b:red", "red->blue");
        }

        @Test
        void doesNotTakeAwayFromTheNextReloadWhatTheSourceSaysOnce() {
            map("first");
            first.holds("a color=red");
            store.dryRun();
            first.reads(context -> new Wizard.Contents.Unchanged());
            assertEquals("lamp: 1 created", store.reload().toString());
            assertEquals("lamp: 1 unchanged", store.reload().toString());
            assertEquals("red", color("a"));
        }
    }

    @Nested
    class AWizardThatSaysItChanged {
        @Test
        void isReadAnewIfItIsASource() {
            map("first");
            store.register(OTHER, Mapping.of("second"));
            first.holds("a color=red");
            first.changes.changed();
            hears("+a:red");
            assertEquals(0, second.reads.get());
        }

        @Test
        void isLookedUpIfItIsAStore() {
            map("database");
            store.create(Lamp.TYPE, new Lamp("a", "red", 5));
            hears("+a:red");
            database.lamps.put("a", new Lamp("a", "blue", 5));
            database.changes.changed("a");
            hears("+a:red", "red->blue");
            database.lamps.put("b", new Lamp("b", "green", 5));
            database.lamps.remove("a");
            database.changes.changed();
            await().until(() -> heard.size() == 4);
            assertEquals(List.of("+b:green", "-a"), heard.subList(2, 4));
            assertTrue(store.update(Lamp.TYPE, new Lamp("b", "red", 5)));
            await().until(() -> heard.get(4).equals("green->red"));
        }

        @Test
        void isHeardByTheCachesBeforeItToo() {
            map("memory_cache", "database");
            store.create(Lamp.TYPE, new Lamp("a", "red", 5));
            await().until(() -> color("a").equals("red"));
            database.lamps.put("a", new Lamp("a", "blue", 5));
            database.changes.changed("a");
            await().until(() -> color("a").equals("blue"));
            database.lamps.clear();
            database.changes.changed();
            await().until(() -> color("a").equals("none"));
        }

        @Test
        void isNotHeardBeforeItIsRegisteredNorAfterwards() {
            map("first");
            store.unregister(Lamp.TYPE);
            first.changes.changed();
            store.register(OTHER, Mapping.of("second"));
            second.changes.changed();
            await().until(() -> second.reads.get() == 1);
            assertEquals(0, first.reads.get());
        }
    }

    @Nested
    class OfATypeInADatabase {
        @Test
        void thatIsUnchangedDoesNotReadTheDatabase() {
            map("first", "database");
            first.holds("a color=red");
            store.reload();
            database.asked.clear();
            store.reload();
            store.reload();
            assertEquals(List.of(), database.asked);
        }

        @Test
        void asksItOnlyForWhatChangedInASource() {
            map("first", "database");
            first.holds("a color=red", "b color=red");
            store.reload();
            database.asked.clear();
            first.holds("a color=red", "b color=blue");
            store.reload();
            assertEquals(List.of("retrieve"), database.asked);
        }

        @Test
        void readsItOnceHoweverManyChanged() {
            map("first", "database");
            String[] many = new String[1000];
            for (int i = 0; i < many.length; i++) {
                many[i] = "lamp" + i + " color=red";
            }
            database.asked.clear();
            first.holds(many);
            store.reload();
            assertEquals(List.of("retrieveAll"), database.asked);
        }

        @Test
        void tellsASecondObserverWhatIsThereWithoutReadingIt() {
            map("database");
            store.create(Lamp.TYPE, new Lamp("a", "red", 5));
            database.asked.clear();
            List<String> late = new CopyOnWriteArrayList<>();
            store.observe(Lamp.TYPE, changes -> changes.created().forEach(lamp -> late.add(lamp.id())));
            await().until(() -> late.equals(List.of("a")));
            assertEquals(List.of(), database.asked);
        }
    }

    @Nested
    class Conditions {
        private final List<List<FieldCondition>> pushed = new ArrayList<>();

        private Collection<Lamp> red() {
            return store.retrieveWhere(Lamp.TYPE, FieldCondition.parse("color", "red"));
        }

        @Test
        void arePushedDownToTheLastStoreAndTestedAgain() {
            map("database");
            database.pushing = conditions -> {
                pushed.add(conditions);
                return true;
            };
            store.create(Lamp.TYPE, new Lamp("a", "red", 5));
            store.create(Lamp.TYPE, new Lamp("b", "blue", 5));
            assertEquals(1, red().size());
            assertEquals("color", pushed.get(0).get(0).field());
            assertEquals(FieldCondition.Operator.EQUAL, pushed.get(0).get(0).operator());
            assertEquals("red", pushed.get(0).get(0).value());
        }

        @Test
        void areNotPushedDownWhereWhatIsLeftOutCouldHideWhatALaterHolds() {
            map("database", "first");
            database.pushing = conditions -> {
                pushed.add(conditions);
                return true;
            };
            first.holds("a color=red");
            store.reload();
            store.create(Lamp.TYPE, new Lamp("a", "blue", 5));
            assertEquals(List.of(), List.copyOf(red()));
            assertEquals(List.of(), pushed);
        }
    }
}
