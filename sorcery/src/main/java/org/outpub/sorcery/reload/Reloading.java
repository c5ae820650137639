package org.outpub.sorcery.reload;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.outpub.api.sorcery.wizard.ReadContext;

/** Shares work among the sources of one reload. Confined to the thread of the reload. */
public final class Reloading implements ReadContext {
    private final Map<Object, Object> results = new HashMap<>();
    private final Set<String> typeNames;

    public Reloading(Set<String> typeNames) {
        this.typeNames = typeNames;
    }

    @Override
    public Set<String> typeNames() {
        return typeNames;
    }

    @Override
    @SuppressWarnings("unchecked") // the same key stands for the same work
    public <R> R once(Object key, Supplier<R> work) {
        Object known = results.get(key);
        if (known == null) {
            known = Objects.requireNonNull(work.get(), "work");
            results.put(key, known);
        }
        return (R) known;
    }
}
