package org.outpub.sorcery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** A cache of lamps, and its own factory, whose calls go wrong as the test says. It remembers whatever it is told. */
final class UnruledCache implements Wizard.Cache<Lamp>, WizardFactory {
    final Map<String, Lamp> lamps = new ConcurrentHashMap<>();
    final List<String> told = new CopyOnWriteArrayList<>();
    volatile Runnable answering = () -> {};
    volatile Runnable hearing = () -> {};

    @Override
    public Optional<Lamp> retrieve(String id, Backing<Lamp> behind) {
        answering.run();
        Lamp known = lamps.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Lamp> found = behind.retrieve(id);
        found.ifPresent(lamp -> lamps.put(id, lamp));
        return found;
    }

    @Override
    public Collection<Lamp> retrieveAll(Backing<Lamp> behind) {
        answering.run();
        return behind.retrieveAll();
    }

    @Override
    public void stored(Lamp lamp) {
        hearing.run();
        told.add("+" + lamp.id());
        lamps.put(lamp.id(), lamp);
    }

    @Override
    public void deleted(String id) {
        hearing.run();
        told.add("-" + id);
        lamps.remove(id);
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        return this;
    }
}
