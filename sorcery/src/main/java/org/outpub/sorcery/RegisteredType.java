package org.outpub.sorcery;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.api.sorcery.ObjectChanges.Update;
import org.outpub.api.sorcery.ObjectSet;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.ReadContext;
import org.outpub.api.sorcery.ReloadReport.TypeReport;
import org.outpub.api.sorcery.SorceryObject;
import org.outpub.api.sorcery.Wizard;
import org.outpub.sorcery.LiveObjects.Live;

/**
 * One object type, its wizards in the order of search, and its observers. What its sources hold is kept outside, in the
 * store's snapshot, and handed in.
 */
final class RegisteredType<T extends SorceryObject> {
    private static final Logger LOG = System.getLogger(RegisteredType.class.getName());
    private final ObjectType<T> type;
    private final List<Wizard> wizards;
    private final List<Observing<T>> observers = new CopyOnWriteArrayList<>();

    RegisteredType(ObjectType<T> type, List<Wizard> wizards) {
        this.type = type;
        this.wizards = List.copyOf(wizards);
    }

    /** What the sources of a type hold; immutable. */
    record Snapshot<T extends SorceryObject>(ImmutableMap<Wizard, LiveObjects<T>> sources) {
        static <T extends SorceryObject> Snapshot<T> empty() {
            return new Snapshot<>(ImmutableMap.of());
        }

        LiveObjects<T> of(Wizard source) {
            return sources.getOrDefault(source, LiveObjects.none());
        }
    }

    /** A reload that is computed and not yet live. */
    record Prepared<T extends SorceryObject>(
            RegisteredType<T> type,
            Snapshot<T> next,
            List<String> kept,
            List<String> refused,
            List<ConfigProblem> problems) {
        /** Compares with what was live. */
        Result<T> against(Snapshot<T> before) {
            Map<String, T> now = type.effective(next);
            ObjectChanges<T> changes = type.diff(before, next);
            List<String> created =
                    changes.created().stream().map(SorceryObject::id).toList();
            List<String> updated = changes.updated().stream()
                    .map(update -> update.after().id())
                    .toList();
            List<String> deleted =
                    changes.deleted().stream().map(SorceryObject::id).toList();
            Set<String> touched = new HashSet<>(created);
            touched.addAll(updated);
            kept.stream().filter(now::containsKey).forEach(touched::add);
            int unchanged = now.size() - touched.size();
            return new Result<>(changes, new TypeReport(created, updated, deleted, kept, refused, unchanged));
        }
    }

    /** What a reload did to the type. */
    record Result<T extends SorceryObject>(ObjectChanges<T> changes, TypeReport report) {}

    ObjectType<T> type() {
        return type;
    }

    List<Wizard> wizards() {
        return wizards;
    }

    List<Observing<T>> observers() {
        return observers;
    }

    Prepared<T> read(ReadContext context, Snapshot<T> before) {
        ImmutableMap.Builder<Wizard, LiveObjects<T>> next = ImmutableMap.builder();
        List<String> kept = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<ConfigProblem> problems = new ArrayList<>();
        for (Wizard wizard : wizards) {
            if (wizard instanceof Wizard.Source source) {
                LiveObjects<T> live = before.of(wizard);
                Wizard.Contents contents = contents(source, context);
                if (contents instanceof Wizard.Contents.Objects objects) {
                    SourceDiff<T> diff = SourceDiff.of(type, live, objects.sets());
                    live = diff.objects();
                    kept.addAll(diff.kept());
                    refused.addAll(diff.refused());
                    problems.addAll(objects.problems());
                    problems.addAll(diff.problems());
                } else if (contents instanceof Wizard.Contents.Unreadable unreadable) {
                    problems.addAll(unreadable.problems());
                }
                next.put(wizard, live);
            }
        }
        return new Prepared<>(this, new Snapshot<>(next.buildOrThrow()), kept, refused, problems);
    }

