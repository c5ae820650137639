package org.outpub.sorcery.mapping;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.cache.StoreCache;
import org.outpub.sorcery.live.Mapped;

/** The kinds of wizards a store knows, by name; the only caller of {@link ServiceLoader}. Confined to the builder. */
public final class WizardFactories {
    private static final Logger LOG = System.getLogger(WizardFactories.class.getName());
    private final Map<String, WizardFactory> byName = new HashMap<>();

    public void add(WizardFactory factory) {
        byName.put(factory.name(), factory);
    }

    /** Adds what a class loader provides; a provider that cannot be made is logged and harms no other. */
    public void addProvidedBy(ClassLoader loader) {
        Iterator<WizardFactory> found =
                ServiceLoader.load(WizardFactory.class, loader).iterator();
        boolean more = true;
        while (more) {
            more = addNext(found);
        }
    }

    private boolean addNext(Iterator<WizardFactory> found) {
        try {
            if (!found.hasNext()) {
                return false;
            }
            add(found.next());
        } catch (ServiceConfigurationError broken) {
            LOG.log(Level.ERROR, "a provider of wizards cannot be used; others go on", broken);
        }
        return true;
    }

    /**
     * Opens the wizards of a type.
     *
     * @return one for each mapping, in their order
     * @throws RefusedMappingException if a wizard is not known, refuses its arguments or cannot have its role; none is
     *     left open
     */
    public <T extends SorceryObject> List<Mapped> open(ObjectType<T> type, WizardContext context, Mapping... mappings) {
        List<Mapped> mapped = new ArrayList<>();
        try {
            for (Mapping mapping : mappings) {
                mapped.add(new Mapped(mapping, open(type, context, mapping)));
            }
        } catch (RuntimeException refused) {
            mapped.forEach(each -> each.wizard().close());
            throw refused;
        }
        return mapped;
    }

    private <T extends SorceryObject> Wizard open(ObjectType<T> type, WizardContext context, Mapping mapping) {
        Wizard wizard;
        try {
            wizard = find(mapping.wizard()).open(type, mapping.arguments(), context);
        } catch (IllegalArgumentException refused) {
            throw refused(type, mapping, String.valueOf(refused.getMessage()));
        }
        boolean caching = mapping.role() == Mapping.Role.CACHE;
        if (caching == (wizard instanceof Wizard.Cache)) {
            return wizard;
        }
        if (caching && wizard instanceof Wizard.Store) {
            @SuppressWarnings("unchecked") // the factory made it for this type
            Wizard.Store<T> store = (Wizard.Store<T>) wizard;
            return new StoreCache<>(store);
        }
        wizard.close();
        throw refused(
                type,
                mapping,
                caching
                        ? mapping.wizard() + " cannot be a cache; leave /cache out"
                        : mapping.wizard() + " is a cache only; write " + type.name() + "/cache=" + mapping);
    }

    private static RefusedMappingException refused(ObjectType<?> type, Mapping mapping, String why) {
        return new RefusedMappingException(mapping, "object type '" + type.name() + "': " + why);
    }

    private WizardFactory find(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new IllegalArgumentException("unknown wizard '" + name + "'; " + expected(name)));
    }

    private String expected(String name) {
        String hint = NearestName.hint(name, byName.keySet());
        return hint.isEmpty() ? "expected one of " + String.join(", ", new TreeSet<>(byName.keySet())) : hint;
    }
}
