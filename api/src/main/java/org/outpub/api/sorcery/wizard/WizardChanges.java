package org.outpub.api.sorcery.wizard;

/**
 * Where a wizard says that its storage was changed by others: a database that notifies, a server that is polled. Every method
 * returns at once and may be called by any thread; call it with no lock held, because on an executor that runs work in the
 * calling thread the store asks the wizard from inside the call. Said twice before the store has looked, it looks once. Before
 * the type is registered and after it is unregistered, nothing is heard.
 */
public interface WizardChanges {
    /** Anything may have changed. A source is read anew; all of a store is compared with what observers were told. */
    void changed();

    /**
     * One object was created, replaced or removed.
     *
     * @param id whose. A source is read anew as a whole
     */
    void changed(String id);

    /**
     * For a wizard that nobody listens to.
     *
     * @return does nothing
     */
    static WizardChanges unheard() {
        return new WizardChanges() {
            @Override
            public void changed() {}

            @Override
            public void changed(String id) {}
        };
    }
}
