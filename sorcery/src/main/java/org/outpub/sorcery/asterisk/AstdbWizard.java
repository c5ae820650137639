package org.outpub.sorcery.asterisk;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.ConfigProblem.Severity;
import org.outpub.api.config.Excerpt;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.asterisk.JsonRecord.BrokenRecordException;

/**
 * The objects of one type in Asterisk's database, under keys {@code /PREFIX/TYPE/ID}. A record that cannot be read counts
 * as not there: it is told once, {@link #create} replaces it and {@link #delete} removes it. Safe for use by many
 * threads.
 */
final class AstdbWizard<T extends SorceryObject> implements Wizard.Store<T> {
    private static final Logger LOG = System.getLogger(AstdbWizard.class.getName());
    /** Beyond so many, broken records are told again each time they are met. */
    private static final int MOST_TOLD = 10_000;

    private final ObjectType<T> type;
    private final String family;
    private final AstdbFile file;
    private final Origin origin;
    private final Runnable release;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    AstdbWizard(ObjectType<T> type, String prefix, AstdbFile file, Runnable release) {
        this.type = type;
        this.family = "/" + prefix + "/" + type.name() + "/";
        this.file = file;
        this.origin = Origin.of(file.path());
        this.release = release;
    }

    @Override
    public Optional<T> retrieve(String id) {
        return file.get(key(id)).flatMap(value -> parse(id, value));
    }

    @Override
    public Collection<T> retrieveAll() {
        return retrieveByPrefix("");
    }

    @Override
    public Collection<T> retrieveByPrefix(String prefix) {
        List<T> objects = new ArrayList<>();
        for (AstdbFile.Row row : file.startingWith(key(prefix))) {
            parse(row.key().substring(family.length()), row.value()).ifPresent(objects::add);
        }
        return List.copyOf(objects);
    }

    @Override
    public boolean create(T object) {
        String key = key(object.id());
        String value = write(object);
        return file.write(connection -> {
            boolean free = former(connection, object.id()).isEmpty();
            if (free) {
                AstdbFile.put(connection, key, value);
                told.remove(key);
            }
            return free;
        });
    }

    @Override
    public Optional<T> update(T object) {
        String key = key(object.id());
        String value = write(object);
        return file.write(connection -> {
            Optional<T> former = former(connection, object.id());
            if (former.isPresent()) {
                AstdbFile.put(connection, key, value);
            }
            return former;
        });
    }

    /** Compared and written in one transaction, for other processes write the same file. */
    @Override
    public boolean replace(T expected, T object) {
        String key = key(object.id());
        String value = write(object);
        return file.write(connection -> {
            boolean asExpected =
                    former(connection, object.id()).filter(expected::equals).isPresent();
            if (asExpected) {
                AstdbFile.put(connection, key, value);
            }
            return asExpected;
        });
    }

    @Override
    public Optional<T> delete(String id) {
        String key = key(id);
        return file.write(connection -> {
            Optional<T> former = former(connection, id);
            AstdbFile.remove(connection, key);
            told.remove(key);
            return former;
        });
    }

    /** In one transaction. */
    @Override
    public void putAll(Collection<T> objects, Collection<String> removed) {
        Map<String, String> rows = new LinkedHashMap<>();
        objects.forEach(object -> rows.put(key(object.id()), write(object)));
        file.write(connection -> {
            for (String id : removed) {
                AstdbFile.remove(connection, key(id));
                told.remove(key(id));
            }
            for (Map.Entry<String, String> row : rows.entrySet()) {
                AstdbFile.put(connection, row.getKey(), row.getValue());
                told.remove(row.getKey());
            }
            return rows.size();
        });
    }

    private Optional<T> former(Connection connection, String id) throws SQLException {
        return AstdbFile.find(connection, key(id)).flatMap(value -> parse(id, value));
    }

    private String key(String id) {
        return family + text(id);
    }

    private String write(T object) {
        return text(JsonRecord.write(type.format(object)));
    }

    /** A lone half of a surrogate pair has no form in UTF-8; SQLite would store a question mark. */
    private static String text(String any) {
        for (int i = 0; i < any.length(); i++) {
            if (Character.isSurrogate(any.charAt(i))) {
                if (!Character.isSurrogatePair(any.charAt(i), i + 1 < any.length() ? any.charAt(i + 1) : 'x')) {
                    throw new IllegalArgumentException("astdb: a text with half a surrogate pair cannot be stored");
                }
                i++;
            }
        }
        return any;
    }

    private Optional<T> parse(String id, String value) {
        List<ConfigProblem> problems = new ArrayList<>();
        try {
            Optional<T> object = type.parse(known(JsonRecord.read(id, value, origin)), problems::add);
            String wrong = errors(problems);
            if (!wrong.isEmpty()) { // else it is there, or for another program
                tellBroken(id, wrong);
            }
            return object;
        } catch (BrokenRecordException broken) {
            tellBroken(id, String.valueOf(broken.getMessage()));
        } catch (RuntimeException | StackOverflowError failed) {
            // of the type's own making; its message may hold anything
            tellBroken(id, "making the object failed with " + failed.getClass().getName());
        }
        return Optional.empty();
    }

    /**
     * As with Asterisk, a field that the type does not have is left out: it is of a newer version of this program, and the
     * rest of the record must outlive a downgrade. Told once for each field.
     */
    private ObjectSet known(ObjectSet record) {
        if (record.entries().stream().allMatch(entry -> type.knows(entry.name()))) {
            return record;
        }
        ObjectSet.Builder known = ObjectSet.builder(record.id(), record.origin());
        for (ObjectSet.Entry entry : record.entries()) {
            if (type.knows(entry.name())) {
                known.add(entry.name(), entry.value(), entry.origin());
            } else if (told.size() < MOST_TOLD && told.add("?" + entry.name())) {
                LOG.log(
                        Level.WARNING,
                        () -> origin + ": records of " + type.name() + " have the unknown field "
                                + Excerpt.quoted(entry.name())
                                + "; it is left out, and lost when such a record is written");
            }
        }
        return known.build();
    }

    private static String errors(List<ConfigProblem> problems) {
        return String.join(
                "; ",
                problems.stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .map(ConfigProblem::message)
                        .toList());
    }

    private void tellBroken(String id, String why) {
        String key = family + id;
        if (told.size() < MOST_TOLD ? told.add(key) : !told.contains(key)) {
            LOG.log(
                    Level.WARNING,
                    () -> origin + ": the record of key " + Excerpt.quoted(key) + " is left out until it is mended: "
                            + why);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
