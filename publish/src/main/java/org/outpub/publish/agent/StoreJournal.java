package org.outpub.publish.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.KeptPublication;

/**
 * Keeps what servers hold in the store. Writes behind, in groups: the first change waits {@value #GATHER_MILLIS} ms for
 * others, and then all that wait go in one {@link Sorcery#putAll}, of each publication the newest. A group that could not
 * be written is kept, and tried again with what came since.
 */
public final class StoreJournal implements Journal {
    /** Long enough for a group at any pace that matters, and short beside a round trip to a server and back. */
    private static final long GATHER_MILLIS = 20;

    private static final Logger LOG = System.getLogger(StoreJournal.class.getName());
    private static final long RETRY_MILLIS = 5_000;
    /** So that neither a lock nor a transaction of the store is held for long. */
    private static final int LARGEST_GROUP = 4096;

    private final Sorcery sorcery;
    private final ScheduledExecutorService writer;
    private final Map<String, String> tags; // confined to the loop
    /** Ids and their newest states, empty for those to be forgotten. */
    private final Map<String, Optional<KeptPublication>> unwritten = new ConcurrentHashMap<>();

    private final AtomicBoolean awaited = new AtomicBoolean();
    private volatile boolean failing; // written by the writer

    /**
     * A journal in the store.
     *
     * @param sorcery holds objects of the type {@link KeptPublication#TYPE}
     * @param writer one thread, which may block; ended by its owner
     * @param tags the entity-tags that the store holds now, by their ids; owned by the journal from now on
     */
    public StoreJournal(Sorcery sorcery, ScheduledExecutorService writer, Map<String, String> tags) {
        this.sorcery = sorcery;
        this.writer = writer;
        this.tags = tags;
    }

    @Override
    public void keep(KeptPublication kept) {
        tags.put(kept.id(), kept.entityTag());
        change(kept.id(), Optional.of(kept));
    }

    @Override
    public void forget(String id, String entityTag) {
        if (tags.remove(id, entityTag)) {
            change(id, Optional.empty());
        }
    }

    private void change(String id, Optional<KeptPublication> state) {
        unwritten.put(id, state);
        writeSoon();
    }

    private void writeSoon() {
        if (!awaited.get() && awaited.compareAndSet(false, true)) {
            long millis = failing ? RETRY_MILLIS : GATHER_MILLIS;
            try {
                var unused = writer.schedule(this::writeAll, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ended) {
                LOG.log(Level.DEBUG, "an entity-tag came after the end", ended);
            }
        }
    }

    private void writeAll() {
        awaited.set(false);
        Map<String, Optional<KeptPublication>> group = new HashMap<>();
        for (Map.Entry<String, Optional<KeptPublication>> entry : unwritten.entrySet()) {
            group.put(entry.getKey(), entry.getValue());
            if (group.size() == LARGEST_GROUP && !write(group)) {
                return;
            }
        }
        if (!group.isEmpty() && write(group)) {
            tellRecovery();
        }
    }

    /** Writes a group and empties it; false if it was not written, and waits for another try. */
    private boolean write(Map<String, Optional<KeptPublication>> group) {
        List<KeptPublication> kept = new ArrayList<>(group.size());
        List<String> forgotten = new ArrayList<>();
        group.forEach((id, state) -> state.ifPresentOrElse(kept::add, () -> forgotten.add(id)));
        try {
            sorcery.putAll(KeptPublication.TYPE, kept, forgotten);
        } catch (Throwable refused) { // a store's wizard is foreign code
            dropUnwritable();
            tell(String.valueOf(refused.getMessage()));
            writeSoon();
            return false;
        }
        group.forEach(unwritten::remove);
        group.clear();
        return true;
    }

    /** Half a surrogate pair, in a name, has no form on a disk; it must not keep others from being written. */
    private void dropUnwritable() {
        unwritten.keySet().removeIf(id -> !StandardCharsets.UTF_8.newEncoder().canEncode(id));
    }

    private void tell(String failure) {
        if (!failing) {
            LOG.log(
                    Level.WARNING,
                    "{0} entity-tags cannot be kept over a restart, and are tried again every {1} seconds; publishing"
                            + " goes on: {2}",
                    unwritten.size(),
                    RETRY_MILLIS / 1000,
                    failure);
        }
        failing = true;
    }

    private void tellRecovery() {
        if (failing) {
            LOG.log(Level.INFO, "entity-tags are kept over a restart again");
        }
        failing = false;
    }

    /** Writes at once what waits for others, or for another try. */
    @Override
    public CompletableFuture<Void> written() {
        return CompletableFuture.runAsync(this::writeAll, writer);
    }
}
