package org.outpub.sorcery.mapping;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.Wizard;

/**
 * A cache that costs time where it fails, and no answer: what is behind it is asked then. That it fails is logged once until
 * it works again. What it is told it may refuse by throwing; the store tells it again. Thread-safe as the cache is.
 */
final class GuardedCache<T extends SorceryObject> implements Wizard.Cache<T> {
    private static final Logger LOG = System.getLogger(GuardedCache.class.getName());
    private final Wizard.Cache<T> cache;
    private final String who;
    private final AtomicBoolean failing = new AtomicBoolean();

    GuardedCache(Wizard.Cache<T> cache, String type) {
        this.cache = cache;
        this.who = cache.getClass().getName() + " of " + type;
    }

    private <R> R ask(Supplier<@Nullable R> question, Supplier<R> otherwise) {
        try {
            R answer = question.get();
            if (answer != null) {
                failing.set(false);
                return answer;
            }
            tell("gave null", null);
        } catch (StorageException behind) {
            throw behind;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError failed) {
            tell("failed", failed);
        }
        return otherwise.get();
    }

    private void tell(String what, @Nullable Throwable why) {
        if (failing.compareAndSet(false, true)) {
            LOG.log(Level.ERROR, who + " " + what + "; what is behind it is asked instead", why);
        }
    }

    @Override
    public Optional<T> retrieve(String id, Backing<T> behind) {
        return ask(() -> cache.retrieve(id, behind), () -> behind.retrieve(id));
    }

    @Override
    public Collection<T> retrieveAll(Backing<T> behind) {
        return ask(
                () -> {
                    Collection<T> all = cache.retrieveAll(behind);
                    return all == null ? null : List.copyOf(all);
                },
                behind::retrieveAll);
    }

    @Override
    public void stored(T object) {
        cache.stored(object);
    }

    @Override
    public void deleted(String id) {
        cache.deleted(id);
    }

    @Override
    public void reloaded() {
        cache.reloaded();
    }

    @Override
    public void close() {
        cache.close();
    }
}
