package org.outpub.sorcery.live;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Backing;
import org.outpub.sorcery.live.LiveObjects.Live;

/**
 * Looks for the objects of a type in its wizards, in their order: an id in an earlier one hides the same in a later. A
 * cache answers for all that come after it.
 */
public final class Search<T extends SorceryObject> {
    private static final Logger LOG = System.getLogger(Search.class.getName());
    private final ObjectType<T> type;
    private final List<Mapped> mapped;
    /** For each wizard what comes after it, for the caches; sees what is live when it is asked. */
    private final List<View> behind = new ArrayList<>();

    public Search(ObjectType<T> type, List<Mapped> mapped, Supplier<Snapshot<T>> live) {
        this.type = type;
        this.mapped = mapped;
        for (int i = 0; i < mapped.size(); i++) {
            behind.add(new View(live, i + 1, Mode.CACHED));
        }
    }

    /** What readers see. */
    public Backing<T> of(Snapshot<T> snapshot) {
        return new View(() -> snapshot, 0, Mode.CACHED);
    }

    /** The storage itself, without the caches before it. */
    public Backing<T> uncached(Snapshot<T> snapshot) {
        return new View(() -> snapshot, 0, Mode.UNCACHED);
    }

    /** The storage, where a store that cannot answer is taken to have nothing, and so to hide nothing. */
    public Backing<T> asFarAsKnown(Snapshot<T> snapshot) {
        return new View(() -> snapshot, 0, Mode.AS_FAR_AS_KNOWN);
    }

    private enum Mode {
        CACHED,
        UNCACHED,
        AS_FAR_AS_KNOWN
    }

    /** The stored form of an object, with its places if it comes from a source. */
    public Optional<ObjectSet> set(Snapshot<T> snapshot, String id) {
        for (Mapped each : mapped) {
            if (each.wizard() instanceof Wizard.Source source) {
                Live<T> live = snapshot.live(source).get(id);
                if (live != null) {
                    return Optional.of(live.set());
                }
            } else if (each.wizard() instanceof Wizard.Store) {
                Optional<T> stored = store(each.wizard()).retrieve(id);
                if (stored.isPresent()) {
                    return stored.map(type::format);
                }
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked") // the factory made it for this type
    public Wizard.Store<T> store(Wizard wizard) {
        return (Wizard.Store<T>) wizard;
    }

    @SuppressWarnings("unchecked") // the factory made it for this type
    public Wizard.Cache<T> cache(Wizard wizard) {
        return (Wizard.Cache<T>) wizard;
    }

    /** The wizards from one on. */
    private final class View implements Backing<T> {
        private final Supplier<Snapshot<T>> snapshot;
        private final int first;
        private final Mode mode;

        View(Supplier<Snapshot<T>> snapshot, int first, Mode mode) {
            this.snapshot = snapshot;
            this.first = first;
            this.mode = mode;
        }

        private boolean answersForTheRest(Wizard wizard) {
            return mode == Mode.CACHED && wizard instanceof Wizard.Cache;
        }

        private <R> R ask(Supplier<R> question, R otherwise) {
            if (mode != Mode.AS_FAR_AS_KNOWN) {
                return question.get();
            }
            try {
                return question.get();
            } catch (StorageException failed) {
                LOG.log(Level.WARNING, "a wizard cannot answer: {0}", failed.getMessage());
                return otherwise;
            }
        }

        @Override
        public Optional<T> retrieve(String id) {
            for (int i = first; i < mapped.size(); i++) {
                Wizard wizard = mapped.get(i).wizard();
                if (answersForTheRest(wizard)) {
                    return cache(wizard).retrieve(id, behind.get(i));
                }
                Optional<T> found = retrieveFrom(wizard, id);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private Optional<T> retrieveFrom(Wizard wizard, String id) {
            if (wizard instanceof Wizard.Store) {
                return ask(() -> store(wizard).retrieve(id), Optional.empty());
            }
            Live<T> live = snapshot.get().live(wizard).get(id);
            return live == null ? Optional.empty() : Optional.of(live.object());
        }

        @Override
        public Collection<T> retrieveAll() {
            return retrieveByPrefix("");
        }

        @Override
        public Collection<T> retrieveByPrefix(String prefix) {
            if (first == 0
                    && mapped.size() == 1
                    && prefix.isEmpty()
                    && mapped.get(0).wizard() instanceof Wizard.Source only) {
                return snapshot.get().live(only).objects();
            }
            Map<String, T> found = new LinkedHashMap<>();
            for (int i = first; i < mapped.size(); i++) {
                Wizard wizard = mapped.get(i).wizard();
                if (answersForTheRest(wizard)) {
                    addMatching(found, cache(wizard).retrieveAll(behind.get(i)), prefix);
                    break;
                }
                if (wizard instanceof Wizard.Store) {
                    addMatching(found, ask(() -> store(wizard).retrieveByPrefix(prefix), List.of()), prefix);
                } else {
                    addMatching(found, snapshot.get().live(wizard).objects(), prefix);
                }
            }
            return Collections.unmodifiableCollection(found.values());
        }

        private void addMatching(Map<String, T> found, Collection<T> objects, String prefix) {
            for (T object : objects) {
                if (object.id().startsWith(prefix)) {
                    found.putIfAbsent(object.id(), object);
                }
            }
        }
    }
}
