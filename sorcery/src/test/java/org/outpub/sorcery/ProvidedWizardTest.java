package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.sorcery.Mapping;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** A third party's wizard: all that one has to write, held to the same contract, and found by {@link ServiceLoader}. */
class ProvidedWizardTest extends StoreContract {
    /** Keeps objects in the order of their ids. */
    public static final class SortedWizardFactory implements WizardFactory {
        @Override
        public String name() {
            return "sorted";
        }

        @Override
        public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
            return new SortedWizard<T>();
        }
    }

    private static final class SortedWizard<T extends SorceryObject> implements Wizard.Store<T> {
        private final NavigableMap<String, T> objects = new TreeMap<>();

        @Override
        public synchronized Optional<T> retrieve(String id) {
            return Optional.ofNullable(objects.get(id));
        }

        @Override
        public synchronized Collection<T> retrieveAll() {
            return List.copyOf(objects.values());
        }

        @Override
        public synchronized boolean create(T object) {
            return objects.putIfAbsent(object.id(), object) == null;
        }

        @Override
        public synchronized Optional<T> update(T object) {
            return Optional.ofNullable(objects.replace(object.id(), object));
        }

        @Override
        public synchronized Optional<T> delete(String id) {
            return Optional.ofNullable(objects.remove(id));
        }
    }

    @Override
    protected WizardFactory factory() {
        return new SortedWizardFactory();
    }

    @Override
    protected String arguments() {
        return "";
    }

    @Test
    void isFoundThroughAClassLoaderAndMappedByItsName(@TempDir Path jar) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(WizardFactory.class.getName()), SortedWizardFactory.class.getName());
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
                SorceryStore store = SorceryStore.builder().wizardsFrom(loader).build()) {
            store.register(Lamp.TYPE, Mapping.of("sorted"));
            assertTrue(store.create(Lamp.TYPE, new Lamp("b", "red", 1)));
            assertTrue(store.create(Lamp.TYPE, new Lamp("a", "red", 1)));
            assertEquals(2, store.retrieveAll(Lamp.TYPE).size());
        }
    }
}
