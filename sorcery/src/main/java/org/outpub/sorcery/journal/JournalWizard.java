package org.outpub.sorcery.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;

/** The objects of one type in a journal. Safe for use by many threads, of which each waits for the disk. */
final class JournalWizard<T extends SorceryObject> implements Wizard.Store<T> {
    private static final Logger LOG = System.getLogger(JournalWizard.class.getName());
    private static final int MOST_TOLD = 100;
    private final ObjectType<T> type;
    private final JournalFile file;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    JournalWizard(ObjectType<T> type, JournalFile file) {
        this.type = type;
        this.file = file;
    }

    /** What is done with the file. */
    private interface Work<R> {
        R get() throws IOException;
    }

    private <R> R run(String tried, Work<R> work) {
        synchronized (file) {
            try {
                return work.get();
            } catch (IOException failed) {
                throw new StorageException(
                        "journal: cannot " + tried + " " + file.path() + ": " + reason(failed), failed);
            }
        }
    }

    private static String reason(IOException failed) {
        if (failed instanceof AccessDeniedException) {
            return "no permission";
        }
        String reason = failed instanceof FileSystemException system ? system.getReason() : failed.getMessage();
        return reason == null ? failed.getClass().getSimpleName() : reason;
    }

    @Override
    public Optional<T> retrieve(String id) {
        return run("read", () -> file.find(id)).flatMap(this::parse);
    }

    @Override
    public Collection<T> retrieveAll() {
        return retrieveByPrefix("");
    }

    @Override
    public Collection<T> retrieveByPrefix(String prefix) {
        List<ObjectSet> sets = run("read", () -> file.startingWith(prefix));
        List<T> objects = new ArrayList<>(sets.size());
        sets.forEach(set -> parse(set).ifPresent(objects::add));
        return List.copyOf(objects);
    }

    @Override
    public boolean create(T object) {
        return run("write", () -> {
            boolean free = !file.contains(object.id());
            if (free) {
                append(List.of(object), List.of());
            }
            return free;
        });
    }

    @Override
    public Optional<T> update(T object) {
        return run("write", () -> {
            Optional<T> former = file.find(object.id()).flatMap(this::parse);
            if (former.isPresent()) {
                append(List.of(object), List.of());
            }
            return former;
        });
    }

    @Override
    public boolean replace(T expected, T object) {
        return run("write", () -> {
            boolean asExpected = file.find(object.id())
                    .flatMap(this::parse)
                    .filter(expected::equals)
                    .isPresent();
            if (asExpected) {
                append(List.of(object), List.of());
            }
            return asExpected;
        });
    }

    @Override
    public Optional<T> delete(String id) {
        return run("write", () -> {
            Optional<ObjectSet> former = file.find(id);
            if (former.isPresent()) {
                append(List.of(), List.of(id));
            }
            return former.flatMap(this::parse);
        });
    }

    /** In one append. */
    @Override
    public void putAll(Collection<T> objects, Collection<String> removed) {
        run("write", () -> {
            append(objects, removed);
            return "";
        });
    }

    private void append(Collection<T> objects, Collection<String> removed) throws IOException {
        JournalFile.Group group = new JournalFile.Group();
        removed.forEach(group::remove);
        objects.forEach(object -> group.store(type.format(object)));
        file.append(group);
    }

    private Optional<T> parse(ObjectSet record) {
        List<ConfigProblem> problems = new ArrayList<>();
        Optional<T> object;
        try {
            object = type.parse(known(record), problems::add);
        } catch (RuntimeException | StackOverflowError failed) {
            tell(
                    record.id(),
                    "making the object failed with " + failed.getClass().getName());
            return Optional.empty();
        }
        problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .forEach(problem -> tell(record.id(), problem.message()));
        return object;
    }

    /** A field that the type does not have is of a newer version of this program. */
    private ObjectSet known(ObjectSet record) {
        if (record.entries().stream().allMatch(entry -> type.knows(entry.name()))) {
            return record;
        }
        ObjectSet.Builder known = ObjectSet.builder(record.id(), record.origin());
        record.entries().stream()
                .filter(entry -> type.knows(entry.name()))
                .forEach(entry -> known.add(entry.name(), entry.value(), entry.origin()));
        return known.build();
    }

    private void tell(String id, String why) {
        if (told.size() < MOST_TOLD && told.add(id)) {
            LOG.log(Level.WARNING, () -> file.path() + ": '" + id + "' is left out: " + why);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            LOG.log(Level.DEBUG, "a journal could not be closed", failed);
        }
    }
}
