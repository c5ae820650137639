package org.outpub.api.sorcery.wizard;

import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A cache that operators can look into and steer, by its name. Asterisk has the same actions under {@code sorcery memory
 * cache}. Safe for use by many threads.
 *
 * @param <T> the objects' class
 */
public interface OperableCache<T extends SorceryObject> extends Wizard.Cache<T> {
    /**
     * Names the cache among those of a store.
     *
     * @return compared exactly
     */
    String name();

    /**
     * What it did so far.
     *
     * @return as of now
     */
    CacheStatistics statistics();

    /** Forgets everything, so that the next questions go to what is behind it. */
    void expire();

    /**
     * Forgets one object.
     *
     * @param id compared exactly
     * @return false if it is not kept, or if only the whole can be forgotten
     */
    boolean expire(String id);

    /** Makes everything stale: it is still served, and the next question has it fetched anew in the background. */
    void markStale();

    /**
     * Makes one object stale.
     *
     * @param id compared exactly
     * @return false if it is not kept, or if only the whole can be stale
     */
    boolean markStale(String id);

    /**
     * Fetches everything now, in the calling thread.
     *
     * @param behind is asked
     * @return how many objects are kept now; 0 if they do not fit
     * @throws StorageException if what is behind fails; what was kept is kept
     * @throws UnsupportedOperationException if this cache keeps single objects only
     */
    int populate(Wizard.Backing<T> behind);
}
