package org.outpub.sorcery.realtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardChanges;
import org.outpub.sorcery.realtime.Columns.MissingColumnException;
import org.outpub.sorcery.realtime.RealtimeTable.Held;

/**
 * The objects of one type in a table, found and written one by one. A row from which no object can be made counts as not
 * there, but for its id: {@link #create} does not take it, {@link #update} and {@link #delete} do. Safe for use by many
 * threads.
 *
 * @param <T> the objects' class
 */
class RealtimeStore<T extends SorceryObject> implements Wizard.Store<T>, DatabaseWatch.Watcher {
    /** Of more changed rows, all are read. */
    static final int FEW = 64;

    private final RealtimeDatabase database;
    private final RealtimeTable<T> table;
    private final boolean listing;
    private final WizardChanges changes;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A store.
     *
     * @param listing whether all objects may be asked for; if not, the answer is that there are none
     */
    RealtimeStore(RealtimeDatabase database, RealtimeTable<T> table, boolean listing, WizardChanges changes) {
        this.database = database;
        this.table = table;
        this.listing = listing;
        this.changes = changes;
        database.watch().add(this);
    }

    RealtimeDatabase database() {
        return database;
    }

    RealtimeTable<T> table() {
        return table;
    }

    @Override
    public final boolean watches(String name) {
        return table.isNamed(name);
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    @Override
    public int few() {
        return FEW;
    }

    @Override
    public boolean isPolled(Notices notices, Set<String> told) {
        return told.stream().noneMatch(this::watches);
    }

    @Override
    public void changed() {
        changes.changed();
    }

    @Override
    public void changed(String key) {
        changedObject(Columns.id(key));
    }

    /** The object of an id may have changed. */
    void changedObject(String id) {
        changes.changed(id);
    }

    @Override
    public Optional<T> retrieve(String id) {
        return database.run("read " + table.name(), connection -> table.of(connection, List.of(id))).stream()
                .flatMap(row -> object(row).stream())
                .findFirst();
    }

    @Override
    public Collection<T> retrieveAll() {
        if (!listing) {
            return List.of();
        }
        List<T> objects = new ArrayList<>();
        for (ObjectSet row : database.run("read " + table.name(), table::all)) {
            object(row).ifPresent(objects::add);
        }
        return List.copyOf(objects);
    }

    private Optional<T> object(ObjectSet row) {
        List<ConfigProblem> problems = new ArrayList<>();
        return table.type().parse(row, problems::add);
    }

    @Override
    public boolean create(T object) {
        return write(object, connection -> {
            try {
                table.insert(connection, table.columns(connection), object);
                return true;
            } catch (SQLException failed) {
                if (DatabaseFailure.isTaken(failed)) {
                    return false;
                }
                throw failed;
            }
        });
    }

    @Override
    public Optional<T> update(T object) {
        return write(object, connection -> {
            Held<T> held = table.hold(connection, object.id());
            if (held.row().isEmpty()) {
                return Optional.empty();
            }
            table.update(connection, held.columns(), object);
            // a row from which nothing could be made is mended by this, and has no former self to give
            return held.row().flatMap(this::object).or(() -> Optional.of(object));
        });
    }

    @Override
    public boolean replace(T expected, T object) {
        return write(object, connection -> {
            Held<T> held = table.hold(connection, object.id());
            boolean asExpected =
                    held.row().flatMap(this::object).filter(expected::equals).isPresent();
            if (asExpected) {
                table.update(connection, held.columns(), object);
            }
            return asExpected;
        });
    }

    @Override
    public Optional<T> delete(String id) {
        Optional<T> last = database.transact("delete from " + table.name(), connection -> {
            Held<T> held = table.hold(connection, id);
            table.delete(connection, id);
            return held.row().flatMap(this::object);
        });
        written(id);
        return last;
    }

    private interface Writing<R> {
        R on(Connection connection) throws SQLException, MissingColumnException;
    }

    private <R> R write(T object, Writing<R> work) {
        refuseHalfCharacters(table.type().format(object));
        R result = database.transact("write " + table.name(), connection -> {
            try {
                return work.on(connection);
            } catch (MissingColumnException missing) {
                throw database.failure("cannot write " + table.name() + ": it has no column '" + missing.option()
                        + "', and the object is not as without it; add the column, or leave the option out");
            }
        });
        written(object.id());
        return result;
    }

    /** Something was written under an id, and by whom. */
    void written(String id) {}

    /** A lone half of a surrogate pair has no form in UTF-8. */
    private static void refuseHalfCharacters(ObjectSet set) {
        for (int i = 0; i < set.size(); i++) {
            String value = set.value(i);
            if (value.codePoints()
                    .anyMatch(code -> code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
                throw new IllegalArgumentException("realtime: a text with half a surrogate pair cannot be stored");
            }
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            database.watch().remove(this);
        }
    }
}
