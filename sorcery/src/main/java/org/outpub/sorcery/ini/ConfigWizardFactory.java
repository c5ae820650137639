package org.outpub.sorcery.ini;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.file.Disk;

/**
 * Makes {@code config} wizards, which read objects from Asterisk's INI files. Arguments: {@code
 * FILE[,criteria=FIELD=VALUE…][,explicit_name=NAME][,single_object=yes]}.
 */
public final class ConfigWizardFactory implements WizardFactory {
    private final Claims claims = new Claims();

    private final Disk disk;

    /** For {@link java.util.ServiceLoader}. */
    public ConfigWizardFactory() {
        this(Disk.real());
    }

    /**
     * For files that are looked at in another way.
     *
     * @param disk where they are
     */
    public ConfigWizardFactory(Disk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        return new ConfigWizard(
                type, ConfigArguments.parse(arguments, context.folder()), claims, disk, context.ticker());
    }
}
