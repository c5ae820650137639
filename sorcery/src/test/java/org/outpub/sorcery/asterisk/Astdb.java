package org.outpub.sorcery.asterisk;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.time.Ticker;

/** A database file as another process sees it, which may be Asterisk. */
final class Astdb implements AutoCloseable {
    private final Connection connection;

    private Astdb(Connection connection) {
        this.connection = connection;
    }

    static Astdb open(Path file) throws SQLException {
        return new Astdb(DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    /** A file as Asterisk makes it: its table, and SQLite's own rollback journal. */
    static Astdb asAsteriskMakesIt(Path file) throws SQLException {
        return open(file)
                .run("CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))");
    }

    Astdb run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return this;
        }
    }

    Astdb put(String key, String value) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT OR REPLACE INTO astdb VALUES (?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, value);
            insert.executeUpdate();
            return this;
        }
    }

    /** The first column of the first row. */
    String ask(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** With the library's settings given as names and values in turn. */
    static AstdbWizardFactory factory(String... tuning) {
        Properties properties = new Properties();
        for (int i = 0; i < tuning.length; i += 2) {
            properties.setProperty(tuning[i], tuning[i + 1]);
        }
        return new AstdbWizardFactory(properties);
    }

    @SuppressWarnings("unchecked") // a factory's promise
    static <T extends SorceryObject> Wizard.Store<T> store(
            AstdbWizardFactory factory, ObjectType<T> type, Path folder) {
        return (Wizard.Store<T>)
                factory.open(type, "outpub", new WizardContext(folder, Runnable::run, Ticker.system()));
    }
}
