package org.outpub.sorcery.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.sorcery.Lamp;

/** What is behind a cache: counts its questions, and fails or does something while it is asked if a test says so. */
final class FakeBacking implements Wizard.Backing<Lamp> {
    final Map<String, Lamp> lamps = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger askedForAll = new AtomicInteger();
    volatile boolean failing;
    /** Runs after the answer was found and before it is given. */
    volatile Runnable whileAsked = () -> {};

    FakeBacking has(String... ids) {
        for (String id : ids) {
            put(id, "red");
        }
        return this;
    }

    Lamp put(String id, String color) {
        Lamp lamp = new Lamp(id, color, 1);
        lamps.put(id, lamp);
        return lamp;
    }

    @Override
    public Optional<Lamp> retrieve(String id) {
        asked.incrementAndGet();
        Optional<Lamp> found = Optional.ofNullable(lamps.get(id));
        answer();
        return found;
    }

    @Override
    public Collection<Lamp> retrieveAll() {
        askedForAll.incrementAndGet();
        List<Lamp> found = List.copyOf(lamps.values());
        answer();
        return found;
    }

    private void answer() {
        whileAsked.run();
        if (failing) {
            throw new StorageException("the disk is away", new IllegalStateException("on purpose"));
        }
    }
}
