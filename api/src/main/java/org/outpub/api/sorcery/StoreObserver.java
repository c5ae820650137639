package org.outpub.api.sorcery;

import java.util.List;

/**
 * Hears what a store does as a whole (Asterisk: instance observer). Called as {@link ObjectObserver} is: one call at a
 * time, on the store's executor and with no lock held.
 */
public interface StoreObserver {
    /**
     * A type was registered and its wizards mapped.
     *
     * @param type its name
     * @param mappings where its objects are, in the order of search
     */
    default void registered(String type, List<Mapping> mappings) {}

    /**
     * A type was unregistered.
     *
     * @param type its name
     */
    default void unregistered(String type) {}

    /** A reload begins: nothing has been read yet. */
    default void reloading() {}

    /**
     * A reload ended; observers of objects have heard of its changes before. One that does not come back is waited for ten
     * seconds.
     *
     * @param report what it did
     */
    default void reloaded(ReloadReport report) {}
}
