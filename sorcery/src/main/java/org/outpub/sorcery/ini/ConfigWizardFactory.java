package org.outpub.sorcery.ini;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/**
 * Makes {@code config} wizards, which read objects from Asterisk's INI files. Arguments: {@code
 * FILE[,criteria=FIELD=VALUE…][,explicit_name=NAME][,single_object=yes]}.
 */
public final class ConfigWizardFactory implements WizardFactory {
    private final Claims claims = new Claims();

    /** For {@link java.util.ServiceLoader}. */
    public ConfigWizardFactory() {}

    @Override
    public String name() {
        return "config";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        return new ConfigWizard(type, ConfigArguments.parse(arguments, context.folder()), claims);
    }
}
