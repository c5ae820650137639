package org.outpub.api.sorcery;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
     * @return in the order of their ids, as their UTF-8 bytes compare; unmodifiable
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Collection<T> retrieveAll(ObjectType<T> type);

    /**
     * Finds the objects that meet conditions on their fields.
     *
     * @param type a registered type
     * @param conditions all must hold; none means all objects
     * @param <T> the objects' class
     * @return in the order of their ids, as their UTF-8 bytes compare; unmodifiable
     * @throws IllegalArgumentException if the type is not registered
     */
    <T extends SorceryObject> Collection<T> retrieveWhere(ObjectType<T> type, FieldCondition... conditions);

    /**
     * Finds the objects in whose id a POSIX extended regular expression is found, as Asterisk has it.
     *
     * @param type a registered type
     * @param regex empty for all; anchored only where it says so
     * @param <T> the objects' class
     * @return in the order of their ids, as their UTF-8 bytes compare; unmodifiable
     * @throws IllegalArgumentException if the type is not registered, or the expression is none
     */
    <T extends SorceryObject> Collection<T> retrieveByRegex(ObjectType<T> type, String regex);

    /**
     * Finds the objects whose ids begin with a prefix.
     *
     * @param type a registered type
     * @param prefix compared exactly; empty for all
     * @param <T> the objects' class
     * @return in the order of their ids, as their UTF-8 bytes compare; unmodifiable
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
     * Stores a new object in every mapping that can be written (as Asterisk does); caches hear of it. Writes of one object
     * come one after the other; a store that is slow or hangs keeps waiting who writes that object, and nobody else.
     *
     * @param type a registered type
     * @param object the object
     * @param <T> the objects' class
     * @return false if its id is taken in all of them; true if it was stored in one
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written, or the store is closed
     * @throws StorageException if a wizard failed and none stored it. What it holds then is looked up and told to observers
     *     and caches, at once or as soon as it can be known; that nothing was stored is not certain
     */
    <T extends SorceryObject> boolean create(ObjectType<T> type, T object);

    /**
     * Replaces an object in every mapping that can be written and has it; caches hear of it.
     *
     * @param type a registered type
     * @param object the new version
     * @param <T> the objects' class
     * @return false if its id is in none of them
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written, or the store is closed
     * @throws StorageException as {@link #create}
     */
    <T extends SorceryObject> boolean update(ObjectType<T> type, T object);

    /**
     * Changes an object by what it is now, and loses nothing that others write: nobody writes it between reading and
     * writing. The object is that of the first mapping that can be written and has it, the former of equal ones.
     *
     * @param type a registered type
     * @param id compared exactly
     * @param change gives the new version, with the same id; called again if another process wrote the object meanwhile. It
     *     must not write the same object; what it throws is thrown, and nothing is changed
     * @param <T> the objects' class
     * @return the new version; empty if there is no such object
     * @throws IllegalArgumentException if the type is not registered, or the change gives null or another id
     * @throws IllegalStateException if no mapping of the type can be written, or the store is closed
     * @throws StorageException as {@link #create}
     */
    <T extends SorceryObject> Optional<T> update(ObjectType<T> type, String id, UnaryOperator<T> change);

    /**
     * Removes an object from every mapping that can be written and has it, whichever that is; caches hear of it.
     *
     * @param type a registered type
     * @param id compared exactly
     * @return false if it is in none of them
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written, or the store is closed
     * @throws StorageException as {@link #create}
     */
    boolean delete(ObjectType<?> type, String id);

    /**
     * Makes several writes, of one type or many, that observers hear as one change of each type. They are done in order;
     * if a wizard fails, those after it are not tried, and those before it stay and are told. Readers see each as it is
     * stored.
     *
     * @param writes what to do
     * @return for each, what {@link #create}, {@link #update(ObjectType, SorceryObject)} or {@link #delete} gives
     * @throws IllegalArgumentException if a type is not registered; nothing is written then
     * @throws IllegalStateException if no mapping of a type can be written, or the store is closed; nothing is written then
     * @throws StorageException as {@link #create}
     */
    List<Boolean> write(List<Write<?>> writes);

    /**
     * Stores many objects, whatever was there under their ids, and removes others: in every mapping that can be written, in
     * one step where the wizard has one ({@code Wizard.Store.putAll}), so that it waits for its disk once. Observers hear of
     * it as one change. If it throws, some, none or all of it may have been done.
     *
     * @param type a registered type
     * @param objects with an id each
     * @param removed ids of others; one that is not there is passed over
     * @param <T> the objects' class
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException if no mapping of the type can be written, or the store is closed; nothing is written then
     * @throws StorageException as {@link #create}
     */
    <T extends SorceryObject> void putAll(ObjectType<T> type, Collection<T> objects, Collection<String> removed);

    /**
     * Takes a type away: its observers hear nothing more, its wizards are closed, and it may be registered again.
     *
     * @param type a registered type
     * @throws IllegalArgumentException if the type is not registered
     */
    void unregister(ObjectType<?> type);

    /**
     * Reads everything anew and makes what changed live, all types at once. What cannot be read or is wrong keeps its
     * previous good self; the report says so. Calls are taken one after the other.
     *
     * @return what happened, with every problem
     * @throws IllegalStateException if the store is closed, or if a source calls it while it is read
     */
    ReloadReport reload();

    /**
     * As {@link #reload}, for somebody who means it when a file says nothing any more. Without that word, a file that was
     * emptied, or whose several objects are gone all at once, is taken for an accident: what it held stays, and is told.
     *
     * @return what happened, with every problem
     * @throws IllegalStateException as {@link #reload}
     */
    ReloadReport reloadAcceptingEmpty();

    /**
     * Reads one type anew, as {@link #reload} does all.
     *
     * @param type a registered type
     * @return what happened to it
     * @throws IllegalArgumentException if the type is not registered
     * @throws IllegalStateException as {@link #reload}
     */
    ReloadReport reloadOnly(ObjectType<?> type);

    /**
     * Reads everything anew and says what {@link #reload} would do. Nothing becomes live and nobody is told. What a store
     * holds and so would hide, or show, is not asked for.
     *
     * @return what would happen, with every problem
     * @throws IllegalStateException as {@link #reload}
     */
    ReloadReport dryRun();

    /**
     * Hears of changes from now on. If there are objects already, the observer first hears of them as created.
     *
     * <p>Each observer is called one call at a time, on the store's own executor and with no lock held, in the order of what
     * happened. What happens while a call has not come back, or the executor has not begun one, is told in one call
     * afterwards: of each object the way from what he heard last to what it is now. (One that was deleted and made anew is
     * another object; its deletion is told in a call before.) One that throws is logged, and one that blocks is logged after
     * ten seconds; neither harms another.
     *
     * @param type a registered type
     * @param observer whom to tell
     * @param <T> the objects' class
     * @return ends it; may be closed from inside a call, after which no further call begins
     * @throws IllegalArgumentException if the type is not registered
     * @throws StorageException if a wizard cannot say what is there; then he hears nothing
     */
    <T extends SorceryObject> Observation observe(ObjectType<T> type, ObjectObserver<T> observer);

    /**
     * Hears of reloads and registrations from now on, as {@link StoreObserver} says. Of two events of one kind that he has
     * not yet heard of, he hears the newer.
     *
     * @param observer whom to tell
     * @return ends it; may be closed from inside a call
     */
    Observation observe(StoreObserver observer);

    /**
     * Hears how the wizards of one kind are read from now on, whatever the type. Of two readings of one mapping that he has
     * not yet heard of, he hears the newer.
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
