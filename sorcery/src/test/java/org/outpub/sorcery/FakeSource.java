package org.outpub.sorcery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.ObjectSet;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardChanges;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** A source that gives what a test says, and its own factory; counts how often it is read and closed. */
final class FakeSource implements Wizard.Source, WizardFactory {
    private final String name;
    private volatile Function<ReadContext, Contents> reading = context -> objects();
    private volatile Runnable closing = () -> {};
    private volatile Supplier<Collection<Path>> watching = List::of;
    volatile WizardChanges changes = WizardChanges.unheard();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();

    FakeSource(String name) {
        this.name = name;
    }

    /** Each spec is {@code id option=value option=value …}; line numbers count the specs from 1. */
    static Contents.Objects objects(String... specs) {
        List<ObjectSet> sets = new ArrayList<>();
        for (int i = 0; i < specs.length; i++) {
            String[] words = specs[i].split(" ");
            ObjectSet.Builder set = ObjectSet.builder(words[0], Origin.of("fake", i + 1));
            for (int word = 1; word < words.length; word++) {
                String[] option = words[word].split("=", 2);
                set.add(option[0], option[1], "fake", i + 1);
            }
            sets.add(set.build());
        }
        return new Contents.Objects(sets, List.of());
    }

    static Contents unreadable() {
        return new Contents.Unreadable(List.of(ConfigProblem.error(Origin.of("fake", 0), "cannot be read")));
    }

    FakeSource holds(String... specs) {
        Contents contents = objects(specs);
        return reads(context -> contents);
    }

    FakeSource reads(Function<ReadContext, Contents> how) {
        this.reading = how;
        return this;
    }

    FakeSource watches(Supplier<Collection<Path>> how) {
        this.watching = how;
        return this;
    }

    FakeSource closes(Runnable how) {
        this.closing = how;
        return this;
    }

    @Override
    public Contents read(ReadContext context) {
        reads.incrementAndGet();
        return reading.apply(context);
    }

    @Override
    public Collection<Path> watched() {
        return watching.get();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        closing.run();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public <T extends SorceryObject> Wizard open(ObjectType<T> type, String arguments, WizardContext context) {
        changes = context.changes();
        return this;
    }
}
