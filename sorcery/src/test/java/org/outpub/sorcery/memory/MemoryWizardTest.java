package org.outpub.sorcery.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.time.Ticker;
import org.outpub.sorcery.Gadget;
import org.outpub.sorcery.StoreContract;

class MemoryWizardTest extends StoreContract {
    @Override
    protected WizardFactory factory() {
        return new MemoryWizardFactory();
    }

    @Override
    protected String arguments() {
        return "";
    }

    @Test
    void takesNoArguments() {
        WizardContext context = new WizardContext(folder, Runnable::run, Ticker.system());
        assertThrows(IllegalArgumentException.class, () -> factory().open(Gadget.TYPE, "size=3", context));
    }
}
