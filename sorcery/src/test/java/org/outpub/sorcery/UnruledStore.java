package org.outpub.sorcery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.FieldCondition;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.WizardChanges;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;

/** A store of lamps, and its own factory, that does around each call what the test says: throws, hangs, gives null. */
final class UnruledStore implements Wizard.Store<Lamp>, WizardFactory {
    private final String name;
    final Map<String, Lamp> lamps = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Fault before = call -> {};
    private volatile Fault after = call -> {};
    private volatile @Nullable String nothing;
    volatile WizardChanges changes = WizardChanges.unheard();
    /** Whether it remembers what it was asked; a test that asks very often does without. */
    volatile boolean forgetful;
    /** Whether conditions that it is asked for are heeded. */
    volatile Predicate<List<FieldCondition>> pushing = conditions -> false;

    UnruledStore(String name) {
        this.name = name;
    }

    /** What goes wrong at a call. */
    interface Fault {
        void at(String call);
    }

    /** Before the store does anything. */
    UnruledStore before(String call, Runnable fault) {
        before = now -> {
            if (now.equals(call)) {
                fault.run();
            }
        };
        return this;
    }

    /** After the store has done it. */
    UnruledStore after(String call, Runnable fault) {
        after = now -> {
            if (now.equals(call)) {
                fault.run();
            }
        };
        return this;
    }

    /** Gives null. */
    UnruledStore nothing(String call) {
        nothing = call;
        return this;
    }

    void mend() {
        before = call -> {};
        after = call -> {};
        nothing = null;
    }

    @SuppressWarnings("NullAway") // what a stranger may do
    private <R> R call(String call, Supplier<R> work) {
        if (!forgetful) {
            asked.add(call);
        }
        before.at(call);
        R result = work.get();
        after.at(call);
        return call.equals(nothing) ? null : result;
    }

    @Override
    public Optional<Lamp> retrieve(String id) {
        return call("retrieve", () -> Optional.ofNullable(lamps.get(id)));
    }

    @Override
    public Collection<Lamp> retrieveAll() {
        return call("retrieveAll", () -> List.copyOf(lamps.values()));
    }

    @Override
    public Collection<Lamp> retrieveWhere(List<FieldCondition> conditions) {
        boolean heeded = pushing.test(conditions);
        return retrieveAll().stream()
                .filter(lamp ->
                        !heeded || conditions.stream().allMatch(condition -> condition.test(Lamp.TYPE.format(lamp))))
                .toList();
    }

    @Override
    public boolean create(Lamp lamp) {
        return call("create", () -> lamps.putIfAbsent(lamp.id(), lamp) == null);
    }

    @Override
    public Optional<Lamp> update(Lamp lamp) {
        return call("update", () -> Optional.ofNullable(lamps.replace(lamp.id(), lamp)));
    }

    @Override
    public Optional<Lamp> delete(String id) {
        return call("delete", () -> Optional.ofNullable(lamps.remove(id)));
    }

    @Override
    public void close() {
        call("close", () -> "");
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
