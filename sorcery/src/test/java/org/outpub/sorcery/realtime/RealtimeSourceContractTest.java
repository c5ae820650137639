package org.outpub.sorcery.realtime;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SourceContract;

/** The contract of those that are read as a whole. */
class RealtimeSourceContractTest extends SourceContract {
    private static PostgresServer.Database tables;
    private static HikariDataSource pool;
    private RealtimeDatabase database;

    @BeforeAll
    static void begin() {
        tables = PostgresServer.shared().newDatabase();
        pool = tables.pool();
    }

    @AfterAll
    static void closePool() {
        if (pool != null) {
            pool.close();
        }
    }

    @BeforeEach
    void clear() {
        write(List.of());
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Override
    protected WizardFactory factory() {
        database = RealtimeDatabase.once(pool, "database");
        return new RealtimeWizardFactory(database);
    }

    @Override
    protected String arguments() {
        return "lamps";
    }

    @Override
    protected void write(List<Lamp> lamps) {
        tables.execute(
                "DROP TABLE IF EXISTS lamps", "CREATE TABLE lamps (id varchar(40) PRIMARY KEY, color text, watts int)");
        lamps.forEach(lamp -> tables.execute(
                "INSERT INTO lamps VALUES ('" + lamp.id() + "', '" + lamp.color() + "', " + lamp.watts() + ")"));
    }

    @Override
    protected void spoil() {
        tables.execute("DROP TABLE lamps");
    }

    @Override
    protected Set<Path> files() {
        return Set.of();
    }
}
