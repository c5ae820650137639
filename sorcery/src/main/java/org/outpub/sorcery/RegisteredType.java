package org.outpub.sorcery;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.outpub.api.config.ConfigProblem;
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
            ObjectChanges<T> changes = type.diff(before, next);
            int touched = changes.created().size() + changes.updated().size() + kept.size();
            int unchanged = type.effective(next).size() - touched;
            TypeReport report = new TypeReport(
                    changes.created().stream().map(SorceryObject::id).toList(),
                    changes.updated().stream()
                            .map(update -> update.after().id())
                            .toList(),
                    changes.deleted().stream().map(SorceryObject::id).toList(),
                    kept,
                    refused,
                    Math.max(0, unchanged));
            return new Result<>(changes, report);
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
                Wizard.Contents contents = source.read(context);
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

    /** All objects by id; of equal ids the one of the earliest wizard. */
    Map<String, T> effective(Snapshot<T> snapshot) {
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
        if (before.sources().equals(next.sources())) {
            return new ObjectChanges<>(List.of(), List.of(), List.of());
        }
        Map<String, T> former = effective(before);
        List<T> created = new ArrayList<>();
        List<Update<T>> updated = new ArrayList<>();
        for (T object : effective(next).values()) {
            T was = former.remove(object.id());
            if (was == null) {
                created.add(object);
            } else if (!was.equals(object)) {
                updated.add(new Update<>(was, object));
            }
        }
        return new ObjectChanges<>(created, updated, new ArrayList<>(former.values()));
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

    /** Whether a wizard before this one has the id, so that this one's object is not seen. */
    boolean isShadowed(Wizard.Store<T> store, Snapshot<T> snapshot, String id) {
        for (Wizard wizard : wizards) {
            if (wizard == store) {
                return false;
            }
            if (findIn(wizard, snapshot, id).isPresent()) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("unchecked") // the factory made it for this type
    private Wizard.Store<T> store(Wizard wizard) {
        return (Wizard.Store<T>) wizard;
    }
}
