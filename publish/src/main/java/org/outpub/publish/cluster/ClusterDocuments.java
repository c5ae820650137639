package org.outpub.publish.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.publish.cluster.DocumentStore.Kept;
import org.outpub.publish.cluster.DocumentStore.Name;
import org.outpub.sorcery.realtime.RealtimeDatabase.NoticeListener;

/**
 * The documents that all nodes of a cluster see. Any node takes them in; the owner of their section publishes them, whoever
 * that is then. What is to be done is done by one thread, so that what is published last is what is kept. Safe for use by
 * many threads.
 */
public final class ClusterDocuments implements NoticeListener {
    private static final Logger LOG = System.getLogger(ClusterDocuments.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GROUP = 500;
    private static final long RETRY_MILLIS = 1000;

    private final String cluster;
    private final DocumentStore store;
    private final ScheduledExecutorService thread;
    private final Publisher publisher;
    private final Queue<Put> puts = new ConcurrentLinkedQueue<>();
    private final Set<Name> marked = ConcurrentHashMap.newKeySet();
    private final Set<String> unread = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean allMarked = new AtomicBoolean();
    private final AtomicBoolean awaited = new AtomicBoolean();
    /** The versions that are published here; confined to the thread, as is the next. */
    private final Map<Name, String> known = new HashMap<>();

    private boolean failing;

    /** Publishes documents, and knows what is to be published. Does not wait for anything. */
    interface Publisher {
        /** Whether a section is this node's. */
        boolean owns(String section);

        /** Whether a section has users; empty if there is no such section. */
        Optional<Boolean> hasUsers(String section);

        /**
         * Publishes a document of a section that is this node's, or removes what is published.
         *
         * @param body null to remove
         */
        CompletableFuture<PublishResult> publish(String section, String user, @Nullable PublicationBody body);
    }

    /**
     * What became of a document that is kept.
     *
     * @param published how its publication ends; empty if another node publishes it
     */
    public record Taken(Optional<CompletionStage<PublishResult>> published) {}

    private record Put(Name name, Optional<PublicationBody> body, CompletableFuture<Taken> taken) {}

    /**
     * Documents that are not read yet.
     *
     * @param thread one, which may block; ended by its owner
     */
    ClusterDocuments(String cluster, DocumentStore store, ScheduledExecutorService thread, Publisher publisher) {
        this.cluster = cluster;
        this.store = store;
        this.thread = thread;
        this.publisher = publisher;
    }

    /**
     * Whether a section has users of its own.
     *
     * @param section of the configuration
     * @return empty if there is no such section
     */
    public Optional<Boolean> hasUsers(String section) {
        return publisher.hasUsers(section);
    }

    /**
     * Whether a section is published by this node.
     *
     * @param section of the configuration
     * @return false if it is another's, or nobody's
     */
    public boolean isHere(String section) {
        return publisher.owns(section);
    }

    /**
     * Keeps a document for whoever owns its section, or removes it.
     *
     * @param section of the configuration
     * @param user empty if it has none
     * @param body null to remove
     * @return completed once it is kept; exceptionally, with a {@link StorageException}, if it is not
     */
    public CompletableFuture<Taken> put(String section, String user, @Nullable PublicationBody body) {
        Put put = new Put(new Name(section, user), Optional.ofNullable(body), new CompletableFuture<>());
        puts.add(put);
        soon(0);
        return put.taken;
    }

    /**
     * Removes all documents of a section's users.
     *
     * @param section of the configuration
     * @return as above
     */
    public CompletableFuture<Taken> removeUsers(String section) {
        return later(() -> {
            store.removeUsers(section);
            return taken(new Name(section, ""), null);
        });
    }

    /**
     * A document as it is kept.
     *
     * @param section of the configuration
     * @param user empty if it has none
     * @return completed with empty if there is none; exceptionally if it cannot be read
     */
    public CompletableFuture<Optional<PublicationBody>> get(String section, String user) {
        return later(() -> store.named(List.of(new Name(section, user))).stream()
                .findFirst()
                .map(Kept::body));
    }

    private interface Work<R> {
        R done();
    }

    private <R> CompletableFuture<R> later(Work<R> work) {
        try {
            return CompletableFuture.supplyAsync(work::done, thread);
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.failedFuture(ended);
        }
    }

    /**
     * Publishes what is kept of sections that are this node's from now on, or are new. For who serves shares.
     *
     * @param sections of which the agent was told
     */
    public void read(Collection<String> sections) {
        unread.addAll(sections);
        soon(0);
    }

    /**
     * Sections are another's from now on. For who serves shares.
     *
     * @param sections which
     */
    public void forget(Predicate<String> sections) {
        execute(() -> {
            unread.removeIf(sections);
            known.keySet().removeIf(name -> sections.test(name.section()));
        });
    }

    @Override
    public void changed() {
        allMarked.set(true);
        soon(0);
    }

    @Override
    public void changed(String key) {
        try {
            JsonNode parts = JSON.readTree(key);
            Name name = new Name(parts.path(1).asText(), parts.path(2).asText());
            if (parts.path(0).asText().equals(cluster) && publisher.owns(name.section())) {
                marked.add(name);
                soon(0);
            }
        } catch (JsonProcessingException foreign) {
            changed();
        }
    }

    private void soon(long millis) {
        if (awaited.compareAndSet(false, true)) {
            try {
                var unused = thread.schedule(this::work, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ended) {
                awaited.set(false);
                for (Put put = puts.poll(); put != null; put = puts.poll()) {
                    put.taken.completeExceptionally(ended);
                }
            }
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException ended) {
            LOG.log(Level.DEBUG, "documents changed hands after the end", ended);
        }
    }

    private void work() {
        awaited.set(false);
        try {
            writePuts();
            readSections();
            readMarked();
            readAll();
            failing = false;
        } catch (StorageException failed) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "{0}; documents stay as they are, and it is tried again", failed.getMessage());
            }
            soon(RETRY_MILLIS);
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "cluster: documents are read again in a while", broken);
            soon(RETRY_MILLIS);
        }
    }

    /** In groups, each document as the last of those who wait has it. */
    private void writePuts() {
        while (!puts.isEmpty()) {
            List<Put> group = new ArrayList<>();
            for (Put next = puts.poll(); next != null; next = group.size() < GROUP ? puts.poll() : null) {
                group.add(next);
            }
            Map<Name, Optional<PublicationBody>> bodies = new HashMap<>();
            group.forEach(put -> bodies.put(put.name, put.body));
            try {
                Map<Name, String> versions = store.put(bodies);
                group.forEach(put -> put.taken.complete(published(put, versions.get(put.name))));
            } catch (RuntimeException failed) {
                group.forEach(put -> put.taken.completeExceptionally(failed));
            }
        }
    }

    private Taken published(Put put, @Nullable String version) {
        if (version != null && publisher.owns(put.name.section())) {
            known.put(put.name, version);
        }
        return taken(put.name, put.body.orElse(null));
    }

    private Taken taken(Name name, @Nullable PublicationBody body) {
        return new Taken(
                publisher.owns(name.section())
                        ? Optional.of(publisher.publish(name.section(), name.user(), body))
                        : Optional.empty());
    }

    private void readSections() {
        while (!unread.isEmpty()) {
            List<String> group = unread.stream().limit(GROUP).toList();
            List<Kept> kept = store.ofSections(group);
            group.forEach(unread::remove);
            kept.forEach(this::publish);
        }
    }

    private void readMarked() {
        while (!marked.isEmpty()) {
            List<Name> group = marked.stream().limit(GROUP).toList();
            group.forEach(marked::remove); // what changes while it is read is marked again
            List<Kept> kept;
            try {
                kept = store.named(group);
            } catch (RuntimeException failed) {
                marked.addAll(group);
                throw failed;
            }
            Set<Name> gone = new HashSet<>(group);
            for (Kept one : kept) {
                gone.remove(one.name());
                if (!one.version().equals(known.get(one.name()))) {
                    publish(one);
                }
            }
            gone.forEach(this::remove);
        }
    }

    /** Notices may have been missed: whatever has another version is read. */
    private void readAll() {
        if (!allMarked.getAndSet(false)) {
            return;
        }
        try {
            Map<Name, String> versions = store.versions();
            List.copyOf(known.keySet()).stream()
                    .filter(name -> !versions.containsKey(name))
                    .forEach(this::remove);
            versions.forEach((name, version) -> {
                if (publisher.owns(name.section()) && !version.equals(known.get(name))) {
                    marked.add(name);
                }
            });
        } catch (RuntimeException failed) {
            allMarked.set(true);
            throw failed;
        }
        readMarked();
    }

    private void publish(Kept kept) {
        Name name = kept.name();
        if (!publisher.owns(name.section())) {
            return;
        }
        known.put(name, kept.version());
        if (kept.fault().isEmpty()) {
            var unused = publisher.publish(name.section(), name.user(), kept.body());
        } else {
            LOG.log(
                    Level.WARNING,
                    "{0}: the document in outpub_content is not usable: {1}; what is published stays",
                    name.user().isEmpty() ? name.section() : name.section() + "/" + name.user(),
                    kept.fault());
        }
    }

    private void remove(Name name) {
        if (known.remove(name) != null && publisher.owns(name.section())) {
            var unused = publisher.publish(name.section(), name.user(), null);
        }
    }
}
