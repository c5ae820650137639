package org.outpub.publish.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.publish.config.PublicationState;

/**
 * Keeps what servers hold over a restart, in the store. Writes behind: of a publication that changes often only the
 * newest is written, and nobody waits. Safe for use by many threads.
 */
public final class StateKeeper {
    private static final Logger LOG = System.getLogger(StateKeeper.class.getName());
    private final @Nullable Sorcery sorcery;
    private final Executor writer;
    private final Map<String, PublicationState> recalled = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new HashMap<>(); // guarded by this
    /** Ids and their newest states, empty for those to be forgotten; guarded by this. */
    private Map<String, Optional<PublicationState>> unwritten = new LinkedHashMap<>();

    private boolean failing; // confined to the writer

    private StateKeeper(@Nullable Sorcery sorcery, Executor writer) {
        this.sorcery = sorcery;
        this.writer = writer;
    }

    /**
     * Keeps nothing.
     *
     * @return the same for all
     */
    public static StateKeeper none() {
        return new StateKeeper(null, Runnable::run);
    }

    /**
     * Reads what the process before left, and drops what has expired. Waits for the storage.
     *
     * @param sorcery holds objects of the type {@link PublicationState#TYPE}
     * @param writer runs one task at a time, which may block
     * @param clock by which lifetimes outlive the process
     * @return keeps what changes from now on
     */
    public static StateKeeper of(Sorcery sorcery, Executor writer, Clock clock) {
        StateKeeper keeper = new StateKeeper(sorcery, writer);
        for (PublicationState state : sorcery.retrieveAll(PublicationState.TYPE)) {
            keeper.tags.put(state.id(), state.entityTag());
            if (state.secondsLeft(clock.instant()) > 0) {
                keeper.recalled.put(state.id(), state);
            } else {
                keeper.forget(state.id(), state.entityTag());
            }
        }
        return keeper;
    }

    /** What the process before left of a publication, once. */
    Optional<PublicationState> recall(String id) {
        return Optional.ofNullable(recalled.remove(id));
    }

    /** The users whose publications the process before left; an empty one for the single publication. */
    List<String> usersOf(String publication) {
        String prefix = publication + "/";
        return recalled.keySet().stream()
                .filter(id -> id.equals(publication) || id.startsWith(prefix))
                .map(id -> id.equals(publication) ? "" : id.substring(prefix.length()))
                .toList();
    }

    /** A server holds something new. */
    synchronized void keep(PublicationState state) {
        if (sorcery != null) {
            tags.put(state.id(), state.entityTag());
            change(state.id(), Optional.of(state));
        }
    }

    /** A server does not hold it any more; what another publication of that id has there since is kept. */
    synchronized void forget(String id, String entityTag) {
        if (tags.remove(id, entityTag)) {
            change(id, Optional.empty());
        }
    }

    private void change(String id, Optional<PublicationState> state) {
        boolean idle = unwritten.isEmpty();
        unwritten.put(id, state);
        if (idle) {
            writer.execute(this::write);
        }
    }

    private synchronized Map<String, Optional<PublicationState>> take() {
        Map<String, Optional<PublicationState>> all = unwritten;
        unwritten = new LinkedHashMap<>();
        return all;
    }

    private void write() {
        try {
            take().forEach(this::write);
            failing = false;
        } catch (RuntimeException broken) {
            if (!failing) {
                LOG.log(
                        Level.WARNING,
                        "entity-tags cannot be kept over a restart; publishing goes on: {0}",
                        broken.getMessage());
            }
            failing = true;
        }
    }

    private void write(String id, Optional<PublicationState> state) {
        if (sorcery == null) {
            return;
        }
        if (state.isEmpty()) {
            sorcery.delete(PublicationState.TYPE, id);
        } else if (!sorcery.update(PublicationState.TYPE, state.get())) {
            sorcery.create(PublicationState.TYPE, state.get());
        }
    }

    /**
     * Does not wait itself.
     *
     * @return completed once everything that changed before is written
     */
    CompletableFuture<Void> written() {
        return CompletableFuture.runAsync(() -> {}, writer);
    }
}
