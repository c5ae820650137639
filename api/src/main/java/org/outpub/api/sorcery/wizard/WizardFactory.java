package org.outpub.api.sorcery.wizard;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/** Makes wizards of one kind. Found by {@link java.util.ServiceLoader}, so that third parties can add theirs. */
public interface WizardFactory {
    /**
     * The name that mappings use.
     *
     * @return such as {@code config}
     */
    String name();

    /**
     * Makes a wizard for one mapping of one type. Must not read yet.
     *
     * @param type whose objects it will hold
     * @param arguments what the mapping says after the wizard's name; empty for none
     * @param context what the store lends its wizards
     * @param <T> the objects' class
     * @return a {@link Wizard.Source}, or a {@link Wizard.Store} or {@link Wizard.Cache} of {@code T}
     * @throws IllegalArgumentException if the arguments make no sense; the message says which and why
     */
    <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context);
}
