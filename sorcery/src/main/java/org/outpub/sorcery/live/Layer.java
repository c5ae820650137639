package org.outpub.sorcery.live;

import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * One mapping of a type and the wizard that was opened for it. The layers of a type are searched in their order. Immutable.
 *
 * @param <T> the objects' class
 */
public sealed interface Layer<T extends SorceryObject> {
    /** As configured. */
    Mapping mapping();

    /** As its factory made it. */
    Wizard wizard();

    /**
     * A source, whose objects are in the snapshot.
     *
     * @param mapping as configured
     * @param wizard as its factory made it
     * @param written by which it is written, behind a guard; null if it is read only
     * @param <T> the objects' class
     */
    record OfSource<T extends SorceryObject>(Mapping mapping, Wizard.Source wizard, Wizard.@Nullable Store<T> written)
            implements Layer<T> {}

    /**
     * A store.
     *
     * @param mapping as configured
     * @param wizard as its factory made it
     * @param store the same behind a guard: it gives what was asked for, or throws a storage exception
     * @param <T> the objects' class
     */
    record OfStore<T extends SorceryObject>(Mapping mapping, Wizard wizard, Wizard.Store<T> store)
            implements Layer<T> {}

    /**
     * A cache.
     *
     * @param mapping as configured
     * @param wizard as its factory made it
     * @param cache the same behind a guard: where it fails, what is behind it answers
     * @param unsettled what it has not yet taken in, and so is not asked for
     * @param <T> the objects' class
     */
    record OfCache<T extends SorceryObject>(
            Mapping mapping, Wizard wizard, Wizard.Cache<T> cache, Unsettled<T> unsettled) implements Layer<T> {}
}
