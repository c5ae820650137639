package org.outpub.sorcery.json;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.file.Disk;

/** Makes {@code json} wizards, which read objects from JSON files. Argument: {@code FILE}. */
public final class JsonWizardFactory implements WizardFactory {
    private final Disk disk;

    /** For {@link java.util.ServiceLoader}. */
    public JsonWizardFactory() {
        this(Disk.real());
    }

    /**
     * For files that are looked at in another way.
     *
     * @param disk where they are
     */
    public JsonWizardFactory(Disk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        if (arguments.isBlank()) {
            throw new IllegalArgumentException("json: a file is expected, as in json,pjsip.json");
        }
        int comma = arguments.indexOf(',');
        if (comma >= 0) {
            throw new IllegalArgumentException(
                    "json: unknown option '" + arguments.substring(comma + 1) + "'; expected a file only");
        }
        return new JsonWizard(type, context.folder().resolve(arguments.strip()), disk, context.ticker());
    }
}
