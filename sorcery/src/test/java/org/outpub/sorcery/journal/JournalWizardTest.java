package org.outpub.sorcery.journal;

import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.StoreContract;

/** The contract; see the other tests of this package for what is particular to journals. */
class JournalWizardTest extends StoreContract {
    private final WizardFactory factory = new JournalWizardFactory();

    @Override
    protected WizardFactory factory() {
        return factory;
    }

    @Override
    protected String arguments() {
        return "state";
    }
}