    /** A third party's source that throws harms nobody else: it counts as one that cannot be read. */
    private Wizard.Contents contents(Wizard.Source source, ReadContext context) {
        try {
            return source.read(context);
        } catch (RuntimeException | LinkageError failed) {
            LOG.log(Level.ERROR, () -> source.getClass().getName() + " of " + type.name() + " failed", failed);
            return new Wizard.Contents.Unreadable(List.of(ConfigProblem.error(
                    Origin.of(type.name(), 0),
                    source.getClass().getName() + " failed with "
                            + failed.getClass().getName() + "; keeping what it held")));
        }
    }

    Optional<T> find(Snapshot<T> snapshot, String id) {
        for (Wizard wizard : wizards) {
            Optional<T> found = findIn(wizard, snapshot, id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<T> findIn(Wizard wizard, Snapshot<T> snapshot, String id) {
        if (wizard instanceof Wizard.Store) {
            return store(wizard).retrieve(id);
        }
        Live<T> live = snapshot.of(wizard).byId().get(id);
        return live == null ? Optional.empty() : Optional.of(live.object());
    }

    Optional<ObjectSet> findSet(Snapshot<T> snapshot, String id) {
        for (Wizard wizard : wizards) {
            Live<T> live = snapshot.of(wizard).byId().get(id);
            if (live != null) {
                return Optional.of(live.set());
            }
            Optional<T> stored = findIn(wizard, snapshot, id);
            if (stored.isPresent()) {
                return stored.map(type::format);
            }
        }
        return Optional.empty();
    }

    /** All objects by id; of equal ids the one of the earliest wizard. Not copied where a single source has them all. */
    Map<String, T> effective(Snapshot<T> snapshot) {
        if (wizards.size() == 1 && wizards.get(0) instanceof Wizard.Source only) {
            return Maps.transformValues(snapshot.of(only).byId(), Live::object);
        }
        Map<String, T> objects = new LinkedHashMap<>();
        for (Wizard wizard : wizards) {
            if (wizard instanceof Wizard.Store) {
                store(wizard).retrieveAll().forEach(object -> objects.putIfAbsent(object.id(), object));
            } else {
                snapshot.of(wizard).byId().forEach((id, live) -> objects.putIfAbsent(id, live.object()));
            }
        }
        return objects;
    }

    private ObjectChanges<T> diff(Snapshot<T> before, Snapshot<T> next) {
        Set<String> ids = new LinkedHashSet<>();
        wizards.forEach(wizard -> ids.addAll(next.of(wizard).changedSince(before.of(wizard))));
        List<T> created = new ArrayList<>();
        List<Update<T>> updated = new ArrayList<>();
        List<T> deleted = new ArrayList<>();
        for (String id : ids) {
            Optional<T> was = find(before, id);
            Optional<T> now = find(next, id);
            if (was.isEmpty()) {
                now.ifPresent(created::add);
            } else if (now.isEmpty()) {
                deleted.add(was.get());
            } else if (!was.equals(now)) {
                updated.add(new Update<>(was.get(), now.get()));
            }
        }
        return new ObjectChanges<>(created, updated, deleted);
    }

    /** What became of one id. */
    static <T extends SorceryObject> ObjectChanges<T> changeOf(Optional<T> before, Optional<T> after) {
        boolean updated = before.isPresent() && after.isPresent() && !before.equals(after);
        return new ObjectChanges<>(
                before.isPresent() ? List.of() : after.stream().toList(),
                updated ? List.of(new Update<>(before.get(), after.get())) : List.of(),
                after.isPresent() ? List.of() : before.stream().toList());
    }

    /** The first wizard that can be written. */
    Wizard.Store<T> writable() {
        return wizards.stream()
                .filter(Wizard.Store.class::isInstance)
                .findFirst()
                .map(this::store)
                .orElseThrow(() -> new IllegalStateException(
                        type.name() + ": none of its wizards can be written; map it to memory, for example"));
    }

    @SuppressWarnings("unchecked") // the factory made it for this type
    private Wizard.Store<T> store(Wizard wizard) {
        return (Wizard.Store<T>) wizard;
    }
}
