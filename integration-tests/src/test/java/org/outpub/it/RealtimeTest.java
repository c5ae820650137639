package org.outpub.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.publish.testkit.ReceivedPublish;
import org.outpub.publish.testkit.ScriptedCompositor;
import org.outpub.sorcery.realtime.PostgresServer;

/** The daemon with its objects in Asterisk's tables of a PostgreSQL server. */
class RealtimeTest {
    @TempDir
    Path folder;

    private ScriptedCompositor esc;
    private PostgresServer.Database tables;
    private Path password;
    private Path log;
    private Process daemon;

    @BeforeEach
    void open() throws IOException {
        esc = new ScriptedCompositor();
        tables = PostgresServer.shared().newDatabase();
        log = folder.resolve("log");
        password = Files.writeString(folder.resolve("password"), PostgresServer.PASSWORD + "\n");
        Files.writeString(folder.resolve("state.txt"), "here");
        Files.writeString(folder.resolve("sorcery.conf"), """
                [res_pjsip]
                auth=realtime,ps_auths
                transport=realtime,ps_transports
                global=realtime,ps_globals
                system=realtime,ps_systems
                [res_pjsip_outbound_publish]
                outbound-publish=realtime,ps_outbound_publishes
                """);
    }

    @AfterEach
    void end() throws InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            assertTrue(daemon.waitFor(20, TimeUnit.SECONDS));
        }
        esc.close();
        assertEquals(List.of(), esc.violations());
    }

    private void schema(String name) throws IOException {
        try (var in = RealtimeTest.class.getResourceAsStream("/" + name)) {
            tables.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        tables.execute(
                "ALTER TABLE ps_outbound_publishes ADD outpub_options text",
                "INSERT INTO ps_transports (id, protocol, bind) VALUES ('udp', 'udp', '127.0.0.1:0')",
                "INSERT INTO ps_auths (id, auth_type, username, password) VALUES ('pbx', 'userpass', 'pbx', 'its secret')",
                "INSERT INTO ps_globals (id, user_agent) VALUES ('global', 'Acme')");
    }

    private void insert(String id) {
        tables.execute("INSERT INTO ps_outbound_publishes (id, server_uri, event, multi_user, transport, outbound_auth,"
                + " outpub_options) VALUES ('" + id + "', '" + esc.uri(id) + "', 'presence', 'no', 'udp', 'pbx',"
                + " '{\"@content_type\":\"text/plain\",\"@content_file\":\"state.txt\"}')");
    }

    private String[] withDatabase(String... command) {
        List<String> all = new java.util.ArrayList<>(List.of(command));
        all.addAll(List.of("--database", tables.url(), "--database-password-file", password.toString()));
        return all.toArray(String[]::new);
    }

    private void run() throws IOException {
        daemon = OutpubProcess.run(log, withDatabase("run", "--config", folder.toString()));
    }

    private String said(int exit, String... command) throws Exception {
        Process process =
                OutpubProcess.command(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exit, process.waitFor(), said);
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"realtime-oldest.sql", "realtime-newest.sql"})
    void publishesWhatTablesOfAnyRevisionSay(String revision) throws Exception {
        schema(revision);
        insert("desk");
        String checked = said(0, withDatabase("check", "--config", folder.toString()));
        assertTrue(checked.contains("no problems; 1 auth, 1 global, 1 outbound-publish, 1 transport usable"), checked);
        run();
        ReceivedPublish first = esc.next("initial");
        assertEquals("Acme", first.header("User-Agent"));
        assertEquals("here", first.body());
    }

    @Test
    void putsAChangeOnTheWireInHalfASecondAndKeepsARowWithAMistakeAsItWas() throws Exception {
        schema("realtime-newest.sql");
        insert("desk");
        said(0, withDatabase("database", "install"));
        run();
        esc.next("initial");
        await().until(() -> Files.readString(log).contains("desk: published"));
        for (int i = 1; i <= 3; i++) {
            long begun = System.nanoTime();
            tables.execute("UPDATE ps_outbound_publishes SET expiration = " + 600 * i);
            assertEquals(600 * i, esc.next().expires());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            assertTrue(millis < 500, () -> millis + " ms");
        }
        tables.execute("UPDATE ps_outbound_publishes SET expiration = 0");
        await().until(() -> Files.readString(log).contains("expiration: '0' is not a number of seconds"));
        assertTrue(Files.readString(log).contains("keeping the previous one"));
        insert("lobby");
        assertEquals(esc.uri("lobby"), esc.next("initial").requestUri());
        tables.execute("DELETE FROM ps_outbound_publishes WHERE id = 'desk'");
        assertEquals(esc.uri("desk"), esc.next("remove").requestUri());
        assertFalse(Files.readString(log).contains(PostgresServer.PASSWORD));
    }

    @Test
    void isConvertedFromAndIntoFiles() throws Exception {
        schema("realtime-newest.sql");
        tables.execute(
                "INSERT INTO ps_outbound_publishes (id, server_uri, event, expiration, outpub_options) VALUES"
                        + " ('desk', 'sip:a@b^3Btransport=tcp', 'presence', 600, '{\"@content_type\":\"text/plain\",\"@content_file\":\"state.txt\"}')");
        Path json = folder.resolve("pjsip.json");
        String secret = "--database-password-file=" + password;
        said(0, "convert", "--from", tables.url(), "--to", json.toString(), secret);
        assertTrue(Files.readString(json).contains("sip:a@b;transport=tcp"), Files.readString(json));
        String there = said(1, "convert", "--from", json.toString(), "--to", tables.url(), secret);
        assertTrue(
                there.contains("ps_outbound_publishes: 'desk' is there already and was left; expected --force"), there);
        List<String> rows =
                tables.query("SELECT server_uri, event, expiration, outpub_options FROM ps_outbound_publishes");
        tables.execute("DELETE FROM ps_outbound_publishes", "UPDATE ps_auths SET password = 'other'");
        said(0, "convert", "--from", json.toString(), "--to", tables.url(), secret, "--force");
        assertEquals(
                rows, tables.query("SELECT server_uri, event, expiration, outpub_options FROM ps_outbound_publishes"));
        assertEquals(List.of("its secret"), tables.query("SELECT password FROM ps_auths"));
        Files.writeString(json, "{\"auth\": {\"x\": {}}}");
        said(2, "convert", "--from", json.toString(), "--to", tables.url(), secret);
        assertEquals(List.of("pbx"), tables.query("SELECT id FROM ps_auths"));
    }

    @Test
    void goesOnWithoutItsDatabaseAndTellsItOnce() throws Exception {
        try (PostgresServer own = PostgresServer.own()) {
            tables = own.newDatabase();
            schema("realtime-newest.sql");
            insert("desk");
            said(0, withDatabase("database", "install"));
            run();
            esc.next("initial");
            for (int round = 1; round <= 2; round++) {
                int told = round;
                own.stop();
                await().atMost(Duration.ofSeconds(20)).until(() -> count("it cannot be reached") == told);
                Files.writeString(folder.resolve("state.txt"), "changed " + round);
                assertEquals("changed " + round, esc.next("modify").body());
                own.start();
                tables.execute("UPDATE ps_outbound_publishes SET expiration = " + 600 * round);
                assertEquals(600 * round, esc.next().expires());
                assertEquals(told, count("it cannot be reached"), Files.readString(log));
            }
        }
    }

    /** What Asterisk's migrations did to the tables since the oldest, each in a transaction of its own. */
    private static final List<String> REVISIONS = List.of(
            "ALTER TABLE ps_outbound_publishes ALTER id TYPE varchar(255), ALTER outbound_auth TYPE varchar(255)",
            "ALTER TABLE ps_auths ALTER id TYPE varchar(255), ALTER realm TYPE varchar(255)",
            "ALTER TABLE ps_auths ADD refresh_token varchar(255), ADD oauth_clientid varchar(255), ADD oauth_secret varchar(255)",
            "ALTER TABLE ps_transports ADD allow_reload yesno_values, ADD symmetric_transport yesno_values",
            "ALTER TABLE ps_globals ADD default_outbound_endpoint varchar(40), ADD send_contact_status_on_update_registration"
                    + " yesno_values",
            "CREATE TYPE ast_bool AS ENUM ('0', '1', 'off', 'on', 'false', 'true', 'no', 'yes')",
            "ALTER TABLE ps_outbound_publishes ALTER multi_user TYPE ast_bool USING multi_user::text::ast_bool",
            "CREATE INDEX ON ps_outbound_publishes (id)",
            "ALTER TABLE ps_transports ADD tcp_keepalive_enable boolean, ADD tcp_keepalive_idle_time int",
            "ALTER TABLE ps_auths ADD password_digest varchar(1024), ADD supported_algorithms_uas varchar(1024),"
                    + " ADD supported_algorithms_uac varchar(1024)",
            "ALTER TABLE ps_globals ADD default_auth_algorithms_uac varchar(1024)",
            "ALTER TABLE ps_outbound_publishes DROP \"@body\", ADD something_new int");

    @Test
    void followsItsTablesFromRevisionToRevisionWhileItRuns() throws Exception {
        schema("realtime-oldest.sql");
        insert("desk");
        said(0, withDatabase("database", "install"));
        run();
        esc.next("initial");
        await().until(() -> Files.readString(log).contains("desk: published"));
        int expiration = 600;
        for (String revision : REVISIONS) {
            tables.execute(revision);
            tables.execute("UPDATE ps_outbound_publishes SET expiration = " + ++expiration);
            assertEquals(expiration, esc.next().expires(), revision);
        }
        assertEquals(0, count("ERROR") + count("WARN"), Files.readString(log));
    }

    @Test
    void goesOnWhileItsDatabaseIsSlow() throws Exception {
        schema("realtime-newest.sql");
        insert("desk");
        said(0, withDatabase("database", "install"));
        tables.execute("ALTER DATABASE " + tables.name() + " SET statement_timeout = '300ms'");
        run();
        esc.next("initial");
        for (int round = 1; round <= 2; round++) {
            int told = round;
            try (Connection other = tables.connect()) {
                other.setAutoCommit(false);
                other.createStatement().execute("UPDATE ps_outbound_publishes SET expiration = " + 600 * round);
                other.createStatement().execute("LOCK TABLE ps_outbound_publishes IN ACCESS EXCLUSIVE MODE");
                reload();
                await().atMost(Duration.ofSeconds(20)).until(() -> count("it took too long") == told);
                Files.writeString(folder.resolve("state.txt"), "changed " + round);
                assertEquals("changed " + round, esc.next("modify").body());
                other.commit();
            }
            assertEquals(600 * round, esc.next().expires());
            assertEquals(told, count("it took too long"), Files.readString(log));
        }
    }

    private void reload() throws Exception {
        new ProcessBuilder("kill", "-HUP", String.valueOf(daemon.pid())).start().waitFor();
    }

    @Test
    void publishesFromADatabaseThatIsReadOnly() throws Exception {
        schema("realtime-newest.sql");
        insert("desk");
        said(0, withDatabase("database", "install"));
        tables.execute("ALTER DATABASE " + tables.name() + " SET default_transaction_read_only = on");
        run();
        esc.next("initial");
        tables.execute("SET default_transaction_read_only = off", "UPDATE ps_outbound_publishes SET expiration = 700");
        assertEquals(700, esc.next().expires());
        assertEquals(0, count("ERROR"), Files.readString(log));
    }

    private long count(String text) throws IOException {
        return Files.readString(log).lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void startsWithoutItsDatabaseAndPublishesOnceItIsThere() throws Exception {
        try (PostgresServer own = PostgresServer.own()) {
            tables = own.newDatabase();
            schema("realtime-newest.sql");
            insert("desk");
            own.stop();
            run();
            await().atMost(Duration.ofSeconds(20)).until(() -> count("running with") == 1);
            own.start();
            esc.next("initial");
        }
    }
}
