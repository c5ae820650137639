package org.outpub.sorcery.asterisk;

import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.StoreContract;

/** The contract, on a file that is made here; see the other tests of this package for what is particular to it. */
class AstdbWizardTest extends StoreContract {
    private final WizardFactory factory = new AstdbWizardFactory();

    @Override
    protected WizardFactory factory() {
        return factory;
    }

    @Override
    protected String arguments() {
        return "outpub";
    }
}
