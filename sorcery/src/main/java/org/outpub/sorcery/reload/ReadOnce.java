package org.outpub.sorcery.reload;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.outpub.api.sorcery.wizard.ReadContext;

/**
 * Shares work among the sources of one reload. Safe for use by many threads, for a source that was given up may still be at
 * it.
 */
public final class ReadOnce implements ReadContext {
    private final Map<Object, CompletableFuture<Object>> results = new ConcurrentHashMap<>();
    private final Set<String> typeNames;
    private final boolean acceptsEmpty;

    /**
     * For one reload.
     *
     * @param typeNames of all types of the store
     * @param acceptsEmpty whether a source that holds nothing any more is meant so
     */
    public ReadOnce(Set<String> typeNames, boolean acceptsEmpty) {
        this.typeNames = typeNames;
        this.acceptsEmpty = acceptsEmpty;
    }

    @Override
    public boolean acceptsEmpty() {
        return acceptsEmpty;
    }

    @Override
    public Set<String> typeNames() {
        return typeNames;
    }

    @Override
    @SuppressWarnings("unchecked") // the same key stands for the same work
    public <R> R once(Object key, Supplier<R> work) {
        CompletableFuture<Object> own = new CompletableFuture<>();
        CompletableFuture<Object> known = results.putIfAbsent(key, own);
        if (known != null) {
            return (R) known.join();
        }
        try {
            Object result = Objects.requireNonNull(work.get(), "work");
            own.complete(result);
            return (R) result;
        } catch (RuntimeException | Error failed) {
            results.remove(key, own);
            own.completeExceptionally(failed);
            throw failed;
        }
    }
}
