package org.outpub.publish.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * Keeps what servers hold in the store. Writes behind: of a publication that changes often only the newest is written,
 * and nobody waits. What could not be written is tried again, and takes nothing else with it.
 */
public final class StoreJournal implements Journal {
    private static final Logger LOG = System.getLogger(StoreJournal.class.getName());
    private static final long RETRY_SECONDS = 5;
    private final Sorcery sorcery;
    private final ScheduledExecutorService writer;
    private final Map<String, String> tags; // confined to the loop
    /** Ids and their newest states, empty for those to be forgotten. */
    private final Map<String, Optional<KeptPublication>> unwritten = new ConcurrentHashMap<>();

    private final AtomicBoolean awaited = new AtomicBoolean();
    private boolean failing; // confined to the writer

    /**
     * A journal in the store.
     *
     * @param sorcery holds objects of the type {@link KeptPublication#TYPE}
     * @param writer one thread, which may block; ended by its owner
     * @param tags the entity-tags that the store holds now, by the publications' ids; owned by the journal from now on
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
        writeSoon(0);
    }

    private void writeSoon(long seconds) {
        if (awaited.compareAndSet(false, true)) {
            try {
                var unused = writer.schedule(this::writeAll, seconds, TimeUnit.SECONDS);
            } catch (RejectedExecutionException ended) {
                LOG.log(Level.DEBUG, "an entity-tag came after the end", ended);
            }
        }
    }

    private void writeAll() {
        awaited.set(false);
        String failure = "";
        for (Map.Entry<String, Optional<KeptPublication>> entry : unwritten.entrySet()) {
            Optional<KeptPublication> state = entry.getValue();
            try {
                write(entry.getKey(), state);
                unwritten.remove(entry.getKey(), state);
            } catch (Throwable refused) { // a store's wizard is foreign code
                failure = String.valueOf(refused.getMessage());
            }
        }
        tell(failure);
        if (!failure.isEmpty()) {
            writeSoon(RETRY_SECONDS);
        }
    }

    private void tell(String failure) {
        if (!failure.isEmpty() && !failing) {
            LOG.log(
                    Level.WARNING,
                    "{0} entity-tags cannot be kept over a restart, and are tried again every {1} seconds; publishing"
                            + " goes on: {2}",
                    unwritten.size(),
                    RETRY_SECONDS,
                    failure);
        } else if (failure.isEmpty() && failing) {
            LOG.log(Level.INFO, "entity-tags are kept over a restart again");
        }
        failing = !failure.isEmpty();
    }

    private void write(String id, Optional<KeptPublication> state) {
        if (state.isEmpty()) {
            sorcery.delete(KeptPublication.TYPE, id);
        } else if (!sorcery.update(KeptPublication.TYPE, state.get())) {
            sorcery.create(KeptPublication.TYPE, state.get());
        }
    }

    @Override
    public CompletableFuture<Void> written() {
        return CompletableFuture.runAsync(() -> {}, writer);
    }
}
