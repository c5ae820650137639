package org.outpub.api.sorcery;

import java.util.Collection;
import java.util.Optional;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;

/**
 * A store of typed objects. Every method is safe for use by many threads; retrieval never waits for a reload, and sees
 * either all of one or nothing of it.
 */
public interface Sorcery {
    /**
     * Makes a type known, with the wizards that hold its objects. Nothing is read until {@link #reload}.
     *
     * @param type the type
     * @param mappings where its objects are, searched in this order; an id in an earlier one hides the same in a later
     * @param <T> the objects' class
     * @throws RefusedMappingException if a mapping names an unknown wizard, has arguments that the wizard refuses, or
     *     has a role that the wizard cannot have
     * @throws IllegalArgumentException if there is no mapping, or the type's name is taken
     */
    <T extends SorceryObject> void register(ObjectType<T> type, Mapping... mappings);

    /**
     * Finds one object.
     *
     * @param type a registered type
     * @param id compared exactly
     * @param <T> the objects' class
     * @return empty if there is none
     * @throws IllegalArgumentException if the type is not registered
     * @throws StorageException if a wizard cannot find out, as for all that retrieves
     */
    <T extends SorceryObject> Optional<T> retrieve(ObjectType<T> type, String id);

    /**
     * Finds all objects.
     *
     * @param type a registered type
     * @param <T> the objects' class
     * @return in the order of their storage; unmodifiable
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type);

    /**
     * Finds the objects that meet conditions on their fields.
     *
     * @param type a registered type
     * @param conditions all must hold; none means all objects
     * @param <T> the objects' class
     * @return in the order of their storage; unmodifiable
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Collection<T> retrieveWhere(ObjectType<T> type, FieldCondition... conditions);

    /**
     * Finds the objects in whose id a regular expression of Java's is found.
     *
     * @param type a registered type
     * @param regex empty for all; anchored only where it says so
     * @param <T> the objects' class
     * @return in the order of their storage; unmodifiable
     * @throws IllegalArgumentException if the type is not registered, or the expression is none
     */
    <T extends SorceryObject> Collection<T> retrieveByRegex(ObjectType<T> type, String regex);

    /**
     * Finds the objects whose ids begin with a prefix.
     *
     * @param type a registered type
     * @param prefix compared exactly; empty for all
     * @param <T> the objects' class
     * @return in the order of their storage; unmodifiable
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Collection<T> retrieveByPrefix(ObjectType<T> type, String prefix);

    /**
     * Finds one object's stored form, with file and line of every value.
     *
     * @param type a registered type
     * @param id compared exactly
     * @return empty if there is no such object
     * @throws IllegalArgumentException if the type is not registered
     */
    Optional<ObjectSet> retrieveSet(ObjectType<?> type, String id);

    /**
     * Stores a new object in the first mapping that can be written; caches before it hear of it.
     *
     * @param type a registered type
     * @param object the object
     * @param <T> the objects' class
     * @return false if its id is taken in that mapping
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written
     * @throws StorageException if its wizard fails; then nothing is changed
     */
    <T extends SorceryObject> boolean create(ObjectType<T> type, T object);

    /**
     * Replaces an object in the first mapping that can be written; caches before it hear of it.
     *
     * @param type a registered type
     * @param object the new version
     * @param <T> the objects' class
     * @return false if its id is not there
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written
     * @throws StorageException if its wizard fails; then nothing is changed
     */
    <T extends SorceryObject> boolean update(ObjectType<T> type, T object);

    /**
     * Removes an object from the first mapping that can be written; caches before it hear of it.
     *
     * @param type a registered type
     * @param id compared exactly
     * @return false if it is not there
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written
     * @throws StorageException if its wizard fails; then nothing is changed
     */
    boolean delete(ObjectType<?> type, String id);

    /**
     * Reads everything anew and makes what changed live, all types at once. What cannot be read or is wrong keeps its
     * previous good self; the report says so. Calls are taken one after the other.
     *
     * @return what happened, with every problem
     */
    ReloadReport reload();

    /**
     * Hears of changes from now on. If there are objects already, the observer first hears of them as created.
     * Observers are called one at a time, in the order in which they were added, on the store's own executor and with
     * no lock held; one that throws is logged and harms no other.
     *
     * @param type a registered type
     * @param observer whom to tell
     * @param <T> the objects' class
     * @return ends it; may be closed from inside a call, after which no further call begins
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Observation observe(ObjectType<T> type, ObjectObserver<T> observer);

    /**
     * Hears of reloads and registrations from now on, in one order with what observers of objects hear.
     *
     * @param observer whom to tell
     * @return ends it; may be closed from inside a call
     */
    Observation observe(StoreObserver observer);

    /**
     * Hears how the wizards of one kind are read from now on, whatever the type.
     *
     * @param wizard the wizard's name, such as {@code config}
     * @param observer whom to tell
     * @return ends it; may be closed from inside a call
     */
    Observation observe(String wizard, WizardObserver observer);

    /** An observer's registration. */
    interface Observation extends AutoCloseable {
        /** Ends it; does nothing the second time. */
        @Override
        void close();
    }
}
