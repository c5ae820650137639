package org.outpub.sorcery.cache;

import com.google.common.base.Throwables;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.outpub.api.sorcery.wizard.CacheStatistics;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.time.Ticker;

/**
 * What every cache does beside keeping objects: counts, fetches in the background, and tells of a failing backing once
 * until it works again. Safe for use by many threads.
 */
final class Backstage {
    private static final Logger LOG = System.getLogger(Backstage.class.getName());
    private final String name;
    private final Executor executor;
    private final Ticker ticker;
    private final AtomicBoolean failing = new AtomicBoolean();
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loads = new LongAdder();
    private final LongAdder failures = new LongAdder();

    Backstage(String name, WizardContext context) {
        this.name = name;
        this.executor = context.executor();
        this.ticker = context.ticker();
    }

    long now() {
        return ticker.nanos();
    }

    /** Runs what fetches something anew, if it is stale and nobody else is about it. */
    void refreshIfStale(Freshness freshness, Runnable fetch) {
        if (!freshness.claim(now())) {
            return;
        }
        try {
            executor.execute(() -> refresh(freshness, fetch));
        } catch (RuntimeException refused) {
            freshness.failed(now());
            tellFailure(refused);
        }
    }

    private void refresh(Freshness freshness, Runnable fetch) {
        try {
            fetch.run();
            if (failing.compareAndSet(true, false)) {
                LOG.log(Level.INFO, () -> about() + "what is behind it works again");
            }
        } catch (RuntimeException | Error failed) {
            freshness.failed(now());
            tellFailure(failed);
            Throwables.throwIfInstanceOf(failed, Error.class);
        }
    }

    /** Puts a question to what is behind, and counts if it fails. */
    <A> A ask(Supplier<A> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error failed) {
            failures.increment();
            throw failed;
        }
    }

    private void tellFailure(Throwable failed) {
        if (failing.compareAndSet(false, true)) {
            // only a storage exception's message is known to hold no values
            String why = failed instanceof StorageException
                    ? failed.getMessage()
                    : failed.getClass().getName();
            LOG.log(
                    Level.WARNING,
                    () -> about() + "stale objects cannot be fetched anew and are served as they are: " + why);
        }
    }

    void tellTooMany(int maximum) {
        LOG.log(
                Level.WARNING,
                () -> about() + "more than maximum_objects=" + maximum
                        + " objects are behind it, so none is cached; raise the number, or leave full_backend_cache out");
    }

    private String about() {
        return "memory_cache '" + name + "': ";
    }

    CacheStatistics statistics(long size, long evictions) {
        return new CacheStatistics(name, size, hits.sum(), misses.sum(), loads.sum(), failures.sum(), evictions);
    }
}
