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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.RefusedMappingException;
import org.outpub.api.sorcery.type.NearestName;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.live.Layer;
import org.outpub.sorcery.live.Unsettled;

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
     * @param context what each is lent, by the mapping's place
     * @return one layer for each mapping, in their order
     * @throws RefusedMappingException if a wizard is not known, refuses its arguments or cannot have its role; none is
     *     left open
     */
    public <T extends SorceryObject> List<Layer<T>> open(
            ObjectType<T> type, IntFunction<WizardContext> context, Mapping... mappings) {
        List<Layer<T>> layers = new ArrayList<>();
        try {
            for (Mapping mapping : mappings) {
                layers.add(layer(type, mapping, open(type, context.apply(layers.size()), mapping)));
            }
        } catch (RuntimeException | Error refused) {
            layers.forEach(each -> closeQuietly(each.wizard()));
            throw refused;
        }
        return layers;
    }

    /** A factory is foreign too; what it throws that is no refusal is told by its class only. */
    private <T extends SorceryObject> Wizard open(ObjectType<T> type, WizardContext context, Mapping mapping) {
        WizardFactory factory;
        Wizard wizard;
        try {
            factory = find(mapping.wizard());
            wizard = factory.open(type, mapping.arguments(), context);
        } catch (IllegalArgumentException refused) {
            throw refused(type, mapping, String.valueOf(refused.getMessage()));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
            throw refused(
                    type,
                    mapping,
                    "wizard '" + mapping.wizard() + "' failed with "
                            + failed.getClass().getName());
        }
        if (wizard == null) {
            throw refused(type, mapping, factory.getClass().getName() + " gave no wizard");
        }
        return wizard;
    }

    @SuppressWarnings("unchecked") // the factory made it for this type
    private static <T extends SorceryObject> Layer<T> layer(ObjectType<T> type, Mapping mapping, Wizard wizard) {
        boolean caching = mapping.role() == Mapping.Role.CACHE;
        if (caching && wizard instanceof Wizard.Cache) {
            return cache(type, mapping, wizard, (Wizard.Cache<T>) wizard);
        }
        if (caching && wizard instanceof Wizard.Store) {
            return cache(type, mapping, wizard, new StoreCache<>((Wizard.Store<T>) wizard));
        }
        Wizard.@Nullable Store<T> store =
                wizard instanceof Wizard.Store ? new GuardedStore<>((Wizard.Store<T>) wizard, type.name()) : null;
        if (!caching && wizard instanceof Wizard.Source source) {
            return new Layer.OfSource<>(mapping, source, store);
        }
        if (!caching && store != null) {
            return new Layer.OfStore<>(mapping, wizard, store);
        }
        closeQuietly(wizard);
        throw refused(
                type,
                mapping,
                caching
                        ? mapping.wizard() + " cannot be a cache; leave /cache out"
                        : mapping.wizard() + " is a cache only; write " + type.name() + "/cache=" + mapping);
    }

    private static <T extends SorceryObject> Layer<T> cache(
            ObjectType<T> type, Mapping mapping, Wizard wizard, Wizard.Cache<T> cache) {
        return new Layer.OfCache<>(mapping, wizard, new GuardedCache<>(cache, type.name()), new Unsettled<>());
    }

    /** One that cannot be closed keeps no other from being closed. */
    public static void closeQuietly(Wizard wizard) {
        try {
            wizard.close();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
            LOG.log(
                    Level.WARNING,
                    () -> wizard.getClass().getName() + " cannot be closed; others are closed all the same",
                    failed);
        }
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
