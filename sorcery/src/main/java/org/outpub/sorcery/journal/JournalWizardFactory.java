package org.outpub.sorcery.journal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/**
 * Makes {@code journal} wizards, which keep objects that change often. The argument is a folder, relative to the
 * configuration's; each type has a file of its own there, {@code TYPE.journal}. One process at a time may use it.
 */
public final class JournalWizardFactory implements WizardFactory {
    /** For {@link java.util.ServiceLoader}. */
    public JournalWizardFactory() {}

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        String folder = arguments.strip();
        if (folder.isEmpty()) {
            throw new IllegalArgumentException("journal: a folder is expected, as in journal,/var/lib/outpub");
        }
        try {
            Path file = context.folder().resolve(folder).resolve(type.name() + ".journal");
            return new JournalWizard<>(
                    type, new JournalFile(file.toAbsolutePath().normalize(), type.name()));
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("journal: " + folder + " is not a path", invalid);
        }
    }
}
