package org.outpub.publish.control;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.api.sorcery.wizard.StorageException;
import org.outpub.publish.cluster.ClusterDocuments;
import org.outpub.publish.cluster.ClusterDocuments.Taken;

/**
 * Documents in a cluster: any node takes one in and keeps it in the database, from where the node that owns its section
 * publishes it.
 */
final class ClusterContent {
    private static final int UNAVAILABLE = 503;
    private final Control control;
    private final ClusterDocuments documents;
    private final Duration patience;
    private final Executor executor;

    ClusterContent(Control control, ClusterDocuments documents, Duration patience, Executor executor) {
        this.control = control;
        this.documents = documents;
        this.patience = patience;
        this.executor = executor;
    }

    /** Whether there is such a section. */
    boolean knows(String id) {
        return documents.hasUsers(id).isPresent();
    }

    /** Whether another node publishes it. */
    boolean isElsewhere(String id) {
        return knows(id) && !documents.isHere(id);
    }

    /** Who publishes it, in words. */
    String owner(String id) {
        return control.ownerOf(id)
                .map(node -> "node " + Excerpt.quoted(node) + " publishes " + Excerpt.quoted(id))
                .orElseGet(() -> "no node publishes " + Excerpt.quoted(id) + " at the moment");
    }

    /** {@code GET} of what another node publishes. */
    CompletionStage<Reply> get(String id, Optional<String> user) {
        return documents
                .get(id, user.orElse(""))
                .thenApplyAsync(
                        found -> found.map(PublicationRoutes::shown)
                                .orElseGet(
                                        () -> Reply.error(404, owner(id) + ", and the database has no document of it")),
                        executor)
                .exceptionally(ClusterContent::failed)
                .completeOnTimeout(late(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code PUT} or {@code DELETE} of a section that there is. */
    CompletionStage<Reply> change(Request request, String id, Optional<String> user) {
        boolean hasUsers = documents.hasUsers(id).orElse(false);
        boolean put = request.method().equals("PUT");
        if (!hasUsers && user.isPresent()) {
            return completedFuture(Reply.error(400, Excerpt.line(id) + ": users need multi_user=yes"));
        }
        if (put && hasUsers && user.isEmpty()) {
            return completedFuture(
                    Reply.error(400, Excerpt.quoted(id) + " has users; expected /publications/ID/users/USER/content"));
        }
        @Nullable PublicationBody body;
        try {
            body = put ? PublicationRoutes.document(request) : null;
        } catch (IllegalArgumentException refused) {
            return completedFuture(Reply.error(400, String.valueOf(refused.getMessage())));
        }
        CompletionStage<Taken> taken =
                hasUsers && user.isEmpty() ? documents.removeUsers(id) : documents.put(id, user.orElse(""), body);
        return taken.thenComposeAsync(kept -> published(id, kept), executor)
                .exceptionally(ClusterContent::failed)
                .toCompletableFuture()
                .completeOnTimeout(late(), 2 * patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** It is kept, so whatever becomes of it here, whoever owns the section goes on with it. */
    private CompletionStage<Reply> published(String id, Taken kept) {
        return kept.published()
                .map(result -> result.toCompletableFuture()
                        .copy()
                        .thenApplyAsync(
                                end -> end instanceof PublishResult.Ended ? pending(id) : Views.outcome(end), executor)
                        .completeOnTimeout(Views.pending(), patience.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> completedFuture(pending(id)));
    }

    private Reply pending(String id) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode().put("result", "pending");
        control.ownerOf(id).ifPresent(node -> kept.put("node", node));
        return Reply.json(202, kept);
    }

    private static Reply late() {
        return Reply.error(UNAVAILABLE, "the cluster's database does not answer; whether it is kept is not known");
    }

    private static Reply failed(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String why = cause instanceof StorageException ? String.valueOf(cause.getMessage()) : "this node is ending";
        return Reply.error(UNAVAILABLE, why + "; try again");
    }

    /** For those who are alone. */
    static Optional<ClusterContent> of(Control control, Duration patience, Executor executor) {
        return control.documents().map(documents -> new ClusterContent(control, documents, patience, executor));
    }
}
