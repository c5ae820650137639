package org.outpub.sorcery.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.CacheStatistics;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.WizardContext;

/**
 * Keeps everything that is behind it ({@code full_backend_cache}), or nothing: its objects are fetched, get old and are
 * fetched anew together. Safe for use by many threads.
 *
 * <p>The backing is asked without a lock held. What {@link #stored} and {@link #deleted} say meanwhile is noted with the
 * question and put over its answer; {@link #expire} has the answer of a running question dropped. Readers take no lock.
 */
final class WholeCache<T extends SorceryObject> implements OperableCache<T> {
    private final CacheArguments arguments;
    private final Backstage backstage;
    private final LongAdder evictions = new LongAdder();
    private final Object lock = new Object();
    /** Replaced under the lock; null while nothing is kept. */
    private volatile @Nullable Whole<T> whole;
    /** Guarded by the lock; null while nobody asks. */
    private @Nullable Population<T> population;
    /** Set under the lock: single objects are not worth fetching everything, since it would not be kept. */
    private volatile boolean tooMany;

    WholeCache(CacheArguments arguments, WizardContext context) {
        this.arguments = arguments;
        this.backstage = new Backstage(arguments.name(), context);
    }

    /** Everything, as of one question and what was heard since. */
    private static final class Whole<T> {
        final Map<String, T> objects;
        final long since;
        final Freshness freshness;

        Whole(Map<String, T> objects, long since, Freshness freshness) {
            this.objects = objects;
            this.since = since;
            this.freshness = freshness;
        }
    }

    /** One question for everything. */
    private static final class Population<T extends SorceryObject> {
        final Question<Collection<T>> question = new Question<>();
        /** Guarded by the cache's lock; empty for what was deleted. */
        final Map<String, Optional<T>> heard = new HashMap<>();
    }

    @Override
    public Optional<T> retrieve(String id, Backing<T> behind) {
        Whole<T> kept = kept(behind);
        T object = kept == null ? null : kept.objects.get(id);
        if (object != null) {
            backstage.hits.increment();
            return Optional.of(object);
        }
        backstage.misses.increment();
        if (kept == null && !tooMany) {
            return ask(behind).stream().filter(any -> any.id().equals(id)).findFirst();
        }
        // It may be new there: what is kept is as old as the last fetching.
        return behind.retrieve(id);
    }

    @Override
    public Collection<T> retrieveAll(Backing<T> behind) {
        Whole<T> kept = kept(behind);
        if (kept == null) {
            backstage.misses.increment();
            return ask(behind);
        }
        backstage.hits.increment();
        return List.copyOf(kept.objects.values());
    }

    private @Nullable Whole<T> kept(Backing<T> behind) {
        Whole<T> kept = whole;
        if (kept == null) {
            return null;
        }
        if (arguments.lifetimeNanos() > 0 && backstage.now() - kept.since >= arguments.lifetimeNanos()) {
            drop(kept);
            return null;
        }
        backstage.refreshIfStale(kept.freshness, () -> ask(behind));
        return kept;
    }

    private void drop(Whole<T> old) {
        synchronized (lock) {
            if (whole == old) {
                whole = null;
                evictions.add(old.objects.size());
            }
        }
    }

    /** Many who ask at the same time put one question. */
    private Collection<T> ask(Backing<T> behind) {
        Population<T> mine = new Population<>();
        Population<T> running = start(mine);
        if (running != mine) {
            return running.question.isMine() ? behind.retrieveAll() : running.question.await();
        }
        try {
            long since = backstage.now();
            Collection<T> all = finish(mine, backstage.ask(behind::retrieveAll), since);
            mine.question.answered(all);
            return all;
        } catch (RuntimeException | Error failed) {
            end(mine);
            mine.question.failed(failed);
            throw failed;
        }
    }

    private Population<T> start(Population<T> mine) {
        synchronized (lock) {
            if (population == null) {
                population = mine;
            }
            return population;
        }
    }

    private boolean end(Population<T> mine) {
        synchronized (lock) {
            boolean standing = population == mine;
            if (standing) {
                population = null;
            }
            return standing;
        }
    }

    private Collection<T> finish(Population<T> mine, Collection<T> answer, long since) {
        Map<String, T> objects = new ConcurrentHashMap<>();
        answer.forEach(object -> objects.put(object.id(), object));
        synchronized (lock) {
            mine.heard.forEach(
                    (id, now) -> now.ifPresentOrElse(object -> objects.put(id, object), () -> objects.remove(id)));
            if (end(mine)) {
                keep(objects, since);
            }
            return List.copyOf(objects.values());
        }
    }

    /** An empty whole is not kept: one question more is cheap, and shows what was added there. */
    private void keep(Map<String, T> objects, long since) {
        backstage.loads.increment();
        noteSize(objects.size());
        boolean keep = !tooMany && !objects.isEmpty();
        whole = keep ? new Whole<>(objects, since, new Freshness(since, arguments.staleNanos())) : null;
    }

    /** Tells it once, until they fit again. */
    private void noteSize(int size) {
        boolean before = tooMany;
        tooMany = arguments.maximumObjects() > 0 && size > arguments.maximumObjects();
        if (tooMany && !before) {
            backstage.tellTooMany(arguments.maximumObjects());
        }
    }

    @Override
    public void stored(T object) {
        synchronized (lock) {
            hear(object.id(), Optional.of(object));
            Whole<T> kept = whole;
            if (kept != null) {
                kept.objects.put(object.id(), object);
                noteSize(kept.objects.size());
                if (tooMany) {
                    drop(kept);
                }
            }
        }
    }

    @Override
    public void deleted(String id) {
        synchronized (lock) {
            hear(id, Optional.empty());
            Whole<T> kept = whole;
            if (kept != null) {
                kept.objects.remove(id);
            }
        }
    }

    private void hear(String id, Optional<T> now) {
        Population<T> running = population;
        if (running != null) {
            running.heard.put(id, now);
        }
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
        Whole<T> kept = whole;
        return backstage.statistics(kept == null ? 0 : kept.objects.size(), evictions.sum());
    }

    @Override
    public void expire() {
        synchronized (lock) {
            population = null;
            whole = null;
            tooMany = false;
        }
    }

    @Override
    public boolean expire(String id) {
        return false;
    }

    @Override
    public void markStale() {
        Whole<T> kept = whole;
        if (kept != null) {
            kept.freshness.markStale(backstage.now());
        }
    }

    @Override
    public boolean markStale(String id) {
        return false;
    }

    @Override
    public int populate(Backing<T> behind) {
        ask(behind);
        Whole<T> kept = whole;
        return kept == null ? 0 : kept.objects.size();
    }

    @Override
    public void close() {
        expire();
    }
}
