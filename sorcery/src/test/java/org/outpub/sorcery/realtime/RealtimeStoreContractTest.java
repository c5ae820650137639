package org.outpub.sorcery.realtime;

import com.zaxxer.hikari.HikariDataSource;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.Gadget;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.StoreContract;

/** The contract of those that are written, on tables with a column for every field and one for extended options. */
class RealtimeStoreContractTest extends StoreContract {
    private static PostgresServer.Database tables;
    private static HikariDataSource pool;
    private RealtimeDatabase database;

    @BeforeAll
    static void begin() {
        tables = PostgresServer.shared().newDatabase();
        tables.execute(create(Gadget.TYPE), create(Lamp.TYPE));
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
        tables.execute("DELETE FROM gadget", "DELETE FROM lamp");
    }

    private static String create(ObjectType<?> type) {
        return type.fields().stream()
                .map(field -> "\"" + field.name() + "\" text")
                .collect(Collectors.joining(
                        ", ", "CREATE TABLE " + type.name() + " (id text PRIMARY KEY, ", ", outpub_options jsonb)"));
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Override
    protected WizardFactory factory() {
        if (database == null) {
            database = RealtimeDatabase.once(pool, "database");
        }
        RealtimeWizardFactory factory = new RealtimeWizardFactory(database);
        return new WizardFactory() {
            @Override
            public String name() {
                return factory.name();
            }

            @Override
            public <T extends org.outpub.api.sorcery.type.SorceryObject> org.outpub.api.sorcery.wizard.Wizard open(
                    ObjectType<T> type, String arguments, org.outpub.api.sorcery.wizard.WizardContext context) {
                return factory.open(type, type.name(), context);
            }
        };
    }

    @Override
    protected String arguments() {
        return "";
    }
}
