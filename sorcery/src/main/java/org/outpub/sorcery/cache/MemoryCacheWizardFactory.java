package org.outpub.sorcery.cache;

import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/**
 * Makes {@code memory_cache} wizards. Arguments, none of them required: {@code
 * name=NAME,maximum_objects=N,object_lifetime_maximum=SECONDS,object_lifetime_stale=SECONDS,expire_on_reload=yes,full_backend_cache=yes}.
 */
public final class MemoryCacheWizardFactory implements WizardFactory {
    /** For {@link java.util.ServiceLoader}. */
    public MemoryCacheWizardFactory() {}

    @Override
    public String name() {
        return "memory_cache";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        CacheArguments parsed = CacheArguments.parse(arguments, type.name());
        return parsed.fullBackendCache() ? new WholeCache<T>(parsed, context) : new ObjectCache<T>(parsed, context);
    }
}
