package org.outpub.sorcery.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.outpub.api.sorcery.wizard.OperableCache;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.sorcery.Lamp;

/** A cache with time that stands still, a background that works when told, and something behind. */
final class CacheTester {
    /** Near its end, so that it wraps in every test. */
    final AtomicLong time =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());

    final FakeBacking behind = new FakeBacking();
    final Queue<Runnable> background = new ArrayDeque<>();
    final OperableCache<Lamp> cache;
    boolean ended;

    CacheTester(String arguments) {
        this.cache = open(arguments, new WizardContext(Path.of(""), background(), time::get));
    }

    @SuppressWarnings("unchecked") // the factory's promise
    static OperableCache<Lamp> open(String arguments, WizardContext context) {
        return (OperableCache<Lamp>) new MemoryCacheWizardFactory().open(Lamp.TYPE, arguments, context);
    }

    private Executor background() {
        return task -> {
            if (ended) {
                throw new RejectedExecutionException("ended");
            }
            background.add(task);
        };
    }

    CacheTester has(String... ids) {
        behind.has(ids);
        return this;
    }

    void pass(long seconds) {
        time.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    void workInBackground() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    /** The color, or {@code none}. */
    String color(String id) {
        return cache.retrieve(id, behind).map(Lamp::color).orElse("none");
    }

    Set<String> ids() {
        return ids(cache.retrieveAll(behind));
    }

    static Set<String> ids(Collection<Lamp> lamps) {
        return lamps.stream().map(Lamp::id).collect(Collectors.toSet());
    }

    void assertAsked(int single, int all) {
        assertEquals(single + " " + all, behind.asked + " " + behind.askedForAll, "questions for one and for all");
    }

    void assertSize(long size) {
        assertEquals(size, cache.statistics().size());
    }
}
