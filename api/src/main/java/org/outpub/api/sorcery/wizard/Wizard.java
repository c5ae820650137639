package org.outpub.api.sorcery.wizard;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * Storage for the objects of one type under one mapping. A wizard is one of three kinds: a {@link Source} is read as a
 * whole and never written; a {@link Store} keeps single objects; a {@link Cache} stands before other wizards of its type
 * and spares them questions. One that is a source and a store, such as a table of a database, is read as a whole and found
 * in memory; it is written as a store, and read anew after that. A wizard must not call the store that it belongs to; that something changed in its storage it
 * says by {@link WizardContext#changes}. What one throws, gives too late or does not give at all harms no other: the store's
 * documentation says for each method what is kept then, what is told, and when it is tried again.
 */
public sealed interface Wizard extends AutoCloseable {
    /** Lets go of files and connections. Called once, when the store is closed. */
    @Override
    default void close() {}

    /** Reads all its objects at once, from a file or the like. Called by one thread at a time. */
    non-sealed interface Source extends Wizard {
        /**
         * Reads everything anew.
         *
         * @param context shares what several mappings read in the same reload
         * @return what is there now, or that it could not be read. {@code Unchanged} means: as this method said the last
         *     time that it gave {@code Objects}, even if that was in a dry run or came too late
         */
        Contents read(ReadContext context);

        /**
         * What can change this source from outside, for those who watch.
         *
         * @return files that were read, or looked for, in the last {@link #read}; empty before it. Asked once after each
         */
        default Collection<Path> watched() {
            return List.of();
        }
    }

    /**
     * Keeps single objects. Implementations are safe for use by many threads. Absence is an answer; a method that cannot
     * find out, because a disk or a server fails, throws {@link StorageException}.
     *
     * @param <T> the objects' class
     */
    non-sealed interface Store<T extends SorceryObject> extends Wizard, Backing<T> {
        /**
         * Stores a new object.
         *
         * @param object the object
         * @return false if its id is taken
         */
        boolean create(T object);

        /**
         * Replaces an object.
         *
         * @param object the new version
         * @return its former self, or empty if there was none and nothing was stored
         */
        Optional<T> update(T object);

        /**
         * Removes an object.
         *
         * @param id compared exactly
         * @return as it last was, or empty if it was not there
         */
        Optional<T> delete(String id);

        /**
         * Replaces an object only if it still is what the caller knows. The store lets no two threads write one id at the
         * same time; a wizard whose storage others write too overrides this with one atomic step, so that {@code
         * Sorcery.update} with a change loses nothing of theirs.
         *
         * @param expected as the caller read it
         * @param object the new version; the same id
         * @return false if another is there, or none; then nothing was stored
         */
        default boolean replace(T expected, T object) {
            return retrieve(expected.id()).filter(expected::equals).isPresent()
                    && update(object).isPresent();
        }

        /**
         * Stores objects, whatever was there under their ids, and removes others. A wizard whose storage makes each write
         * wait, for a disk or a server, overrides this with one step that waits once, and does all of it or nothing.
         *
         * @param objects with an id each
         * @param removed other ids, of which some may not be there
         */
        default void putAll(Collection<T> objects, Collection<String> removed) {
            removed.forEach(this::delete);
            for (T object : objects) {
                if (update(object).isEmpty()) {
                    create(object);
                }
            }
        }
    }

    /**
     * Answers in the place of the wizards that are mapped after it (Asterisk: a mapping with {@code /cache}).
     * Implementations are safe for use by many threads. What {@link #stored} and {@link #deleted} say wins over an answer
     * of the backing that was asked for before: it must not be kept.
     *
     * @param <T> the objects' class
     */
    non-sealed interface Cache<T extends SorceryObject> extends Wizard {
        /**
         * Finds one object.
         *
         * @param id compared exactly
         * @param behind answers what is not known here
         * @return empty if there is none
         * @throws StorageException if it is not known here and the backing fails
         */
        Optional<T> retrieve(String id, Backing<T> behind);

        /**
         * Finds all objects.
         *
         * @param behind answers what is not known here
         * @return a snapshot in no particular order
         * @throws StorageException if they are not known here and the backing fails
         */
        Collection<T> retrieveAll(Backing<T> behind);

        /**
         * Hears that an object was created or replaced behind it, after the fact.
         *
         * @param object as it is now
         */
        void stored(T object);

        /**
         * Hears that an object was removed behind it, after the fact.
         *
         * @param id whose
         */
        void deleted(String id);

        /** Hears that the sources were read anew, whether or not anything changed. */
        default void reloaded() {}
    }

    /**
     * What can be asked for objects. Safe for use by many threads.
     *
     * @param <T> the objects' class
     */
    interface Backing<T extends SorceryObject> {
        /**
         * Finds one object.
         *
         * @param id compared exactly
         * @return empty if there is none
         * @throws StorageException if it cannot be found out
         */
        Optional<T> retrieve(String id);

        /**
         * Finds all objects.
         *
         * @return a snapshot in no particular order
         * @throws StorageException if it cannot be found out
         */
        Collection<T> retrieveAll();

        /**
         * Finds the objects whose ids begin with a prefix.
         *
         * @param prefix compared exactly; empty for all
         * @return a snapshot in no particular order
         * @throws StorageException if it cannot be found out
         */
        default Collection<T> retrieveByPrefix(String prefix) {
            return retrieveAll().stream()
                    .filter(object -> object.id().startsWith(prefix))
                    .toList();
        }

        /**
         * Finds the objects that may meet conditions. The store tests each again, so that an answer may hold too many, and
         * a wizard may push down those conditions that its storage understands and leave the others.
         *
         * @param conditions all are to hold
         * @return at least those that meet them
         * @throws StorageException if it cannot be found out
         */
        default Collection<T> retrieveWhere(List<FieldCondition> conditions) {
            return retrieveAll();
        }
    }

    /** What a {@link Source} found. */
    sealed interface Contents {
        /** Nothing changed since the last time; what is live stays. */
        record Unchanged() implements Contents {}

        /**
         * It could not be read; what is live stays.
         *
         * @param problems why, at least one
         */
        record Unreadable(List<ConfigProblem> problems) implements Contents {
            /** Copies the list. */
            public Unreadable {
                problems = List.copyOf(problems);
            }
        }

        /**
         * All objects of the type, in the order of the source.
         *
         * @param sets one for each object; ids may repeat, which the store tells
         * @param problems what was found on the way
         * @param allOrNothing whether one bad object keeps all from becoming live (Asterisk: {@code integrity=file})
         */
        record Objects(List<ObjectSet> sets, List<ConfigProblem> problems, boolean allOrNothing) implements Contents {
            /** Copies the lists. */
            public Objects {
                sets = List.copyOf(sets);
                problems = List.copyOf(problems);
            }

            /**
             * Objects of which each stands for itself.
             *
             * @param sets one for each object
             * @param problems what was found on the way
             */
            public Objects(List<ObjectSet> sets, List<ConfigProblem> problems) {
                this(sets, problems, false);
            }
        }
    }
}
