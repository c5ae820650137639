package org.outpub.sorcery.cache;

import com.google.common.cache.CacheBuilder;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.CacheStatistics;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.WizardContext;

/**
 * Keeps the objects that were asked for by id. Safe for use by many threads.
 *
 * <p>The backing is asked without a lock held, so its answer may be older than what {@link #stored}, {@link #deleted} or
 * {@link #expire} said in the meantime. Therefore an answer is kept only if its question still stands in {@code
 * questions}, from where those remove it; and a refresh is kept only if it replaces the very entry that was stale.
 */
final class ObjectCache<T extends SorceryObject> implements OperableCache<T> {
    private final CacheArguments arguments;
    private final Backstage backstage;
    private final com.google.common.cache.Cache<String, Entry<T>> entries;
    private final Map<String, Question<Optional<T>>> questions = new ConcurrentHashMap<>();

    ObjectCache(CacheArguments arguments, WizardContext context) {
        this.arguments = arguments;
        this.backstage = new Backstage(arguments.name(), context);
        this.entries = entries(arguments, backstage);
    }

    /** Compared by identity, which is what tells an entry from its successor. */
    private static final class Entry<T> {
        private final T object;
        private final Freshness freshness;

        Entry(T object, Freshness freshness) {
            this.object = object;
            this.freshness = freshness;
        }
    }

    private static <T> com.google.common.cache.Cache<String, Entry<T>> entries(
            CacheArguments arguments, Backstage backstage) {
        CacheBuilder<Object, Object> builder = CacheBuilder.newBuilder()
                .ticker(new com.google.common.base.Ticker() {
                    @Override
                    public long read() {
                        return backstage.now();
                    }
                })
                .recordStats();
        if (arguments.maximumObjects() > 0) {
            // one segment, for each would get its share of the room and evict on its own
            builder.concurrencyLevel(1).maximumSize(arguments.maximumObjects());
        }
        if (arguments.lifetimeNanos() > 0) {
            builder.expireAfterWrite(arguments.lifetimeNanos(), TimeUnit.NANOSECONDS);
        }
        return builder.build();
    }

    @Override
    public Optional<T> retrieve(String id, Backing<T> behind) {
        Entry<T> entry = entries.getIfPresent(id);
        if (entry == null) {
            backstage.misses.increment();
            return ask(id, behind);
        }
        backstage.hits.increment();
        backstage.refreshIfStale(entry.freshness, () -> refresh(id, entry, behind));
        return Optional.of(entry.object);
    }

    /** Many who miss the same object put one question. */
    private Optional<T> ask(String id, Backing<T> behind) {
        Question<Optional<T>> mine = new Question<>();
        Question<Optional<T>> running = questions.putIfAbsent(id, mine);
        if (running != null) {
            return running.isMine() ? behind.retrieve(id) : running.await();
        }
        try {
            Optional<T> found = backstage.ask(() -> behind.retrieve(id));
            questions.computeIfPresent(id, (same, standing) -> standing == mine ? keep(found) : standing);
            mine.answered(found);
            return found;
        } catch (RuntimeException | Error failed) {
            questions.remove(id, mine);
            mine.failed(failed);
            throw failed;
        }
    }

    private @Nullable Question<Optional<T>> keep(Optional<T> found) {
        found.ifPresent(object -> {
            backstage.loads.increment();
            entries.put(object.id(), entry(object));
        });
        return null;
    }

    private void refresh(String id, Entry<T> stale, Backing<T> behind) {
        Optional<T> found = backstage.ask(() -> behind.retrieve(id));
        if (found.isEmpty()) {
            entries.asMap().remove(id, stale);
        } else if (entries.asMap().replace(id, stale, entry(found.get()))) {
            backstage.loads.increment();
        }
    }

    private Entry<T> entry(T object) {
        return new Entry<>(object, new Freshness(backstage.now(), arguments.staleNanos()));
    }

    /** Not every object need be here, so what is behind answers. */
    @Override
    public Collection<T> retrieveAll(Backing<T> behind) {
        backstage.misses.increment();
        return behind.retrieveAll();
    }

    @Override
    public void stored(T object) {
        questions.remove(object.id());
        entries.put(object.id(), entry(object));
    }

    @Override
    public void deleted(String id) {
        questions.remove(id);
        entries.invalidate(id);
    }

    @Override
    public void reloaded() {
        if (arguments.expireOnReload()) {
            expire();
        }
    }

    @Override
    public String name() {
        return arguments.name();
    }

    @Override
    public CacheStatistics statistics() {
        entries.cleanUp();
        return backstage.statistics(entries.size(), entries.stats().evictionCount());
    }

    @Override
    public void expire() {
        questions.clear();
        entries.invalidateAll();
    }

    @Override
    public boolean expire(String id) {
        questions.remove(id);
        return entries.asMap().remove(id) != null;
    }

    @Override
    public void markStale() {
        long now = backstage.now();
        entries.asMap().values().forEach(entry -> entry.freshness.markStale(now));
    }

    @Override
    public boolean markStale(String id) {
        Entry<T> entry = entries.asMap().get(id);
        if (entry == null) {
            return false;
        }
        entry.freshness.markStale(backstage.now());
        return true;
    }

    @Override
    public int populate(Backing<T> behind) {
        throw new UnsupportedOperationException("memory_cache '" + name()
                + "' keeps the objects that are asked for; only one with full_backend_cache=yes can be populated");
    }

    @Override
    public void close() {
        expire();
    }
}
