package org.outpub.sorcery.memory;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** Makes {@code memory} wizards, which take no arguments. */
public final class MemoryWizardFactory implements WizardFactory {
    /** For {@link java.util.ServiceLoader}. */
    public MemoryWizardFactory() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("memory: takes no arguments, but has '" + arguments + "'");
        }
        return new MemoryWizard<T>();
    }
}
