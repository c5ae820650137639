package org.outpub.sorcery;

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
import org.outpub.api.sorcery.NearestName;
import org.outpub.api.sorcery.ObjectType;
import org.outpub.api.sorcery.SorceryObject;
import org.outpub.api.sorcery.Wizard;
import org.outpub.api.sorcery.WizardContext;
import org.outpub.api.sorcery.WizardFactory;

/** The kinds of wizards a store knows, by name; the only caller of {@link ServiceLoader}. Confined to the builder. */
final class WizardFactories {
    private static final Logger LOG = System.getLogger(WizardFactories.class.getName());
    private final Map<String, WizardFactory> byName = new HashMap<>();

    void add(WizardFactory factory) {
        byName.put(factory.name(), factory);
    }

    /** Adds what a class loader provides; a provider that cannot be made is logged and harms no other. */
    void addProvidedBy(ClassLoader loader) {
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
     * @throws IllegalArgumentException if a wizard is not known or refuses its arguments; none is left open
     */
    <T extends SorceryObject> List<Wizard> open(ObjectType<T> type, WizardContext context, Mapping... mappings) {
        List<Wizard> wizards = new ArrayList<>();
        try {
            for (Mapping mapping : mappings) {
                wizards.add(find(type, mapping.wizard()).open(type, mapping.arguments(), context));
            }
        } catch (RuntimeException refused) {
            wizards.forEach(Wizard::close);
            throw refused;
        }
        return wizards;
    }

    private WizardFactory find(ObjectType<?> type, String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "object type '" + type.name() + "': unknown wizard '" + name + "'; " + expected(name)));
    }

    private String expected(String name) {
        String hint = NearestName.hint(name, byName.keySet());
        return hint.isEmpty() ? "expected one of " + String.join(", ", new TreeSet<>(byName.keySet())) : hint;
    }
}
