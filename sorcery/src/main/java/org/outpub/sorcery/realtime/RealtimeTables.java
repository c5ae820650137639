package org.outpub.sorcery.realtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.WizardChanges;

/**
 * The tables of a database as a whole, for who copies objects from and to files. Immutable.
 *
 * @param database whose
 * @param folder what relative paths in values are relative to
 */
public record RealtimeTables(RealtimeDatabase database, Path folder) {
    /**
     * Reads all rows of a table.
     *
     * @param type what they are
     * @param table its name
     * @return in the order in which the database gives them
     * @throws StorageException if it cannot be read
     */
    public List<ObjectSet> read(ObjectType<?> type, String table) {
        return database.run("read " + table, table(type, table)::all);
    }

    /**
     * Writes objects, and leaves rows of other ids as they are.
     *
     * @param type what they are
     * @param table its name
     * @param objects each with another id
     * @param replace whether a row of an object's id is replaced, or left
     * @param <T> the objects' class
     * @return ids that were left
     * @throws StorageException if one cannot be written; those before it are
     */
    public <T extends SorceryObject> List<String> write(
            ObjectType<T> type, String table, List<T> objects, boolean replace) {
        List<String> left = new ArrayList<>();
        try (RealtimeStore<T> store =
                new RealtimeStore<>(database, table(type, table), true, WizardChanges.unheard())) {
            for (T object : objects) {
                if (!store.create(object) && !(replace && store.update(object).isPresent())) {
                    left.add(object.id());
                }
            }
        }
        return left;
    }

    private <T extends SorceryObject> RealtimeTable<T> table(ObjectType<T> type, String table) {
        return new RealtimeTable<>(type, table, folder.resolve(table).toString());
    }
}
