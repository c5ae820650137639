package org.outpub.publish.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.publish.agent.Journal;
import org.outpub.publish.cluster.ClusterStore.Change;
import org.outpub.publish.config.KeptPublication;

/**
 * Keeps what servers hold where the next owner finds it. Writes behind, in groups: of a publication that changes often only
 * the newest is written, and nobody waits.
 */
final class ClusterJournal implements Journal {
    private static final Logger LOG = System.getLogger(ClusterJournal.class.getName());
    private static final long GATHER_MILLIS = 10;
    private static final long RETRY_MILLIS = 500;
    private static final int LARGEST_GROUP = 4096;

    private final ClusterStore store;
    private final String node;
    private final IntFunction<@Nullable Long> epochOf;
    private final ScheduledExecutorService writer;
    /** Of each publication its entity-tag and its share; confined to the loop. */
    private final Map<String, Known> known = new HashMap<>();

    private final Map<String, Change> unwritten = new ConcurrentHashMap<>();
    private final AtomicBoolean awaited = new AtomicBoolean();
    private volatile boolean failing;

    private record Known(String entityTag, int share) {}

    /**
     * A journal.
     *
     * @param epochOf under which epoch a share is served now; null if it is not
     * @param writer one thread, which may block; ended by its owner
     */
    ClusterJournal(
            ClusterStore store, String node, IntFunction<@Nullable Long> epochOf, ScheduledExecutorService writer) {
        this.store = store;
        this.node = node;
        this.epochOf = epochOf;
        this.writer = writer;
    }

    /** On the loop: what the owner before left of publications that are served here from now on. */
    void took(List<KeptPublication> kept) {
        kept.forEach(one -> known.put(one.id(), new Known(one.entityTag(), share(one))));
    }

    private static int share(KeptPublication kept) {
        return Share.of(kept.subject().publication());
    }

    @Override
    public void keep(KeptPublication kept) {
        known.put(kept.id(), new Known(kept.entityTag(), share(kept)));
        change(share(kept), kept.id(), kept);
    }

    @Override
    public void forget(String id, String entityTag) {
        Known before = known.get(id);
        if (before != null && before.entityTag().equals(entityTag)) {
            known.remove(id);
            change(before.share(), id, null);
        }
    }

    private void change(int share, String id, @Nullable KeptPublication kept) {
        Long epoch = epochOf.apply(share);
        if (epoch != null) {
            unwritten.put(id, new Change(share, epoch, id, kept));
            writeSoon();
        }
    }

    private void writeSoon() {
        if (awaited.compareAndSet(false, true)) {
            try {
                var unused =
                        writer.schedule(this::writeAll, failing ? RETRY_MILLIS : GATHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ended) {
                LOG.log(Level.DEBUG, "an entity-tag came after the end", ended);
            }
        }
    }

    private void writeAll() {
        awaited.set(false);
        try {
            while (!unwritten.isEmpty()) {
                List<Change> group =
                        unwritten.values().stream().limit(LARGEST_GROUP).toList();
                Set<String> refused = store.write(node, new ArrayList<>(group));
                group.forEach(change -> unwritten.remove(change.id(), change));
                if (!refused.isEmpty()) {
                    LOG.log(Level.INFO, "{0} entity-tags are not kept: another node owns them", refused.size());
                }
            }
            failing = false;
        } catch (StorageException failed) {
            if (!failing) {
                LOG.log(Level.WARNING, "entity-tags cannot be kept, and are tried again: {0}", failed.getMessage());
            }
            failing = true;
            writeSoon();
        }
    }

    @Override
    public CompletableFuture<Void> written() {
        return CompletableFuture.runAsync(this::writeAll, writer);
    }
}
