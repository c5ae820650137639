package org.outpub.sorcery.realtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.StoreObserver;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.sorcery.Gadget;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SorceryStore;

/** Lamps in a table of PostgreSQL, seen through a store. */
class RealtimeWizardTest {
    @TempDir
    Path folder;

    private static PostgresServer.Database shared;
    private PostgresServer.Database tables;
    private HikariDataSource pool;
    private RealtimeDatabase database;
    private SorceryStore store;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        if (shared == null) {
            shared = PostgresServer.shared().newDatabase();
        }
        tables = shared;
        tables.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
        begin(Duration.ofMillis(300));
    }

    private void open(PostgresServer server, Duration poll) {
        tables = server.newDatabase();
        begin(poll);
    }

    private void begin(Duration poll) {
        tables.execute(
                "CREATE TYPE colors AS ENUM ('red', 'blue')",
                "CREATE TABLE lamps (id varchar(40) NOT NULL UNIQUE,"
                        + " watts int, color colors, note text, \"@room\" varchar(20), outpub_options text)");
        pool = tables.pool();
        database = new RealtimeDatabase(pool, "the database", true, poll);
        store = SorceryStore.builder()
                .folder(folder)
                .wizards(new RealtimeWizardFactory(database))
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
        pool.close();
    }

    private ReloadReport load(String arguments) {
        store.register(Lamp.TYPE, Mapping.of("realtime", arguments));
        return store.reload();
    }

    private void observe() {
        store.observe(Lamp.TYPE, changes -> told.add(text(changes)));
    }

    private static String text(ObjectChanges<Lamp> changes) {
        List<String> all = new ArrayList<>();
        changes.created().forEach(lamp -> all.add("+" + lamp.id() + "=" + lamp.color()));
        changes.updated()
                .forEach(lamp -> all.add(lamp.after().id() + "=" + lamp.after().color()));
        changes.deleted().forEach(lamp -> all.add("-" + lamp.id()));
        Collections.sort(all);
        return String.join(" ", all);
    }

    private Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        store.retrieveAll(Lamp.TYPE).forEach(lamp -> ids.add(lamp.id()));
        return ids;
    }

    private void awaitTold(String... changes) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(List.of(changes), List.copyOf(told)));
    }

    private void installTrigger() throws SQLException {
        try (Connection connection = tables.connect()) {
            NotifyTrigger.install(connection, List.of("lamps"));
        }
    }

    private static List<String> texts(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::message).toList();
    }

    @Test
    void readsColumnsByNameAndLeavesDefaultsAndUnknownOnes() {
        tables.execute("INSERT INTO lamps (id, color, note) VALUES ('a', 'red', 'of nobody')");
        assertEquals(List.of(), load("lamps").problems());
        assertEquals(List.of(new Lamp("a", "red", 5)), List.copyOf(store.retrieveAll(Lamp.TYPE)));
        tables.execute("ALTER TABLE lamps DROP COLUMN watts", "ALTER TABLE lamps ADD COLUMN made date");
        assertEquals(List.of(), store.reload().problems());
        assertEquals(List.of(new Lamp("a", "red", 5)), List.copyOf(store.retrieveAll(Lamp.TYPE)));
    }

    @Test
    void keepsTheFormerSelfOfARowWithAMistake() {
        tables.execute("INSERT INTO lamps (id, color, watts) VALUES ('a', 'red', 7), ('b', 'blue', 7)");
        load("lamps");
        tables.execute("UPDATE lamps SET watts = 0 WHERE id = 'a'", "INSERT INTO lamps (id, watts) VALUES ('c', 7)");
        ReloadReport report = store.reload();
        assertEquals(
                List.of(
                        "lamp 'c': required option 'color' is missing; expected a color; it is left out",
                        "lamp 'a': watts: '0' is not a number of watts from 1 to 1000; keeping the previous one"),
                texts(report.problems()).stream()
                        .sorted(Collections.reverseOrder())
                        .toList());
        assertEquals(Set.of("a", "b"), ids());
        assertEquals(7, store.retrieve(Lamp.TYPE, "a").orElseThrow().watts());
    }

    @Test
    void tellsThatAValueWasCutAtASemicolon() {
        tables.execute(
                "ALTER TABLE lamps ALTER color TYPE text", "INSERT INTO lamps (id, color) VALUES ('a', 'light;blue')");
        assertTrue(
                texts(load("lamps").problems()).get(0).contains("write ^3B for a ';' in a value"),
                () -> texts(store.reload().problems()).toString());
        tables.execute("UPDATE lamps SET color = 'light^3Bblue'");
        store.reload();
        assertEquals("light;blue", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
    }

    @Test
    void readsAndWritesExtendedOptionsInColumnsOfTheirNameAndInOurs() {
        tables.execute(
                "CREATE TABLE gadgets (id text UNIQUE, \"@mood\" text, outpub_options text)",
                "INSERT INTO gadgets VALUES ('a', 'good', '{\"@content_type\": \"text/plain;charset=utf-8\"}'),"
                        + " ('b', NULL, '{\"content_type\": 1}')");
        store.register(Gadget.TYPE, Mapping.of("realtime", "gadgets"));
        ReloadReport report = store.reload();
        Gadget read = store.retrieve(Gadget.TYPE, "a").orElseThrow();
        assertEquals(java.util.Map.of("@mood", "good", "@content_type", "text/plain;charset=utf-8"), read.extended());
        assertTrue(texts(report.problems()).get(0).contains("outpub_options: expected names that begin with @"));
        Gadget copy = Gadget.TYPE
                .copy(
                        read,
                        set -> set.withId("c").with("@mood", List.of()).with("@other", List.of("x;y")),
                        problem -> {})
                .orElseThrow();
        assertTrue(store.create(Gadget.TYPE, copy));
        assertEquals(copy, store.retrieve(Gadget.TYPE, "c").orElseThrow());
        assertEquals(
                List.of("null|{\"@content_type\":\"text/plain;charset=utf-8\",\"@other\":\"x;y\"}"),
                tables.query("SELECT \"@mood\", outpub_options FROM gadgets WHERE id = 'c'"));
    }

    @Test
    void tellsWhatIsWrittenThroughItAtOnce() {
        load("lamps");
        observe();
        assertTrue(store.create(Lamp.TYPE, new Lamp("a", "red", 7)));
        assertFalse(store.create(Lamp.TYPE, new Lamp("a", "blue", 7)));
        assertTrue(store.update(Lamp.TYPE, new Lamp("a", "blue", 7)));
        assertFalse(store.update(Lamp.TYPE, new Lamp("b", "blue", 7)));
        assertEquals(
                "red",
                store.update(Lamp.TYPE, "a", lamp -> new Lamp("a", "red", 9))
                        .orElseThrow()
                        .color());
        assertEquals(List.of("9|red"), tables.query("SELECT watts, color FROM lamps"));
        assertTrue(store.delete(Lamp.TYPE, "a"));
        assertFalse(store.delete(Lamp.TYPE, "a"));
        assertEquals(List.of(), tables.query("SELECT * FROM lamps"));
        assertEquals(List.of("+a=red", "a=blue", "a=red", "-a"), told);
    }

    @Test
    void keepsColumnsOfOthersWhenItWritesARow() {
        tables.execute("INSERT INTO lamps (id, color, note) VALUES ('a', 'red', 'mine')");
        load("lamps");
        assertTrue(store.update(Lamp.TYPE, new Lamp("a", "blue", 5)));
        assertEquals(List.of("mine|blue"), tables.query("SELECT note, color FROM lamps"));
    }

    @Test
    void mendsABrokenRowByAnUpdate() {
        tables.execute("INSERT INTO lamps (id, watts) VALUES ('a', 7)");
        load("lamps");
        assertTrue(store.update(Lamp.TYPE, new Lamp("a", "blue", 7)));
        assertEquals(Set.of("a"), ids());
    }

    @Test
    void saysWhatCannotBeWrittenAndNeverAValue() {
        load("lamps");
        StorageException refused =
                assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, new Lamp("a", "mauve", 7)));
        assertTrue(refused.getMessage()
                .startsWith("the database: cannot write lamps: a value is none that its column takes"));
        assertFalse(refused.getMessage().contains("mauve"));
        tables.execute("ALTER TABLE lamps DROP COLUMN watts");
        StorageException missing =
                assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, new Lamp("a", "red", 7)));
        assertTrue(missing.getMessage().contains("it has no column 'watts'"), missing.getMessage());
        assertTrue(store.create(Lamp.TYPE, new Lamp("a", "red", 5)), "its default needs no column");
    }

    @Test
    void tellsChangesOfOthersAtOnceIfThereIsTheTrigger() throws SQLException {
        close();
        open(PostgresServer.shared(), Duration.ofHours(1));
        installTrigger();
        installTrigger(); // twice is as once
        load("lamps");
        observe();
        tables.execute("INSERT INTO lamps (id, color) VALUES ('before', 'red')");
        awaitTold("+before=red");
        long begun = System.nanoTime();
        tables.execute("INSERT INTO lamps (id, color) VALUES ('a;b', 'red'), ('c', 'red')");
        await().pollInterval(Duration.ofMillis(5)).until(() -> ids().size() == 3);
        assertTrue(
                System.nanoTime() - begun < 500_000_000L, () -> "after ms: " + (System.nanoTime() - begun) / 1_000_000);
        tables.execute("UPDATE lamps SET color = 'blue' WHERE id = 'c'");
        await().until(() -> store.retrieve(Lamp.TYPE, "c").orElseThrow().color().equals("blue"));
        tables.execute("UPDATE lamps SET id = 'd' WHERE id = 'c'");
        await().until(() -> ids().contains("d") && !ids().contains("c"));
        tables.execute("INSERT INTO lamps (id, color) SELECT 'n' || n, 'red' FROM generate_series(1, 500) n");
        await().until(() -> ids().size() == 503);
        tables.execute("TRUNCATE lamps");
        await().until(() -> ids().isEmpty());
    }

    @Test
    void looksEveryFewSecondsIfThereIsNoTrigger() {
        load("lamps");
        observe();
        tables.execute("INSERT INTO lamps (id, color) VALUES ('a', 'red')");
        awaitTold("+a=red");
        tables.execute("DELETE FROM lamps");
        awaitTold("+a=red", "-a");
    }

    @Test
    void keepsWhatIsLiveWhileTheServerIsAwayAndTakesTheWholeDifferenceIn() throws Exception {
        try (PostgresServer server = PostgresServer.own()) {
            close();
            open(server, Duration.ofMillis(300));
            installTrigger();
            tables.execute("INSERT INTO lamps (id, color) VALUES ('a', 'red'), ('b', 'red')");
            load("lamps");
            observe();
            awaitTold("+a=red +b=red");
            List<String> reports = Collections.synchronizedList(new ArrayList<>());
            store.observe(new StoreObserver() {
                @Override
                public void reloaded(ReloadReport report) {
                    reports.addAll(texts(report.problems()));
                }
            });
            for (int round = 0; round < 2; round++) {
                server.stop();
                await().atMost(Duration.ofSeconds(20)).until(() -> !reports.isEmpty());
                assertTrue(reports.get(0).contains("what is live stays"), reports::toString);
                assertEquals(Set.of("a", "b"), ids());
                assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, new Lamp("x", "red", 7)));
                store.reload();
                assertEquals(Set.of("a", "b"), ids());
                server.start();
                tables.execute("UPDATE lamps SET color = 'blue' WHERE id = 'b'", "DELETE FROM lamps WHERE id = 'x'");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> store.retrieve(Lamp.TYPE, "b")
                                .orElseThrow()
                                .color()
                                .equals("blue"));
                tables.execute("UPDATE lamps SET color = 'red' WHERE id = 'b'");
                await().atMost(Duration.ofSeconds(2))
                        .until(() -> store.retrieve(Lamp.TYPE, "b")
                                .orElseThrow()
                                .color()
                                .equals("red"));
                reports.clear();
            }
        }
    }

    @Test
    void isReadOnlyWhereTheDatabaseIs() {
        close();
        open(PostgresServer.shared(), Duration.ofMillis(300));
        tables.execute(
                "INSERT INTO lamps (id, color) VALUES ('a', 'red')",
                "ALTER DATABASE " + tables.name() + " SET default_transaction_read_only = on");
        load("lamps");
        StorageException refused =
                assertThrows(StorageException.class, () -> store.create(Lamp.TYPE, new Lamp("b", "red", 7)));
        assertEquals("the database: cannot write lamps: it is read-only (SQLSTATE 25006)", refused.getMessage());
        assertEquals(Set.of("a"), ids());
    }

    @Test
    void readsTheTableThatExtconfigNames() throws IOException {
        tables.execute("INSERT INTO lamps (id, color) VALUES ('a', 'red')");
        Files.writeString(
                folder.resolve("extconfig.conf"),
                "[settings]\nps_lamps => pgsql,general,lamps\n" + "other => odbc,asterisk\nsqlite => sqlite3,x\n");
        assertEquals(List.of(), load("ps_lamps").problems());
        assertEquals(Set.of("a"), ids());
        assertRefused(
                "realtime: " + folder.resolve("extconfig.conf")
                        + " has no family 'ps_lampe' in [settings]; did you mean 'ps_lamps'?",
                "ps_lampe");
        assertRefused(
                "realtime: " + folder.resolve("extconfig.conf")
                        + ":4: the driver 'sqlite3' cannot be used here; expected pgsql or odbc",
                "sqlite");
        assertRefused(
                "realtime: a family of extconfig.conf is expected first, as in realtime,ps_outbound_publishes", "");
        assertRefused(
                "realtime: unknown option 'allow_fetch'; expected allow_unqualified_fetch", "other,allow_fetch=no");
        assertRefused(
                "realtime: allow_unqualified_fetch 'maybe' is none of yes, no, warn and error",
                "other,allow_unqualified_fetch=maybe");
    }

    private void assertRefused(String message, String arguments) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> store.register(Gadget.TYPE, Mapping.of("realtime", arguments)));
        assertEquals("object type 'gadget': " + message, refused.getMessage());
    }

    @Test
    void findsSingleObjectsOnlyWhereAllMayNotBeFetched() {
        tables.execute("INSERT INTO lamps (id, color) VALUES ('a', 'red')");
        load("lamps,allow_unqualified_fetch=no");
        assertEquals(Set.of(), ids());
        assertEquals("red", store.retrieve(Lamp.TYPE, "a").orElseThrow().color());
        assertFalse(store.retrieve(Lamp.TYPE, "b").isPresent());
    }

    @Test
    void warnsWhereThatIsAskedFor() {
        assertEquals(1, load("lamps,allow_unqualified_fetch=warn").problems().size());
    }

    @Test
    void tellsThatThereIsNoTable() {
        ReloadReport report = load("lamp");
        assertEquals(
                List.of(
                        "the database: cannot read lamp: there is no such table (SQLSTATE 42P01); what is live stays, and it"
                                + " is read as soon as it can be"),
                texts(report.problems()));
        tables.execute("ALTER TABLE lamps RENAME TO lamp", "INSERT INTO lamp (id, color) VALUES ('a', 'red')");
        await().atMost(Duration.ofSeconds(20)).until(() -> ids().equals(Set.of("a")));
    }

    @Test
    void tellsHowToGiveADatabase() {
        try (SorceryStore without = SorceryStore.builder().folder(folder).build()) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class, () -> without.register(Lamp.TYPE, Mapping.of("realtime", "lamps")));
            assertTrue(refused.getMessage().contains("no database is given; name one with --database"));
        }
    }

    @Test
    void keepsNoPlaceOfAValueThatItCannotShow() {
        tables.execute("INSERT INTO lamps (id, color) VALUES ('a', 'red')");
        load("lamps");
        ObjectSet set = store.retrieveSet(Lamp.TYPE, "a").orElseThrow();
        assertEquals(folder.resolve("lamps") + ":1", set.origin().toString());
        assertEquals(
                folder.resolve("x.xml"), set.origin(0).resolve("x.xml"), "paths are relative to the configuration");
    }
}
