package org.outpub.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.sorcery.ObjectChanges;
import org.outpub.publish.cluster.Cluster;
import org.outpub.publish.config.KeptPublication;
import org.outpub.publish.config.OutboundPublish;

/**
 * Shows the agent those objects only that this node of a cluster owns. Safe for use by many threads: the store tells of
 * objects, the cluster of shares.
 */
final class OwnedObjects implements Cluster.Host {
    private static final System.Logger LOG = System.getLogger(OwnedObjects.class.getName());
    /** A server that answers at all answers in that time; a new owner is not kept waiting for one that does not. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    private final Cluster cluster;
    private final RunningAgent running;
    private final Consumer<ObjectChanges<OutboundPublish>> agent;
    /** All there are, by id; guarded by this, as is the next. */
    private final Map<String, OutboundPublish> all = new HashMap<>();

    private final Set<Integer> shares = new HashSet<>();

    /**
     * Owns nothing yet.
     *
     * @param agent takes the changes of what is owned
     */
    OwnedObjects(Cluster cluster, RunningAgent running, Consumer<ObjectChanges<OutboundPublish>> agent) {
        this.cluster = cluster;
        this.running = running;
        this.agent = agent;
    }

    /** The store changed. */
    synchronized void changed(ObjectChanges<OutboundPublish> changes) {
        changes.deleted().forEach(object -> all.remove(object.id()));
        changes.updated().forEach(update -> all.put(update.after().id(), update.after()));
        changes.created().forEach(object -> all.put(object.id(), object));
        List<OutboundPublish> created =
                changes.created().stream().filter(object -> owns(object.id())).toList();
        agent.accept(new ObjectChanges<>(
                created,
                changes.updated().stream()
                        .filter(update -> owns(update.after().id()))
                        .toList(),
                changes.deleted().stream().filter(object -> owns(object.id())).toList()));
        readDocuments(Stream.concat(
                created.stream().map(OutboundPublish::id),
                changes.updated().stream()
                        .filter(update ->
                                update.before().multiUser() != update.after().multiUser())
                        .map(update -> update.after().id())
                        .filter(this::owns)));
    }

    /** Once the agent was told of the sections. */
    private void readDocuments(Stream<String> sections) {
        List<String> all = sections.toList();
        if (!all.isEmpty()) {
            cluster.documents().ifPresent(documents -> documents.read(all));
        }
    }

    @Override
    public synchronized boolean owns(String section) {
        return shares.contains(Cluster.share(section));
    }

    @Override
    public synchronized Optional<Boolean> hasUsers(String section) {
        return Optional.ofNullable(all.get(section)).map(OutboundPublish::multiUser);
    }

    @Override
    public CompletableFuture<PublishResult> publish(String section, String user, @Nullable PublicationBody body) {
        return running.agent().publish(section, user, body);
    }

    @Override
    public void letGo(Set<Integer> isLet) {
        synchronized (this) {
            shares.removeAll(isLet);
        }
        Predicate<String> sections = section -> isLet.contains(Cluster.share(section));
        cluster.documents().ifPresent(documents -> documents.forget(sections));
        await(running.agent().letGo(sections, PATIENCE));
        await(running.written());
    }

    private static void await(CompletableFuture<?> end) {
        try {
            end.get(PATIENCE.toMillis() * 4, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.log(System.Logger.Level.WARNING, "what another node goes on with has not ended here in time");
        }
    }

    @Override
    public void take(Set<Integer> taken, List<KeptPublication> kept) {
        running.execute(() -> cluster.took(kept));
        running.agent().recall(kept);
        synchronized (this) {
            shares.addAll(taken);
            List<OutboundPublish> created = new ArrayList<>();
            all.values().forEach(object -> {
                if (taken.contains(Cluster.share(object.id()))) {
                    created.add(object);
                }
            });
            agent.accept(new ObjectChanges<>(created, List.of(), List.of()));
            readDocuments(created.stream().map(OutboundPublish::id));
        }
    }

    @Override
    public void reopened() {
        running.agent().retryNow();
    }
}
