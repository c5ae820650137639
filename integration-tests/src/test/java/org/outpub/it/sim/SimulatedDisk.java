package org.outpub.it.sim;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.KeptPublication;

/** The state folder: what is written there outlives a process, and writing fails for a while. */
final class SimulatedDisk {
    private final World world;
    private final Faults faults;
    private final Map<String, KeptPublication> records = new TreeMap<>();
    private final Laws laws;
    private boolean full;

    SimulatedDisk(World world, Laws laws, Faults faults) {
        this.world = world;
        this.laws = laws;
        this.faults = faults;
    }

    void full(boolean on) {
        full = on;
    }

    Collection<KeptPublication> records() {
        return new ArrayList<>(records.values());
    }

    /** Entity-tags by the publications' ids. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        records.forEach((id, kept) -> tags.put(id, kept.entityTag()));
        return tags;
    }

    /** The store in front of it, as far as a journal uses it. */
    Sorcery store() {
        return (Sorcery) Proxy.newProxyInstance(
                Sorcery.class.getClassLoader(), new Class<?>[] {Sorcery.class}, (proxy, method, arguments) -> {
                    if (full) {
                        throw new IllegalStateException("struck by the seed: no space left on device");
                    }
                    faults.at("store");
                    if (!method.getName().equals("putAll")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    putAll((Collection<?>) arguments[1], (Collection<?>) arguments[2]);
                    return null;
                });
    }

    private void putAll(Collection<?> stored, Collection<?> removed) {
        removed.forEach(records::remove);
        for (Object each : stored) {
            KeptPublication kept = (KeptPublication) each;
            records.put(kept.id(), kept);
        }
    }

    /** The thread that writes, of one process. */
    Writer writer() {
        return new Writer();
    }

    /** Writes a little later; what is not written when the process ends is lost. */
    final class Writer extends AbstractExecutorService implements ScheduledExecutorService {
        private boolean gone;

        void end() {
            gone = true;
        }

        @Override
        public void execute(Runnable task) {
            later(0, task);
        }

        private void later(long nanos, Runnable task) {
            world.after(nanos + TimeUnit.MILLISECONDS.toNanos(1), () -> {
                if (!gone) {
                    run(task);
                }
            });
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (Throwable thrown) {
                laws.require(false, () -> "the journal threw " + thrown);
            }
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later(unit.toNanos(delay), task);
            return null;
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("the journal schedules nothing of the kind");
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
            throw new UnsupportedOperationException("the journal schedules nothing of the kind");
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("the journal schedules nothing of the kind");
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return gone;
        }

        @Override
        public boolean isTerminated() {
            return gone;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return gone;
        }
    }
}
