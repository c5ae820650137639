package org.outpub.sorcery.realtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardChanges;

/**
 * A table that is read as a whole, so that its objects are found in memory while the database is away, and a row with a
 * mistake in it keeps the object that was made of it before. After a notice about single rows only those are read.
 *
 * @param <T> the objects' class
 */
final class RealtimeSource<T extends SorceryObject> extends RealtimeStore<T> implements Wizard.Source {
    private final List<ConfigProblem> remarks;
    /** Ids of rows that may have changed since they were read; guarded by itself, as is the next. */
    private final Set<String> marked = new HashSet<>();

    private boolean allMarked;
    /** What the table held when it was last read; null if it is not known. Confined to who reads, as is the next. */
    private @Nullable List<ObjectSet> held;

    private volatile boolean failed;

    /**
     * A source.
     *
     * @param remarks told with every reading
     */
    RealtimeSource(
            RealtimeDatabase database, RealtimeTable<T> table, List<ConfigProblem> remarks, WizardChanges changes) {
        super(database, table, true, changes);
        this.remarks = List.copyOf(remarks);
    }

    @Override
    public Contents read(ReadContext context) {
        Set<String> ids = takeMarks();
        List<ObjectSet> before = held;
        Optional<String> unreachable = context.once(database(), database()::unreachable);
        if (unreachable.isPresent()) {
            return unreadable(Origin.of(database().name(), 0), unreachable.get());
        }
        try {
            List<ObjectSet> now = before == null || ids.isEmpty() ? readAll(before) : readSome(before, ids);
            boolean same = now.equals(before) && !failed;
            held = now;
            failed = false;
            return same ? new Contents.Unchanged() : new Contents.Objects(now, remarks);
        } catch (StorageException why) {
            return unreadable(table().row(0), String.valueOf(why.getMessage()));
        }
    }

    private Contents unreadable(Origin origin, String why) {
        failed = true;
        markAll();
        return new Contents.Unreadable(List.of(
                ConfigProblem.error(origin, why + "; what is live stays, and it is read as soon as it can be")));
    }

    private List<ObjectSet> readAll(@Nullable List<ObjectSet> before) {
        List<ObjectSet> now = database().run("read " + table().name(), table()::all);
        if (before == null) {
            return List.copyOf(now);
        }
        Map<String, ObjectSet> known = new HashMap<>();
        before.forEach(set -> known.put(set.id(), set));
        return now.stream().map(set -> knownOr(set, known)).toList();
    }

    /** The same instance where nothing changed spares the comparison later. */
    private static ObjectSet knownOr(ObjectSet set, Map<String, ObjectSet> known) {
        ObjectSet before = known.get(set.id());
        return before != null && before.sameContent(set) ? before : set;
    }

    private List<ObjectSet> readSome(List<ObjectSet> before, Set<String> ids) {
        List<ObjectSet> rows = database().run("read " + table().name(), connection -> table().of(connection, ids));
        Map<String, ObjectSet> fresh = new HashMap<>();
        rows.forEach(set -> fresh.put(set.id(), set));
        List<ObjectSet> now = new ArrayList<>(before.size() + rows.size());
        for (ObjectSet set : before) {
            if (!ids.contains(set.id())) {
                now.add(set);
            } else {
                ObjectSet row = fresh.remove(set.id());
                if (row != null) {
                    now.add(set.sameContent(row) ? set : row);
                }
            }
        }
        rows.stream().filter(set -> fresh.containsKey(set.id())).forEach(now::add);
        return List.copyOf(now);
    }

    /** The ids to read; empty for all. */
    private Set<String> takeMarks() {
        synchronized (marked) {
            Set<String> ids = allMarked || marked.size() > FEW ? Set.of() : Set.copyOf(marked);
            marked.clear();
            allMarked = false;
            return ids;
        }
    }

    private void markAll() {
        synchronized (marked) {
            allMarked = true;
        }
    }

    private void mark(String id) {
        synchronized (marked) {
            if (marked.size() <= FEW) {
                marked.add(id);
            }
        }
    }

    @Override
    public boolean isBehind() {
        return failed;
    }

    @Override
    public void changed() {
        markAll();
        super.changed();
    }

    @Override
    void changedObject(String id) {
        mark(id);
        super.changedObject(id);
    }

    @Override
    void written(String id) {
        mark(id);
    }
}
